import type { LogLine } from '../types.ts';
import type { Screen } from './terminal.ts';
import { printable, type Style } from './text.ts';

/** Shows what long work is doing, until it ends. */
interface Progress {
  /** What it is doing now, in one line. */
  readonly show: (detail: string) => void;
  readonly end: (ok: boolean) => void;
}

/** Milliseconds between two frames of the spinner, and between two lines if nothing can be redrawn. */
const pictureMs = 100;
const signOfLifeMs = 10_000;

/**
 * Starts to report long work: one line that is redrawn with the elapsed seconds, and stays as one line; plain
 * lines if the screen cannot redraw. clack 1.9 has a spinner too, but it ends the process with 0 on Ctrl-C.
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
  const toStart = redraw ? '\r\u001b[K' : '';
  const tell = () => screen.write(redraw ? `${toStart}${drawn()}` : said());
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
      screen.write(`${toStart}${endLine(state(), ok, style)}\n`);
    },
  };
}

/** What long work is doing, and for how many milliseconds. */
interface WorkState {
  readonly title: string;
  /** What it is doing now, in one line; empty if unknown. */
  readonly detail: string;
  readonly elapsedMs: number;
}

/** One line about work in progress, cut to fit. */
export function progressLine({ title, detail, elapsedMs }: WorkState, sign: string, columns: number): string {
  const head = `${sign} ${title} (${duration(elapsedMs)})`;
  return cut(detail === '' ? head : `${head}  ${detail}`, columns - 1);
}

/** One line about work that ended. */
export function endLine({ title, elapsedMs }: WorkState, ok: boolean, style: Style): string {
  const sign = ok ? style.good(style.unicode ? '✔' : '+') : style.bad(style.unicode ? '✖' : 'x');
  return `${sign} ${title} ${style.dim(`(${duration(elapsedMs)})`)}`;
}

/** Whole seconds, and minutes from the first one on. */
export function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** The start of a text that fits into so many columns; letters from U+1100 on count as two. */
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

/** Milliseconds that a function may take before it is worth a line. */
const momentMs = 400;

/** Follows functions while they run. */
interface RunProgress {
  readonly onLog: (line: LogLine) => void;
  readonly end: (ok: boolean) => Promise<void>;
}

/**
 * Shows that functions are running and the last line that they logged, once they take longer than a moment. The line
 * is drawn again, so there is none if the screen cannot do that: everything is in the report.
 */
export function followRun(names: readonly string[], screen: Screen): RunProgress {
  if (!screen.redraw) return { onLog: () => {}, end: async () => {} };
  let last = '';
  const begin = async () => {
    const progress = startProgress(`Running ${names.join(', ')}`, screen);
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
