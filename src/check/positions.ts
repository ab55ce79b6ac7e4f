import { partitionPoint } from '../partition-point.ts';
import type { Position } from './facts.ts';

/** Returns a function that converts an offset in the text to a line and column. A byte order mark has no column. */
export function positions(text: string): (offset: number) => Position {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    const line = Math.max(0, lastUpTo(starts, offset));
    return { line: line + 1, column: offset - (starts[line] as number) + 1 };
  };
}

function lineStarts(text: string): number[] {
  const starts = [text.startsWith('\ufeff') ? 1 : 0];
  for (const { index, 0: lineBreak } of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g))
    starts.push(index + lineBreak.length);
  return starts;
}

/** The index of the last of these ascending numbers that is not above a limit; -1 if there is none. */
export function lastUpTo(ascending: readonly number[], limit: number): number {
  return partitionPoint(ascending, (one) => one <= limit) - 1;
}
