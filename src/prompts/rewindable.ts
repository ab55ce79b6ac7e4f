import type { ReadStream, WriteStream } from 'node:tty';
import type { Screen } from '../terminal/terminal.ts';

/** A screen that tracks the line of its cursor, so that it can remove what was drawn. */
interface Rewindable {
  /** The stream to draw on: it has a size even if the terminal reports none, and writes ASCII where needed. */
  readonly stream: WriteStream;
  /** Marks the current line as the top of a frame, and returns it. */
  readonly startFrame: () => number;
  /** Removes everything from a line on. */
  readonly rewind: (line: number) => void;
}

/** Matches output that moves the cursor to another line: clack's jump to the top of its frame, up, down, line feed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: cursor codes are what is looked for
const movement = /\u001b\[999D(?:\u001b\[\d+A)?|\u001b\[(\d*)([AB])|\n/g;

/**
 * Replaces blanks in what clack draws; written as blanks. After a resize, clack counts lines as if they were wrapped at
 * blanks, but terminals wrap them anywhere: without this, clack would draw over what is above.
 */
export const unbreakable = '\u00a0';

/** Characters that @clack/prompts 1.9 draws with, and ASCII replacements of the same width. */
const drawnLetters = '◆◇■▲┌│└├─—–·…●○◻◼•█↑↓';
const asciiLetters = '*oxx+|++----.> -+*_^v';

/** A stream with some members replaced: those for which `own` does not return undefined. */
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

/** Wraps a screen so that what is drawn on it can be removed. */
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
      screen.writeAsIs(`\r${line > to ? `\u001b[${line - to}A` : ''}\u001b[J`);
      line = to;
    },
  };
}
