import { parseEnv } from 'node:util';
import { largestDotenvBytes, mostDotenvLines } from '../data/limits.ts';
import type { Problem } from '../errors.ts';
import { refusal } from '../messages/messages.ts';
import type { DotenvEntry } from '../types.ts';
import { closingQuote, type DotenvPair, readDotenv } from './read-dotenv.ts';

/**
 * Appends the names that a `.env` file lacks, each under a comment; a name counts as present in any form that the package
 * `dotenv` or Node reads. Existing text stays as it is, byte for byte. An empty text gets the header first.
 * @param path for messages
 * @throws Problem `dotenv-conflict` (code 3) if a line above, such as one with an unclosed quote, would keep the new ones
 *   from being read; `dotenv-too-large` (code 3)
 */
export function editDotenv(
  path: string,
  text: string,
  header: string,
  entries: readonly DotenvEntry[],
): string {
  refuseTooLarge(path, text);
  const present = new Set(everyDotenvValue(text).map(([name]) => name));
  const missing = entries.filter(({ name }) => !present.has(name));
  const start = text === '' ? appendLines('', comment(header), false) : text;
  const added = missing.flatMap((entry, index) => [
    ...(index === 0 ? [] : ['']),
    ...comment(entry.comment),
    `${entry.name}=${entry.placeholder}`,
  ]);
  const edited = appendLines(start, added, true);
  refuseTooLarge(path, edited);
  if (!isSound(text, edited, missing)) throw unread(path, text);
  return edited;
}

function refuseTooLarge(path: string, text: string): void {
  if (isTooLargeDotenv(text)) throw refusal('dotenv-too-large', { path }, { conflicts: [path] });
}

/**
 * Returns true if a `.env` is larger than any real one. The time that Node takes to read it grows with the square of its
 * lines.
 */
export function isTooLargeDotenv(text: string): boolean {
  return text.length > largestDotenvBytes || (text.match(/\r?\n|\r/g) ?? []).length > mostDotenvLines;
}

/** The values of a `.env`, as HubSpot's local runtimes read it, without a prototype; empty if the text is too large. */
export function dotenvValues(text: string): Record<string, string> {
  const values: Record<string, string> = Object.create(null);
  if (!isTooLargeDotenv(text)) for (const [name, value] of readDotenv(text)) values[name] = value;
  return values;
}

/**
 * Every value in a `.env` with its name, as `dotenv` and as Node read the file. If a name is set twice, both values are
 * included. The text must not be too large.
 */
export function everyDotenvValue(text: string): readonly DotenvPair[] {
  return [...readDotenv(text), ...Object.entries(nodeValues(text))];
}

function nodeValues(text: string): Record<string, string> {
  return Object.assign(Object.create(null), parseEnv(text));
}

/**
 * Returns true if `dotenv` and Node read the new names and everything that they read before: a new line might have closed a
 * quote. Odd strings that Node accepts as names do not count.
 */
function isSound(text: string, edited: string, added: readonly DotenvEntry[]): boolean {
  return [dotenvValues, nodeValues].every((read) => {
    const values = read(edited);
    const before = Object.entries(read(text)).filter(([name]) => /^[\w.-]+$/.test(name));
    return (
      before.every(([name, value]) => values[name] === value) &&
      added.every(({ name }) => Object.hasOwn(values, name))
    );
  });
}

function comment(text: string): readonly string[] {
  return text.split('\n').map((line) => `# ${line}`);
}

function unread(path: string, text: string): Problem {
  const odd = dotenvLines(text).findLast(
    ({ kind, head, isUnclosed }) =>
      kind === 'unclear' || (kind === 'assignment' && (isUnclosed || !head.includes('='))),
  );
  const line = text.slice(0, odd?.start ?? 0).split(/\r\n|\n|\r/).length;
  return refusal('dotenv-conflict', { path, line }, { conflicts: [path] });
}

/** A line of a `.env` file, or several for a quoted value that spans several. */
interface DotenvLine {
  readonly kind: 'blank' | 'comment' | 'assignment' | 'unclear';
  /** Its offset. */
  readonly start: number;
  /** Without the line break that ends it. */
  readonly text: string;
  /** Empty at the end of the file. */
  readonly lineBreak: string;
  /** The text before an assignment's value, such as `export A = `. */
  readonly head: string;
  /** Of an assignment. */
  readonly name: string;
  /** True if the value opens a quote that is never closed. */
  readonly isUnclosed: boolean;
}

const assignment = /^[ \t]*(?:export[ \t]+)?([\w.-]+)(?:[ \t]*=|:[ \t])[ \t]*/;
const lineEnd = /\r\n|\n|\r|$/g;

/**
 * The lines of a `.env` file, as the package `dotenv` 16 reads it (which HubSpot's local runtime uses): `export`, spaces
 * around `=`, `NAME: value`, and values in `'`, `"` or backquotes, which may span several lines.
 */
export function dotenvLines(text: string): readonly DotenvLine[] {
  const lines: DotenvLine[] = [];
  for (let at = 0; at < text.length; ) {
    const line = lineAt(text, at);
    lines.push(line);
    at += line.text.length + line.lineBreak.length;
  }
  return lines;
}

function lineAt(text: string, start: number): DotenvLine {
  const first = text.slice(start, endOfLine(text, start));
  const [head = '', name = ''] = assignment.exec(first) ?? [];
  if (name === '')
    return { ...lineTo(text, start, start), kind: kindOf(first), head, name, isUnclosed: false };
  const valueStart = start + head.length;
  const isQuoted = /['"`]/.test(text.charAt(valueStart));
  const closing = isQuoted ? closingQuote(text, valueStart) : valueStart;
  const isUnclosed = closing === undefined;
  return { ...lineTo(text, start, closing ?? start), kind: 'assignment', head, name, isUnclosed };
}

/** The text from `start` to the end of the line of the offset `last`. */
function lineTo(text: string, start: number, last: number): Pick<DotenvLine, 'start' | 'text' | 'lineBreak'> {
  const end = endOfLine(text, last);
  return {
    start,
    text: text.slice(start, end),
    lineBreak: text.startsWith('\r\n', end) ? '\r\n' : text.charAt(end),
  };
}

function endOfLine(text: string, start: number): number {
  lineEnd.lastIndex = start;
  return lineEnd.exec(text)?.index ?? text.length;
}

function kindOf(line: string): DotenvLine['kind'] {
  const content = line.trim();
  if (content === '') return 'blank';
  return content.startsWith('#') ? 'comment' : 'unclear';
}

/**
 * Appends lines to a text, with the kind of line breaks that it has. The number of line breaks at its end stays the same;
 * an empty text gets one.
 * @param blank true to separate them from the text by an empty line
 */
export function appendLines(text: string, lines: readonly string[], blank: boolean): string {
  if (lines.length === 0) return text;
  const lineBreak = /\r?\n/.exec(text)?.[0] ?? '\n';
  let end = text.length;
  while (text[end - 1] === '\n') end -= text[end - 2] === '\r' ? 2 : 1;
  const added = lines.join(lineBreak);
  if (end === 0) return added + (text || lineBreak);
  return text.slice(0, end) + lineBreak.repeat(blank ? 2 : 1) + added + text.slice(end);
}
