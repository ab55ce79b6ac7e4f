import type { ReadStream, WriteStream } from 'node:tty';
import type { Screen } from '../terminal/terminal.ts';

/** A screen that tracks its cursor's line, so that what was drawn can be removed again. */
interface Rewindable {
  /** The stream for what draws on it: with a size even if the terminal tells none, and in ASCII where needed. */
  readonly stream: WriteStream;
  /** Notes that a frame is drawn from this line on; returns the line. */
  readonly startFrame: () => number;
  /** Removes everything from a line on. */
  readonly rewind: (line: number) => void;
}

/** What of a text moves the cursor to another line: clack's way back to the top of its frame, up, down, line feed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: cursor codes are what is looked for
const movement = /\u001b\[999D(?:\u001b\[\d+A)?|\u001b\[(\d*)([AB])|\n/g;

/**
 * Stands for a blank in what clack draws, and becomes one here. After a resize clack counts lines as if they were broken
 * at blanks; a terminal breaks them anywhere, and what is above would be drawn over.
 */
export const unbreakable = '\u00a0';

/** What @clack/prompts 1.9 draws with, and ASCII letters of the same width in its place. */
const drawnLetters = '◆◇■▲┌│└├─—–·…●○◻◼•█↑↓';
const asciiLetters = '*oxx+|++----.> -+*_^v';

/** A stream with members of its own in front of another's; `own` gives undefined for the others. */
export function overlaid<Stream extends ReadStream | WriteStream>(
  stream: Stream,
  own: (key: string | symbol) => unknown,
): Stream {
  return new Proxy(stream, {
    get(target, key) {
      const mine = own(key);
      if (mine !== undefined) return mine;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** A screen whose drawing can be taken back. */
export function rewindable(screen: Screen): Rewindable {
  let line = 0;
  let frameTop = 0;
  const write = (text: string, ...rest: never[]) => {
    for (const [found, count, direction] of text.matchAll(movement)) {
      if (direction === 'A') line -= Number(count || 1);
      else if (direction === 'B') line += Number(count || 1);
      else if (found === '\n') line += 1;
      else line = frameTop;
    }
    const drawn = text.replaceAll(unbreakable, ' ');
    const shown = screen.unicode
      ? drawn
      : drawn.replace(/[^\0-\x7f]/gu, (letter) => asciiLetters[drawnLetters.indexOf(letter)] ?? '?');
    return screen.stream.write(shown, ...rest);
  };
  const stream = overlaid(screen.stream, (key) => {
    if (key === 'write') return write;
    if (key === 'columns') return screen.columns();
    return key === 'rows' ? screen.stream.rows || 24 : undefined;
  });
  return {
    stream,
    startFrame: () => {
      frameTop = line;
      return line;
    },
    rewind: (to) => {
      screen.write(`\r${line > to ? `\u001b[${line - to}A` : ''}\u001b[J`);
      line = to;
    },
  };
}
