import { type Node, type Options, type Program, parse } from 'acorn';
import type { Position } from './facts.ts';

/** A JavaScript file as a tree. */
export interface Parsed {
  readonly text: string;
  readonly program: Program;
  /** Line and column of a node's first character. */
  place(node: Pick<Node, 'start'>): Position;
}

/** A line this long was written by a tool, not by a person. */
const longestWrittenLine = 2000;
/** What webpack, esbuild, ncc, Parcel and Rollup's CommonJS plugin leave in the files that they write. */
const bundlerMarks =
  /__webpack_require__|__nccwpck_require__|\bparcelRequire|\b__commonJS\b|\b__toESM\b|\b__toCommonJS\b|\bgetDefaultExportFromCjs\b/;

/** Was a file written by a bundler or made small? Names and lines in it help nobody. */
export function isBundled(text: string): boolean {
  return bundlerMarks.test(text) || hasLongLine(text);
}

function hasLongLine(text: string): boolean {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    if ((end < 0 ? text.length : end) - start > longestWrittenLine) return true;
    if (end < 0) return false;
    start = end + 1;
  }
  return false;
}

/**
 * Parses a file as Node would load it.
 *
 * @param module whether Node takes it for an ES module; undefined where Node decides by its content
 */
export function parseCode(
  text: string,
  module: boolean | undefined,
): Parsed | (Position & { readonly reason: string }) {
  const place = positions(text);
  const kinds: readonly (typeof module)[] = module === undefined ? [false, true] : [module];
  const failures: { readonly at: number; readonly reason: string }[] = [];
  for (const kind of kinds) {
    try {
      return { text, program: parse(text, optionsFor(kind === true)), place: ({ start }) => place(start) };
    } catch (error) {
      const { pos, message } = error as { readonly pos: number; readonly message: string };
      failures.push({ at: pos, reason: message.replace(/ \(\d+:\d+\)$/, '') });
    }
  }
  // The reading that came further is the one that was meant.
  const failure = failures.reduce((one, other) => (other.at > one.at ? other : one));
  return { ...place(failure.at), reason: failure.reason };
}

function optionsFor(module: boolean): Options {
  return { ecmaVersion: 'latest', sourceType: module ? 'module' : 'commonjs', allowHashBang: true };
}

/** Line and column of an offset in a text. */
export function positions(text: string): (offset: number) => Position {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    let line = 0;
    for (let high = starts.length - 1; line < high; ) {
      const middle = Math.ceil((line + high) / 2);
      if ((starts[middle] as number) <= offset) line = middle;
      else high = middle - 1;
    }
    return { line: line + 1, column: offset - (starts[line] as number) + 1 };
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const { index, 0: lineBreak } of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g))
    starts.push(index + lineBreak.length);
  return starts;
}
