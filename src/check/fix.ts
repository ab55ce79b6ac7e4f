import { type Node, parseTree } from 'jsonc-parser';
import { applyEdits, editJson } from '../edit/edit-json.ts';
import { editGitignore } from '../edit/gitignore.ts';
import type { TextEdit } from '../edit/json-insert.ts';
import { jsonSource, scanJson } from '../edit/json-scanner.ts';
import { Problem } from '../errors.ts';
import { hasByteOrderMark, textBytes, textOf } from '../plan/changes.ts';
import type { Fix, FixableFinding } from '../rules/rule.ts';
import type { Change } from '../types.ts';
import type { KeyPath } from './facts.ts';
import { valuesIn } from './read-config.ts';

/** The kinds of fixes in the order to apply them in a file: later ones expect what earlier ones make. */
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
 * What fixing these findings changes in the project's files. A fix that does not fit the file is left out: its finding
 * is found again. No file is removed.
 *
 * @param read present bytes by path; undefined if nothing is
 * @throws Problem (code 3) for a file that cannot be read
 */
export function fixChanges(
  findings: readonly Pick<FixableFinding, 'path' | 'fix'>[],
  read: (path: string) => Uint8Array | undefined,
): readonly Change[] {
  const byPath = new Map<string, Fix[]>();
  for (const { path, fix } of findings) {
    if (fix === undefined) continue;
    const file = fix.path ?? path;
    byPath.set(file, [...(byPath.get(file) ?? []), fix]);
  }
  return [...byPath].flatMap(([path, fixes]) => changeOf(path, fixes, read(path)) ?? []);
}

function changeOf(path: string, fixes: readonly Fix[], before: Uint8Array | undefined): Change | undefined {
  const text = before === undefined ? undefined : unlessUnfit(() => textOf(path, before));
  if (before !== undefined && text === undefined) return undefined;
  const after = inOrder(fixes).reduce(
    (fixed, fix) => unlessUnfit(() => applied(path, fixed, fix)) ?? fixed,
    text ?? '',
  );
  if (after === text || (before === undefined && after === '')) return undefined;
  const keepsMark =
    before !== undefined && hasByteOrderMark(before) && !fixes.some(({ kind }) => kind === 'strict-json');
  return {
    action: before === undefined ? 'create' : 'update',
    path,
    before,
    after: textBytes(keepsMark ? `\ufeff${after}` : after),
  };
}

/** Items of one list, and places in code, are changed from the end, so that the indexes before them hold. */
function inOrder(fixes: readonly Fix[]): readonly Fix[] {
  const index = (fix: Fix) => {
    if (fix.kind === 'text') return fix.edits[0]?.offset ?? 0;
    return fix.kind === 'remove' ? Number(fix.at.at(-1)) || 0 : 0;
  };
  return [...fixes].sort(
    (one, other) => order.indexOf(one.kind) - order.indexOf(other.kind) || index(other) - index(one),
  );
}

/** Undefined if the file is not as the fix expects it. */
function unlessUnfit<Value>(step: () => Value): Value | undefined {
  try {
    return step();
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

function applied(path: string, text: string, fix: Fix): string {
  switch (fix.kind) {
    case 'create':
      return text === '' ? `${JSON.stringify(fix.value, null, 2)}\n` : text;
    case 'add-member': {
      const { at, key, value } = fix;
      return editJson(path, orEmpty(text), [{ at, key, value, ifDifferent: 'keep' }], []).text;
    }
    case 'add-item':
      return editJson(path, orEmpty(text), [], [{ at: fix.at, item: fix.item }]).text;
    case 'ignore-env':
      return editGitignore(text, ['.env*', '!.env.example']);
    case 'strict-json':
      return edited(text, strictEdits(path, text));
    case 'text':
      return edited(text, fix.edits);
    case 'remove':
      return edited(text, removal(nodeAt(text, fix.at)));
    case 'rename-key': {
      const [key] = nodeAt(text, fix.at)?.parent?.children ?? [];
      return edited(text, key === undefined ? [] : [replaced(key, JSON.stringify(fix.to))]);
    }
    case 'replace': {
      const node = nodeAt(text, fix.at);
      return edited(text, node === undefined ? [] : [replaced(node, JSON.stringify(fix.value))]);
    }
  }
}

function orEmpty(text: string): string {
  return text === '' ? '{}\n' : text;
}

function edited(text: string, edits: readonly TextEdit[]): string {
  return applyEdits(
    text,
    [...edits].sort((one, other) => one.offset - other.offset),
  );
}

function nodeAt(text: string, at: KeyPath): Node | undefined {
  return at.reduce<Node | undefined>((node, key) => node && valuesIn(node).get(key), parseTree(text));
}

function replaced({ offset, length }: Node, content: string): TextEdit {
  return { offset, length, content };
}

/** Takes a member or an item out with the comma and the space that set it apart. */
function removal(node: Node | undefined): TextEdit[] {
  const entry = node?.parent?.type === 'property' ? node.parent : node;
  const siblings = entry?.parent?.children ?? [];
  if (entry === undefined || entry.parent === undefined) return [];
  const index = siblings.indexOf(entry);
  const [previous, next] = [siblings[index - 1], siblings[index + 1]];
  const from =
    next === undefined && previous !== undefined ? previous.offset + previous.length : entry.offset;
  const to = next?.offset ?? entry.offset + entry.length;
  if (previous !== undefined || next !== undefined) return [{ offset: from, length: to - from, content: '' }];
  const { offset, length } = entry.parent;
  return [{ offset: offset + 1, length: length - 2, content: '' }];
}

/** Takes comments and trailing commas out; a comment that has its lines for itself goes with them. */
function strictEdits(path: string, text: string): TextEdit[] {
  const source = jsonSource(path, text);
  scanJson(source);
  const ranges = new Map(source.extras.map(([start, end]) => [start, end]));
  return Array.from(ranges, ([start, end]) => {
    if (text.startsWith(',', start)) return { offset: start, length: end - start, content: '' };
    let offset = start;
    while (/[ \t]/.test(text.charAt(offset - 1))) offset -= 1;
    const after = /^[ \t]*(?:\r\n|\n|\r)/.exec(text.slice(end))?.[0].length;
    const startsLine = offset === 0 || /[\r\n]/.test(text.charAt(offset - 1));
    if (startsLine && after !== undefined) return { offset, length: end + after - offset, content: '' };
    return after === undefined
      ? { offset: start, length: end - start, content: '' }
      : { offset, length: end - offset, content: '' };
  });
}
