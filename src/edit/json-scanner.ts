import { withoutLikelyValues } from '../check/secret-values.ts';
import type { Problem } from '../errors.ts';
import type { JsonFault } from '../messages/json-faults.ts';
import { refusal } from '../messages/messages.ts';
import { isTooDeep } from '../run/serialise.ts';
import type { Json } from '../types.ts';

/** One member of an object or one element of an array. */
export interface JsonEntry {
  /** The member's name, decoded; empty in an array. */
  readonly key: string;
  /** Offset of the key's opening quote; in an array, of the value. */
  readonly start: number;
  /** Offset after the key's closing quote; in an array, the same as `start`. */
  readonly keyEnd: number;
  readonly valueStart: number;
  readonly end: number;
  /** The value, if it is an object or array. */
  readonly container: JsonContainer | undefined;
}

/** An object or array with its entries. */
export interface JsonContainer {
  readonly kind: 'object' | 'array';
  /** Offset of the opening bracket. */
  readonly start: number;
  /** Offset after the closing bracket. */
  readonly end: number;
  readonly entries: readonly JsonEntry[];
  /** Members by their keys, or items of an array that are strings; of equal ones, the last counts, as for `JSON.parse`. */
  readonly named: ReadonlyMap<string, JsonEntry>;
  /** Offset of a comma after the last entry, or -1. */
  readonly trailingComma: number;
}

/**
 * Reads a whole text by JSON's grammar, with comments, trailing commas and a byte order mark allowed. Undefined if the root
 * is neither an object nor an array.
 * @throws Problem `invalid-json` (code 3) with line, column and excerpt
 */
export function scanJson(source: JsonSource): JsonContainer | undefined {
  if (byteOrderMark.test(source.text)) source.extras.push([0, 1]);
  const start = skipSpace(source, source.extras.length);
  const container = containerAt(source, start, 0);
  const rest = skipSpace(source, container?.end ?? skipPlain(source, start));
  if (rest < source.text.length) throw foundInstead(source, rest, 'the end of the file');
  return container;
}

/** The object or array that starts at an offset; undefined if neither does. */
function containerAt(source: JsonSource, start: number, depth: number): JsonContainer | undefined {
  const char = source.text.charAt(start);
  if (char !== '{' && char !== '[') return undefined;
  if (depth < maximumDepth) return scanContainer(source, start, depth + 1);
  throw invalidJson(source, start, { fault: 'nested-too-deep', limit: maximumDepth });
}

function scanContainer(source: JsonSource, start: number, depth: number): JsonContainer {
  const { text } = source;
  const kind = text.charAt(start) === '{' ? 'object' : 'array';
  const closing = kind === 'object' ? '}' : ']';
  const entries: JsonEntry[] = [];
  const named = new Map<string, JsonEntry>();
  let trailingComma = -1;
  let at = skipSpace(source, start + 1);
  while (text.charAt(at) !== closing) {
    const entry = scanEntry(source, at, kind, depth);
    entries.push(entry);
    if (kind === 'object') named.set(entry.key, entry);
    else if (text.charAt(at) === '"') named.set(stringAt(text, at, entry.end), entry);
    at = skipSpace(source, entry.end);
    trailingComma = text.charAt(at) === ',' ? at : -1;
    if (trailingComma >= 0) at = skipSpace(source, at + 1);
    else if (text.charAt(at) !== closing) throw foundInstead(source, at, `"," or "${closing}"`);
  }
  if (trailingComma >= 0) source.extras.push([trailingComma, trailingComma + 1]);
  return { kind, start, end: at + 1, entries, named, trailingComma };
}

function scanEntry(source: JsonSource, start: number, kind: JsonContainer['kind'], depth: number): JsonEntry {
  const { text } = source;
  let key = '';
  let keyEnd = start;
  let valueStart = start;
  if (kind === 'object') {
    if (text.charAt(start) !== '"') throw foundInstead(source, start, 'a key in double quotes or "}"');
    keyEnd = skipString(source, start);
    key = stringAt(text, start, keyEnd);
    const colon = skipSpace(source, keyEnd);
    if (text.charAt(colon) !== ':') throw foundInstead(source, colon, '":"');
    valueStart = skipSpace(source, colon + 1);
  }
  const container = containerAt(source, valueStart, depth);
  const end = container?.end ?? skipPlain(source, valueStart);
  return { key, start, keyEnd, valueStart, end, container };
}

/** Deeper nesting is refused: no configuration needs it, and other readers of the file may run out of stack. */
const maximumDepth = 500;

/** A JSON text while it is read. All offsets count UTF-16 code units from 0. */
export interface JsonSource {
  /** Named in problems; relative to the project, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Start and end of what strict JSON refuses: comments, trailing commas, a byte order mark. Filled while reading. */
  readonly extras: (readonly [number, number])[];
}

export function jsonSource(path: string, text: string): JsonSource {
  return { path, text, extras: [] };
}

const quote = 0x22;
const slash = 0x2f;
const backslash = 0x5c;

const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const escapeSequence = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
const restOfLine = /[^\r\n]*/y;

/** The offset after a string, a number, `true`, `false` or `null`. */
function skipPlain(source: JsonSource, start: number): number {
  if (source.text.charCodeAt(start) === quote) return skipString(source, start);
  scalar.lastIndex = start;
  if (scalar.test(source.text)) return scalar.lastIndex;
  throw foundInstead(source, start, 'a value');
}

