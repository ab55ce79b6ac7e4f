import type { Style } from '../report/style.ts';

/** What long work is doing, and for how many milliseconds. */
export interface WorkState {
  readonly title: string;
  /** What it is at now, in one line; empty where it does not say. */
  readonly detail: string;
  readonly elapsedMs: number;
}

/** One line on work that goes on, cut so that it stays one line. */
export function progressLine({ title, detail, elapsedMs }: WorkState, sign: string, columns: number): string {
  const head = `${sign} ${title} (${duration(elapsedMs)})`;
  return cut(detail === '' ? head : `${head}  ${detail}`, columns - 1);
}

/** One line on work that ended. */
export function endLine({ title, elapsedMs }: WorkState, ok: boolean, style: Style): string {
  const sign = ok ? style.good(style.unicode ? '✔' : '+') : style.bad(style.unicode ? '✖' : 'x');
  return `${sign} ${title} ${style.dim(`(${duration(elapsedMs)})`)}`;
}

/** Whole seconds, and minutes from the first one on. */
export function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** The start of a text that fits into so many columns; letters from U+1100 on are taken to fill two. */
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
