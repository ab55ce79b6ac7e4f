import { duration, endLine, progressLine } from '../../core/conversation/progress-line.ts';
import { printable } from '../../core/report/printable.ts';
import type { Screen } from './terminal.ts';

/** Says what long work is doing, until it ends. */
export interface Progress {
  /** What it is at now, in one line. */
  readonly show: (detail: string) => void;
  /** Writes whole lines that stay. */
  readonly print: (text: string) => void;
  readonly end: (ok: boolean) => void;
}

/** Milliseconds between two pictures of the spinner, and between two signs of life where nothing is redrawn. */
const pictureMs = 100;
const signOfLifeMs = 10_000;

/**
 * Starts to tell of long work: one line that is drawn anew with the seconds that passed, and stays as one line; plain
 * lines where the screen cannot redraw. clack 1.9 has a spinner too, but it ends the process with 0 on Ctrl-C.
 *
 * @param now milliseconds of a clock that never goes back
 */
export function startProgress(title: string, screen: Screen, now = () => performance.now()): Progress {
  const begin = now();
  const { style } = screen;
  let detail = '';
  const state = () => ({ title, detail, elapsedMs: now() - begin });

  if (!screen.redraw) {
    screen.write(`${title}\n`);
    const timer = setInterval(() => {
      const { elapsedMs } = state();
      screen.write(`Still at it after ${duration(elapsedMs)}${detail === '' ? '' : `: ${detail}`}\n`);
    }, signOfLifeMs);
    timer.unref();
    return {
      show: (line) => {
        detail = printable(line.trim());
      },
      print: (text) => screen.write(text),
      end: (ok) => {
        clearInterval(timer);
        screen.write(`${endLine(state(), ok, style)}\n`);
      },
    };
  }

  const pictures = style.unicode ? ['◒', '◐', '◓', '◑'] : ['-', '\\', '|', '/'];
  let turn = 0;
  const draw = () => {
    const picture = pictures[turn++ % pictures.length] ?? '';
    screen.write(`\r\u001b[K${progressLine(state(), picture, screen.columns())}`);
  };
  const timer = setInterval(draw, pictureMs);
  timer.unref();
  draw();
  return {
    show: (line) => {
      detail = printable(line.trim());
    },
    print: (text) => {
      screen.write(`\r\u001b[K${text}`);
      draw();
    },
    end: (ok) => {
      clearInterval(timer);
      screen.write(`\r\u001b[K${endLine(state(), ok, style)}\n`);
    },
  };
}