/** The offset after a string whose quote is at `start`. */
function skipString(source: JsonSource, start: number): number {
  const { text } = source;
  let at = start + 1;
  for (let char = text.charCodeAt(at); char !== quote; char = text.charCodeAt(at)) {
    if (char === backslash) {
      escapeSequence.lastIndex = at;
      if (!escapeSequence.test(text)) throw invalidJson(source, at, { fault: 'escape' });
      at = escapeSequence.lastIndex;
    } else if (char >= 0x20) at += 1;
    else throw brokenString(source, start, at);
  }
  return at + 1;
}

function brokenString(source: JsonSource, start: number, at: number): Error {
  const unclosed = at >= source.text.length || /[\r\n]/.test(source.text.charAt(at));
  return unclosed
    ? invalidJson(source, start, { fault: 'unclosed-string' })
    : invalidJson(source, at, { fault: 'control-character' });
}

function stringAt(text: string, start: number, end: number): string {
  const token = text.slice(start, end);
  return token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
}

/** The offset after white space and comments. */
function skipSpace(source: JsonSource, start: number): number {
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
  if (end < 0) throw invalidJson(source, start, { fault: 'comment' });
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

const byteOrderMark = /^\ufeff/;

/** Matches all of a broken JSON text except space and punctuation; the group is a key. */
const words = /("[\w$.-]+"(?=[ \t]*:))|"(?:[^"\\\r\n]|\\.)*"?|[^\s{}[\]:,"]+/g;

/**
 * The problem that a text is not valid JSON, with line, column and an excerpt. Everything but keys and punctuation is masked
 * in it: the file may be anything, even a `.env` that somebody took for a fixture.
 * @param problem what is wrong at the offset
 */
function invalidJson({ path, text }: JsonSource, offset: number, problem: JsonFault): Problem {
  const { line, column } = lineAndColumn(text, offset);
  const plain = text.replace(byteOrderMark, '');
  const masked = plain.replace(words, (word, key?: string) => key ?? word.replace(/[^"]/g, '*'));
  const shown = excerpt(masked, line, column);
  return refusal('invalid-json', { path, line, column, problem, excerpt: shown }, { conflicts: [path] });
}

/** The problem that a text is not valid JSON because it has something else where `expected` should be. */
function foundInstead(source: JsonSource, offset: number, expected: string): Problem {
  const code = source.text.codePointAt(offset);
  const found = code === undefined ? undefined : String.fromCodePoint(code);
  return invalidJson(source, offset, { fault: 'expected', expected, found });
}

/** The line and column of an offset, both counted from 1; columns in UTF-16 code units, as in editors. */
export function lineAndColumn(text: string, offset: number) {
  const lines = text.slice(0, offset).replace(byteOrderMark, '').split(/\r?\n/);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

/**
 * The value of a JSON text, which is never nested too deep to be written again. Comments, trailing commas and a byte order
 * mark, which HubSpot's tools refuse, are allowed. If a key appears twice, the last one counts, as for `JSON.parse`.
 * @param path for messages
 * @throws Problem `invalid-json` (code 3) with line, column and excerpt
 */
export function parseJson(
  path: string,
  text: string,
): { readonly value: Json; readonly loose?: Loose | undefined } {
  const strict = strictValue(text);
  if (strict !== undefined && !isTooDeep(strict)) return { value: strict };
  const source = jsonSource(path, text);
  scanJson(source);
  return { value: scannedValue(source), loose: looseIn(source) };
}

function strictValue(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** A description of everything in a text that strict JSON refuses, and the place of the first. */
export interface Loose extends ReturnType<typeof lineAndColumn> {
  readonly kinds: readonly string[];
}

/** Describes what strict JSON refuses in a scanned text. Returns undefined if the text is strict JSON. */
export function looseIn({ text, extras }: JsonSource): Loose | undefined {
  const starts = extras.map(([start]) => start).sort((one, other) => one - other);
  const [first] = starts;
  if (first === undefined) return undefined;
  const kinds = new Set(starts.map((start) => kindOf(text.charAt(start))));
  return { ...lineAndColumn(text, first), kinds: [...kinds].sort() };
}

function kindOf(first: string): string {
  if (first === ',') return 'trailing commas';
  return first === '/' ? 'comments' : 'a byte order mark';
}

/** The value of a scanned text, parsed with a space in place of what strict JSON refuses. */
export function scannedValue({ text, extras }: JsonSource): Json {
  const parts: string[] = [];
  let at = 0;
  for (const [start, end] of [...extras].sort(([one], [other]) => one - other)) {
    parts.push(text.slice(at, start), ' ');
    at = end;
  }
  return JSON.parse(parts.join('') + text.slice(at)) as Json;
}

/** Characters of a line that an excerpt shows; of a longer line, the part around the column. */
const width = 100;

/**
 * A line of a text with up to two lines before it, and a mark under the column.
 * @param line counted from 1, as is the column
 * @param masked masks what must not be shown in a line; by default, what looks like a token or a private key
 */
export function excerpt(
  text: string,
  line: number,
  column: number | undefined,
  masked = withoutLikelyValues,
): string {
  const lines = text.split(/\r?\n/);
  const first = Math.max(1, line - 2);
  const at = masked(lines[line - 1]?.slice(0, (column ?? 1) - 1) ?? '').length;
  const start = Math.max(0, at + 1 - width + 20);
  const digits = String(line).length;
  const shown = lines.slice(first - 1, line).map((content, index) => {
    const number = String(first + index).padStart(digits);
    return `${number} | ${masked(content)
      .slice(start, start + width)
      .replaceAll('\t', ' ')}`.trimEnd();
  });
  if (column === undefined) return shown.join('\n');
  return [...shown, `${' '.repeat(digits)} | ${' '.repeat(at - start)}^`].join('\n');
}
