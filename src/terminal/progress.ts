import type { LogLine } from '../types.ts';
import type { Screen } from './terminal.ts';
import { printable, type Style } from './text.ts';

/** Shows what a long task is doing until it ends. */
interface Progress {
  /** Sets the current activity, as a single line. */
  readonly show: (detail: string) => void;
  readonly end: (ok: boolean) => void;
}

/** Milliseconds between frames of the spinner, and between lines if the screen cannot redraw. */
const pictureMs = 100;
const signOfLifeMs = 10_000;

/**
 * Starts to show the progress of a long task: a line that is redrawn with the elapsed seconds and stays at the end, or plain
 * lines if the screen cannot redraw. clack 1.9 has a spinner too, but it ends the process with code 0 on Ctrl-C.
 */
export function startProgress(title: string, screen: Screen, now = () => performance.now()): Progress {
  const { style, redraw } = screen;
  const begin = now();
  let detail = '';
  const state = () => ({ title, detail, elapsedMs: now() - begin });
  const pictures = style.unicode ? ['◒', '◐', '◓', '◑'] : ['-', '\\', '|', '/'];
  let turn = 0;
  const drawn = () => progressLine(state(), pictures[turn++ % pictures.length] ?? '', screen.columns());
  const said = () =>
    `Still running after ${duration(state().elapsedMs)}${detail === '' ? '' : `: ${detail}`}\n`;
  const write = (text: string): void => {
    if (redraw) screen.writeAsIs('\r\u001b[K');
    screen.write(text);
  };
  const tell = () => write(redraw ? drawn() : said());
  const timer = setInterval(tell, redraw ? pictureMs : signOfLifeMs);
  timer.unref();
  if (redraw) tell();
  else screen.write(`${title}\n`);
  return {
    show: (line) => {
      detail = printable(line.trim());
    },
    end: (ok) => {
      clearInterval(timer);
      write(`${endLine(state(), ok, style)}\n`);
    },
  };
}

/** The state of a long task. */
interface WorkState {
  readonly title: string;
  /** The current activity, as a single line; empty if unknown. */
  readonly detail: string;
  readonly elapsedMs: number;
}

/** One line about a running task, cut to fit. */
export function progressLine({ title, detail, elapsedMs }: WorkState, sign: string, columns: number): string {
  const head = `${sign} ${title} (${duration(elapsedMs)})`;
  return cut(detail === '' ? head : `${head}  ${detail}`, columns - 1);
}

/** One line about a finished task. */
export function endLine({ title, elapsedMs }: WorkState, ok: boolean, style: Style): string {
  const sign = ok ? style.good(style.unicode ? '✔' : '+') : style.bad(style.unicode ? '✖' : 'x');
  return `${sign} ${title} ${style.dim(`(${duration(elapsedMs)})`)}`;
}

/** Whole seconds, with minutes once there is at least one. */
export function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** The beginning of a text that fits into this many columns. Characters from U+1100 on count as two columns. */
function cut(text: string, columns: number): string {
  let width = 0;
  let fitting = '';
  for (const letter of text) {
    width += (letter.codePointAt(0) ?? 0) < 0x1100 ? 1 : 2;
    if (width > columns) return fitting;
    fitting += letter;
  }
  return fitting;
}

/** Milliseconds that functions can run before their progress is shown. */
const momentMs = 400;

/** Follows functions while they run. */
interface RunProgress {
  readonly onLog: (line: LogLine) => void;
  readonly end: (ok: boolean) => Promise<void>;
}

/**
 * Shows that functions are running, and the last line they logged, if they take longer than a moment. Shows nothing on a
 * screen that cannot redraw, because the report contains everything anyway.
 */
export function followRun(names: readonly string[], screen: Screen): RunProgress {
  if (!screen.redraw) return { onLog: () => {}, end: async () => {} };
  let last = '';
  const begin = async () => {
    const progress = startProgress(printable(`Running ${names.join(', ')}`), screen);
    progress.show(last);
    return progress;
  };
  let begun: ReturnType<typeof begin> | undefined;
  const timer = setTimeout(() => {
    begun = begin();
  }, momentMs);
  return {
    onLog: ({ message }) => {
      last = message;
      void begun?.then((progress) => progress.show(message));
    },
    end: async (ok) => {
      clearTimeout(timer);
      (await begun)?.end(ok);
    },
  };
}
