import { foundInstead, invalidJson } from './json-problems.ts';

/** Deeper nesting is refused: no configuration needs it, and other readers of the file may run out of stack. */
export const maximumDepth = 500;

/** A JSON text while it is read. All offsets count UTF-16 code units from 0. */
export interface JsonSource {
  /** Named in problems; relative to the project, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Start and end of what strict JSON refuses: comments and trailing commas. It is filled while reading. */
  readonly extras: (readonly [number, number])[];
  /** Room to note the open brackets of a value in. */
  readonly nesting: Uint8Array;
}

const quote = 0x22;
export function jsonSource(path: string, text: string): JsonSource {
  return { path, text, extras: [], nesting: new Uint8Array(maximumDepth + 1) };
}

const slash = 0x2f;
const backslash = 0x5c;

const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const escapeSequence = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
const restOfLine = /[^\r\n]*/y;

/** The offset after a number, `true`, `false` or `null`. */
export function skipScalar(source: JsonSource, start: number): number {
  scalar.lastIndex = start;
  if (scalar.test(source.text)) return scalar.lastIndex;
  throw foundInstead(source, start, 'a value');
}

/** The offset after a string whose quote stands at `start`. */
export function skipString(source: JsonSource, start: number): number {
  const { text } = source;
  let at = start + 1;
  for (let char = text.charCodeAt(at); char !== quote; char = text.charCodeAt(at)) {
    if (char === backslash) at = skipEscape(source, at);
    else if (char >= 0x20) at += 1;
    else throw brokenString(source, start, at);
  }
  return at + 1;
}

function brokenString(source: JsonSource, start: number, at: number): Error {
  const unclosed = at >= source.text.length || /[\r\n]/.test(source.text.charAt(at));
  return unclosed
    ? invalidJson(source, start, 'the text that starts here has no closing quote on its line')
    : invalidJson(
        source,
        at,
        'a control character stands in a text, where it is written as \\u and four digits',
      );
}

function skipEscape(source: JsonSource, start: number): number {
  escapeSequence.lastIndex = start;
  if (escapeSequence.test(source.text)) return escapeSequence.lastIndex;
  throw invalidJson(source, start, 'JSON has no such escape sequence; a backslash itself is written \\\\');
}

/** What a string token says. */
export function stringAt(text: string, start: number, end: number): string {
  const token = text.slice(start, end);
  return token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
}

/** The offset after white space and comments. */
export function skipSpace(source: JsonSource, start: number): number {
  const { text } = source;
  let at = start;
  for (;;) {
    const char = text.charCodeAt(at);
    if (char === 0x20 || char === 0x0a || char === 0x0d || char === 0x09) at += 1;
    else if (char === slash) at = skipComment(source, at);
    else return at;
  }
}

/** The offset after a comment; a line comment ends before its line break. */
export function skipComment(source: JsonSource, start: number): number {
  const end = endOfComment(source.text, start);
  if (end < 0)
    throw invalidJson(source, start, 'here is a slash that starts no comment, or a comment without an end');
  source.extras.push([start, end]);
  return end;
}

function endOfComment(text: string, start: number): number {
  if (text.startsWith('/*', start)) {
    const closing = text.indexOf('*/', start + 2);
    return closing < 0 ? -1 : closing + 2;
  }
  if (!text.startsWith('//', start)) return -1;
  restOfLine.lastIndex = start;
  restOfLine.test(text);
  return restOfLine.lastIndex;
}
