import { printableText } from '../report/printable.ts';
import { type DiffLine, diffLines } from './diff-lines.ts';
import { maskDotenv } from './edit-dotenv.ts';

/** Unchanged lines shown on either side of a change. */
const context = 3;
/** Characters that are shown of a line. */
const width = 160;
/** Of a longer line, how many are shown before the place where it changes. */
const lead = 40;

/** The lines of both texts as they are shown. */
interface Shown {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * What changes, as a unified diff without colour, for reading: control characters are spelled out, CRLF looks like LF,
 * very long lines are cut around what changes, and of `.env` files the values and the user's comments are masked.
 * Empty where nothing changes.
 *
 * @param path relative to the project, with `/`
 * @param before undefined where the file is made
 */
export function diffText(path: string, before: string | undefined, after: string): string {
  const texts = { before: linesOf(before ?? ''), after: linesOf(after) };
  const lines = diffLines(texts.before, texts.after, context);
  const hunks = hunksOf(lines);
  if (hunks.length === 0) return '';
  const shown = isDotenvFile(path) ? masked(texts) : texts;
  const name = printableText(path);
  const head = `--- ${before === undefined ? '/dev/null' : `a/${name}`}\n+++ b/${name}\n`;
  return head + hunks.map((hunk) => hunkText(hunk, shown)).join('');
}

/** Is it a `.env` file of any kind, whose values are not shown? */
export function isDotenvFile(path: string): boolean {
  return /^\.env/.test(path.split('/').at(-1) ?? '');
}

/** Each with its line break. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Comments that are added are ours, and stay readable. */
function masked({ before, after }: Shown): Shown {
  const own = new Set(before.map((line) => line.trim()));
  const maskedAfter = linesOf(maskDotenv(after.join('')));
  const isOurs = (line: string) => line.startsWith('#') && !own.has(line.trim());
  return {
    before: linesOf(maskDotenv(before.join(''))),
    after: after.map((line, index) => (isOurs(line) ? line : (maskedAfter[index] ?? ''))),
  };
}

function hunksOf(lines: readonly DiffLine[]): readonly (readonly DiffLine[])[] {
  const hunks: { start: number; end: number }[] = [];
  for (const [index, { sign }] of lines.entries()) {
    if (sign === ' ') continue;
    const last = hunks.at(-1);
    const end = index + context + 1;
    if (last !== undefined && index - context <= last.end) last.end = end;
    else hunks.push({ start: Math.max(0, index - context), end });
  }
  return hunks.map(({ start, end }) => lines.slice(start, end));
}

function hunkText(hunk: readonly DiffLine[], shown: Shown): string {
  const range = (sign: '-' | '+', start: number) => {
    const count = hunk.filter((line) => line.sign === ' ' || line.sign === sign).length;
    return `${sign}${count === 0 ? start : start + 1},${count}`;
  };
  const head = `@@ ${range('-', hunk[0]?.before ?? 0)} ${range('+', hunk[0]?.after ?? 0)} @@\n`;
  return head + hunk.map((line) => lineText(line, shown)).join('');
}

function lineText({ sign, before, after }: DiffLine, shown: Shown): string {
  const line = (sign === '+' ? shown.after[after] : shown.before[before]) ?? '';
  const other = (sign === '+' ? shown.before[before - 1] : shown.after[after]) ?? '';
  const content = line.replace(/\r?\n$/, '');
  // A line and the one that it becomes are cut at the same place, so that they can be compared.
  const isLong = sign !== ' ' && [line, other].some((one) => one.trimEnd().length > width);
  const from = isLong ? Math.max(0, firstDifference(line, other) - lead) : 0;
  const cut = `${from > 0 ? '...' : ''}${content.slice(from, from + width)}${from + width < content.length ? '...' : ''}`;
  const ending = line.endsWith('\n') ? '' : '\n\\ No newline at end of file';
  return `${sign}${printableText(cut)}${ending}\n`;
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}
