import { diffArrays } from 'diff';
import { withoutLikelyValues } from '../check/secret-values.ts';
import { isOwnComment } from '../data/dotenv-comments.ts';
import { printable, printableText } from '../terminal/text.ts';
import type { Change } from '../types.ts';
import { maskDotenv } from './mask-dotenv.ts';

/** Unchanged lines shown on either side of a change. */
const context = 3;
/** Most characters of a line that are shown. */
const width = 160;
/** How many characters of a longer line are shown before the place where it changes. */
const lead = 40;

/** Masks parts of a text that must not be shown. */
export type Mask = (text: string) => string;

interface Shown {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * A unified diff for people to read, without colour: control characters are spelled out, CRLF looks like LF, very long
 * lines are cut around the change, and in `.env` files values and the user's comments are masked. Empty if nothing
 * changes.
 * @param path relative to the project, with `/`
 * @param before undefined if the file is new
 * @param hide masks what else must not be shown: in the whole text, or in a `.env` line by line; before lines are cut
 */
export function diffText(
  path: string,
  before: string | undefined,
  after: string,
  hide = withoutLikelyValues,
): string {
  if ((before ?? '') === after) return '';
  const isDotenv = isDotenvFile(path);
  const [old = '', now = ''] = [before ?? '', after].map((text) => (isDotenv ? text : hide(text)));
  const texts = { before: linesOf(old), after: linesOf(now) };
  const lines = diffLines(texts.before, texts.after);
  const hunks = hunksOf(lines);
  const shown = isDotenv ? { before: masked(texts.before, hide), after: masked(texts.after, hide) } : texts;
  const name = printable(hide(path));
  const head = `--- ${before === undefined ? '/dev/null' : `a/${name}`}\n+++ b/${name}\n`;
  return head + hunks.map((hunk) => hunkText(hunk, shown)).join('');
}

function isDotenvFile(path: string): boolean {
  return /^\.env/i.test(path.split('/').at(-1) ?? '');
}

/** The lines of a text, each with its line break. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

/** The lines of a `.env` as they are shown. This program's own comments stay readable. */
function masked(lines: readonly string[], hide: Mask): readonly string[] {
  const names = new Set(lines.flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []));
  const shown = linesOf(maskDotenv(lines.join('')));
  return lines.map((line, index) => hide(isOwnComment(line, names) ? line : (shown[index] ?? '')));
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
  // A changed line is cut at the same place before and after, so that they can be compared.
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

/**
 * A line of a comparison, with its line numbers in both texts, from 0. A removed line has the number of the next line in
 * the text after, an added one that of the next line in the text before.
 */
interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  readonly before: number;
  readonly after: number;
}

type Sign = DiffLine['sign'];

/** With more differences, every line counts as replaced: nobody would read them, and time grows quadratically. */
const mostDifferences = 500;

/** Compares two texts line by line, with as few removed and added lines as possible. */
export function diffLines(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const parts = diffArrays([...before], [...after], { maxEditLength: mostDifferences });
  const signs =
    parts === undefined
      ? [...before.map((): Sign => '-'), ...after.map((): Sign => '+')]
      : parts.flatMap(({ added, removed, count }) =>
          Array<Sign>(count).fill(added ? '+' : removed ? '-' : ' '),
        );
  let atBefore = 0;
  let atAfter = 0;
  return signs.map((sign) => {
    const line = { sign, before: atBefore, after: atAfter };
    if (sign !== '+') atBefore += 1;
    if (sign !== '-') atAfter += 1;
    return line;
  });
}

/** A file for review before it is written: its whole text, or its changes. */
export interface ViewedChange {
  readonly path: string;
  readonly text: string;
  readonly isDiff: boolean;
}

/**
 * Every file that is created or changed: new ones as their text, others as a diff. Values of `.env` files are masked.
 * @param hide masks what else must not be shown
 */
export function viewsOf(changes: readonly Change[], hide: Mask): readonly ViewedChange[] {
  return changed(changes).map((change) => {
    const { path, before, basedOn, after } = change;
    const isDiff = before !== undefined || basedOn !== undefined;
    return {
      path,
      isDiff,
      // Made on demand: nobody looks at all of a thousand files.
      get text() {
        if (isDiff) return diffOf(change, hide);
        return isDotenvFile(path) ? maskDotenv(decode(after)) : hide(decode(after));
      },
    };
  });
}

/** A diff of every file that is created or changed; values of `.env` files are masked, and what `hide` masks. */
export function diffsOf(changes: readonly Change[], hide: Mask): readonly string[] {
  return changed(changes).map((change) => diffOf(change, hide));
}

function changed(changes: readonly Change[]): readonly Change[] {
  return changes.filter(({ action, basedOn, after }) => action !== 'unchanged' && basedOn?.bytes !== after);
}

function diffOf({ path, before, basedOn, after }: Change, hide: Mask): string {
  const old = before ?? basedOn?.bytes;
  return diffText(path, old === undefined ? undefined : decode(old), decode(after), hide);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
