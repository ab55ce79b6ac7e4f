import { applyEdits, editJson } from '../edit/edit-json.ts';
import { editGitignore } from '../edit/gitignore.ts';
import type { TextEdit } from '../edit/json-insert.ts';
import { type JsonContainer, jsonSource, scanJson } from '../edit/json-scanner.ts';
import { unlessProblem } from '../errors.ts';
import { groupBy } from '../group-by.ts';
import { hasByteOrderMark, textBytes, textOf } from '../plan/changes.ts';
import type { Fix, FixableFinding } from '../rules/rule.ts';
import type { Change } from '../types.ts';
import { entriesIn } from './read-config.ts';

/** The kinds of fixes, in the order in which they are applied to a file. Later ones build on earlier ones. */
const order: readonly Fix['kind'][] = [
  'create',
  'strict-json',
  'rename-key',
  'replace',
  'remove',
  'add-member',
  'add-item',
  'text',
  'ignore-env',
];

/**
 * The changes that fix these findings. A fix that does not fit its file is left out, so the finding will be reported again.
 * No file is removed.
 * @param read returns a file's current bytes, or undefined if the file does not exist
 * @throws Problem (code 3) for a file that cannot be read
 */
export function fixChanges(
  findings: readonly Pick<FixableFinding, 'path' | 'fix'>[],
  read: (path: string) => Uint8Array | undefined,
): readonly Change[] {
  const fixes = findings.flatMap(({ path, fix }) => (fix === undefined ? [] : [{ path, ...fix }]));
  const byPath = groupBy(fixes, ({ path }) => path);
  return [...byPath].flatMap(([path, ofFile]) => changeOf(path, ofFile, read(path)) ?? []);
}

function changeOf(path: string, fixes: readonly Fix[], before: Uint8Array | undefined): Change | undefined {
  const text = before === undefined ? undefined : unlessProblem(() => textOf(path, before));
  if (before !== undefined && text === undefined) return undefined;
  const after = order.reduce((fixed, kind) => applied(path, fixed, ofKind(fixes, kind)), text ?? '');
  const hadMark = before !== undefined && hasByteOrderMark(before);
  const keepsMark = hadMark && !fixes.some(({ kind }) => kind === 'strict-json');
  if (after === (text ?? '') && hadMark === keepsMark) return undefined;
  return {
    action: before === undefined ? 'create' : 'update',
    path,
    before,
    after: textBytes(keepsMark ? `\ufeff${after}` : after),
  };
}

/**
 * The text after all fixes of one kind. Fixes that do not fit are left out; they are located by splitting the list in half.
 */
function applied(path: string, text: string, fixes: readonly Fix[]): string {
  const after = unlessProblem(() => allApplied(path, text, fixes));
  if (after !== undefined || fixes.length < 2) return after ?? text;
  const half = Math.ceil(fixes.length / 2);
  return applied(path, applied(path, text, fixes.slice(0, half)), fixes.slice(half));
}

/** Parses the text only once, however many fixes of this kind there are. */
function allApplied(path: string, text: string, fixes: readonly Fix[]): string {
  const [first] = fixes;
  switch (first?.kind) {
    case undefined:
      return text;
    case 'create':
      return text === '' ? `${JSON.stringify(first.value, null, 2)}\n` : text;
    case 'add-member':
    case 'add-item': {
      const members = ofKind(fixes, 'add-member').map((fix) => ({ ...fix, ifDifferent: 'keep' as const }));
      return editJson(path, text === '' ? '{}\n' : text, members, ofKind(fixes, 'add-item')).text;
    }
    case 'ignore-env':
      return editGitignore(text, ['.env*', '!.env.example']);
    case 'strict-json':
      return edited(text, strictEdits(path, text));
    case 'text':
      return edited(
        text,
        ofKind(fixes, 'text').flatMap(({ edits }) => edits),
      );
    default:
      return edited(text, valueEdits(path, text, fixes));
  }
}

function ofKind<Kind extends Fix['kind']>(fixes: readonly Fix[], kind: Kind) {
  return fixes.filter((fix): fix is Extract<Fix, { readonly kind: Kind }> => fix.kind === kind);
}

/** If edits overlap, only the first is applied. The finding of the other one will be reported again. */
function edited(text: string, edits: readonly TextEdit[]): string {
  let end = 0;
  const apart = [...edits]
    .sort((one, other) => one.offset - other.offset)
    .filter(({ offset, length }) => {
      if (offset < end) return false;
      end = offset + length;
      return true;
    });
  return applyEdits(text, apart);
}

function valueEdits(path: string, text: string, fixes: readonly Fix[]): TextEdit[] {
  const entriesAt = entriesIn(jsonSource(path, text));
  /** Start offsets of removed entries, by the object or list that contains them. */
  const removed = new Map<JsonContainer, Set<number>>();
  const edits = fixes.flatMap((fix): TextEdit[] => {
    if (fix.kind !== 'remove' && fix.kind !== 'rename-key' && fix.kind !== 'replace') return [];
    const entry = entriesAt(fix.at)[fix.at.length - 1];
    if (entry === undefined) return [];
    const { start, keyEnd, valueStart, end, parent } = entry;
    if (fix.kind === 'replace')
      return [{ offset: valueStart, length: end - valueStart, content: JSON.stringify(fix.value) }];
    if (fix.kind === 'rename-key')
      return [{ offset: start, length: keyEnd - start, content: JSON.stringify(fix.to) }];
    removed.set(parent, (removed.get(parent) ?? new Set()).add(start));
    return [];
  });
  return [...edits, ...Array.from(removed, ([container, starts]) => removals(container, starts)).flat()];
}

/** Removes members or items together with their commas and surrounding space. */
function removals({ start, end, entries }: JsonContainer, removed: ReadonlySet<number>): TextEdit[] {
  const lastKept = entries.findLastIndex((entry) => !removed.has(entry.start));
  const last = entries[lastKept];
  if (last === undefined) return [cut(start + 1, end - 1)];
  const edits = entries.slice(0, lastKept).flatMap((entry, index) => {
    const next = entries[index + 1] ?? last;
    return removed.has(entry.start) ? [cut(entry.start, next.start)] : [];
  });
  const until = entries.at(-1) ?? last;
  return [...edits, cut(last.end, until.end)];
}

function cut(start: number, end: number): TextEdit {
  return { offset: start, length: end - start, content: '' };
}

/** Removes comments and trailing commas. If a comment fills its lines, the whole lines are removed. */
function strictEdits(path: string, text: string): TextEdit[] {
  const source = jsonSource(path, text);
  scanJson(source);
  return source.extras.map(([start, end]) => {
    if (text.startsWith(',', start)) return cut(start, end);
    let offset = start;
    while (/[ \t]/.test(text.charAt(offset - 1))) offset -= 1;
    const after = /^[ \t]*(?:\r\n|\n|\r)/.exec(text.slice(end))?.[0].length;
    const startsLine = offset === 0 || /[\r\n]/.test(text.charAt(offset - 1));
    if (after === undefined) return cut(start, end);
    return cut(offset, startsLine ? end + after : end);
  });
}
