import { plainCount, plainMembers, skipPlainMembers } from './json-plain.ts';
import { foundInstead } from './json-problems.ts';
import { skipValue } from './json-skip.ts';
import { type JsonSource, skipSpace, skipString, stringAt } from './json-tokens.ts';

/** One member of an object or one element of an array. */
export interface JsonEntry {
  /** The member's name, decoded; empty in an array. */
  readonly key: string;
  /** The key's opening quote; the value in an array. */
  readonly start: number;
  /** After the key's closing quote; the same as `start` in an array. */
  readonly keyEnd: number;
  readonly valueStart: number;
  readonly end: number;
  /** The value, where it was wanted and is an object or array. */
  readonly container: JsonContainer | undefined;
}

/** An object or array with its entries. */
export interface JsonContainer {
  readonly kind: 'object' | 'array';
  /** The opening bracket. */
  readonly start: number;
  /** After the closing bracket. */
  readonly end: number;
  /**
   * All of a list; of a large object whose values were wanted at least the first, the last `plainCount` and those with
   * a wanted key.
   */
  readonly entries: readonly JsonEntry[];
  /** A comma after the last entry, or -1. */
  readonly trailingComma: number;
}

/** Which members are wanted, by key from the root, and in the values of which of them others are. */
export type JsonWants = ReadonlyMap<string, JsonWants | undefined>;

/**
 * Checks a whole text by JSON's grammar, comments and trailing commas allowed, and reads the root and those values in
 * it that something is wanted of. The root is undefined where it is neither object nor array. A byte order mark is
 * skipped.
 *
 * @throws Problem `invalid-json` (code 3) with line, column and excerpt
 */
export function scanJson(source: JsonSource, wants?: JsonWants): JsonContainer | undefined {
  const start = skipSpace(source, source.text.startsWith('\ufeff') ? 1 : 0);
  const root = isContainer(source, start) ? scanContainer(source, start, wants) : undefined;
  const end = skipSpace(source, root?.end ?? skipValue(source, start));
  if (end < source.text.length) throw foundInstead(source, end, 'the end of the file');
  return root;
}

function isContainer(source: JsonSource, start: number): boolean {
  const char = source.text.charAt(start);
  return char === '{' || char === '[';
}

/**
 * Reads the object or array that starts here.
 *
 * @param wants which of its values to read likewise
 * @throws Problem `invalid-json` (code 3)
 */
export function scanContainer(source: JsonSource, start: number, wants?: JsonWants): JsonContainer {
  const { text } = source;
  const kind = text.charAt(start) === '{' ? 'object' : 'array';
  const closing = kind === 'object' ? '}' : ']';
  const plain = wants && kind === 'object' ? plainMembers(source, start, wants) : undefined;
  const entries: JsonEntry[] = [];
  let trailingComma = -1;
  let at = skipSpace(source, start + 1);
  while (text.charAt(at) !== closing) {
    if (plain && entries.length % plainCount === 1) at = skipPlainMembers(source, plain, at);
    const entry = scanEntry(source, at, kind, wants);
    entries.push(entry);
    at = skipSpace(source, entry.end);
    trailingComma = text.charAt(at) === ',' ? at : -1;
    if (trailingComma >= 0) at = skipSpace(source, at + 1);
    else if (text.charAt(at) !== closing) throw foundInstead(source, at, `"," or "${closing}"`);
  }
  if (trailingComma >= 0) source.extras.push([trailingComma, trailingComma + 1]);
  return { kind, start, end: at + 1, entries, trailingComma };
}

function scanEntry(
  source: JsonSource,
  start: number,
  kind: JsonContainer['kind'],
  wants: JsonWants | undefined,
): JsonEntry {
  const keyEnd = kind === 'object' ? skipKey(source, start) : start;
  const key = kind === 'object' ? stringAt(source.text, start, keyEnd) : '';
  const valueStart = kind === 'object' ? skipColon(source, keyEnd) : start;
  const wanted = wants?.get(key);
  const container =
    wanted !== undefined && isContainer(source, valueStart)
      ? scanContainer(source, valueStart, wanted)
      : undefined;
  const end = container?.end ?? skipValue(source, valueStart);
  return { key, start, keyEnd, valueStart, end, container };
}

function skipKey(source: JsonSource, start: number): number {
  if (source.text.charAt(start) === '"') return skipString(source, start);
  throw foundInstead(source, start, 'a key in double quotes or "}"');
}

/** The offset of the value after a key. */
function skipColon(source: JsonSource, keyEnd: number): number {
  const at = skipSpace(source, keyEnd);
  if (source.text.charAt(at) !== ':') throw foundInstead(source, at, '":"');
  return skipSpace(source, at + 1);
}
