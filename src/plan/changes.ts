import { anyRange } from '../data/limits.ts';
import { editDotenv } from '../edit/edit-dotenv.ts';
import { editJson, type JsonEdit, type KeptMember } from '../edit/edit-json.ts';
import { editGitignore } from '../edit/gitignore.ts';
import type { TextEdit } from '../edit/json-insert.ts';
import { Problem } from '../errors.ts';
import { refusal, refusalOfAll, warning } from '../messages/messages.ts';
import { readJson } from '../project/files.ts';
import type { Change, PlannedFile, Warning } from '../types.ts';

interface PlannedChange {
  readonly change: Change;
  readonly warnings: readonly Warning[];
}

/**
 * The change for one planned file. If nothing changes, `after` is the same array as `before`. A source file that differs
 * only in line breaks counts as unchanged, because git might have converted them.
 * @param before the file's current bytes, or undefined if the file does not exist
 * @throws Problem (code 3) if existing content would be lost or cannot be edited: `file-differs`, `not-utf8`,
 * `invalid-json`, `json-conflict`, `dotenv-conflict`
 */
export function changeFor(planned: PlannedFile, before: Uint8Array | undefined): PlannedChange {
  const { path } = planned;
  switch (planned.kind) {
    case 'source':
    case 'starter':
      if (planned.kind === 'source' && before !== undefined && !sameButLineBreaks(before, planned.text))
        throw refusal('file-differs', { path }, { conflicts: [path] });
      return { change: changed(path, before, planned.text, planned.text), warnings: [] };
    case 'json':
      return jsonChange(planned, before);
    case 'dotenv': {
      const text = before === undefined ? '' : textOf(path, before);
      const edited = editDotenv(path, text, planned.header, planned.entries);
      return { change: changed(path, before, text, edited), warnings: [] };
    }
    case 'gitignore': {
      if (before === undefined) return { change: created(path, planned.text), warnings: [] };
      const text = textOf(path, before);
      return { change: changed(path, before, text, editGitignore(text, planned.rules)), warnings: [] };
    }
  }
}

/**
 * The changes for a whole plan.
 * @param read returns a file's current bytes; conflicts that it throws are collected too
 * @throws Problem (code 3) that lists all conflicts; a single conflict is thrown itself
 */
export function changesFor(
  planned: readonly PlannedFile[],
  read: (path: string) => Uint8Array | undefined,
): { readonly changes: readonly Change[]; readonly warnings: readonly Warning[] } {
  const found: PlannedChange[] = [];
  const problems: Problem[] = [];
  for (const file of planned) {
    try {
      found.push(changeFor(file, read(file.path)));
    } catch (error) {
      if (!(error instanceof Problem) || error.details.conflicts === undefined) throw error;
      problems.push(error);
    }
  }
  if (problems.length > 0) throw refusalOfAll('conflict', problems);
  return { changes: found.map(({ change }) => change), warnings: found.flatMap(({ warnings }) => warnings) };
}

function jsonChange(
  { path, text: newText, members, items, isMerged }: Extract<PlannedFile, { readonly kind: 'json' }>,
  before: Uint8Array | undefined,
): PlannedChange {
  if (before === undefined && !isMerged) return { change: created(path, newText), warnings: [] };
  const text = before === undefined ? newText : textOf(path, before);
  const edit = editJson(path, text, members, items);
  const change = before === undefined ? created(path, edit.text) : edited(path, before, text, edit);
  return {
    change,
    warnings: [
      ...readJson(path, Buffer.from(change.after).toString()).warnings,
      ...edit.kept.filter(({ value }) => value !== anyRange).map((member) => kept(path, member)),
    ],
  };
}

/** @param text the text before the edits, without a byte order mark */
function edited(path: string, before: Uint8Array, text: string, { edits }: JsonEdit): Change {
  if (edits.length === 0) return unchanged(path, before);
  return { action: 'update', path, before, after: editedBytes(before, text, edits) };
}

/** @param text the text before the change, without a byte order mark */
function changed(path: string, before: Uint8Array | undefined, text: string, edited: string): Change {
  if (before === undefined) return created(path, edited);
  if (edited === text) return unchanged(path, before);
  const after = textBytes(hasByteOrderMark(before) ? `\ufeff${edited}` : edited);
  return { action: 'update', path, before, after };
}

function created(path: string, text: string): Change {
  return { action: 'create', path, before: undefined, after: textBytes(text) };
}

function unchanged(path: string, before: Uint8Array): Change {
  return { action: 'unchanged', path, before, after: before };
}

function kept(path: string, { key, value, present }: KeptMember): Warning {
  return warning('dependency-kept', { path, name: key, present, wanted: JSON.stringify(value) });
}

/**
 * Combines the planned files for each path into one that has everything the functions need. The first plan's text is used
 * for a new file; `changeFor` adds what it lacks.
 * @throws Problem `planned-twice` (code 3) if two plans for a path contradict each other
 */
export function mergePlanned(files: readonly PlannedFile[]): PlannedFile[] {
  const merged = new Map<string, PlannedFile>();
  for (const file of files) {
    const earlier = merged.get(file.path);
    merged.set(file.path, earlier === undefined ? file : merge(earlier, file));
  }
  return [...merged.values()];
}

function merge(one: PlannedFile, other: PlannedFile): PlannedFile {
  if (one.kind === 'json' && other.kind === 'json') {
    const members = [...one.members, ...other.members];
    return { ...one, members, items: [...one.items, ...other.items], isMerged: true };
  }
  if (one.kind === 'dotenv' && other.kind === 'dotenv') {
    const names = new Set(one.entries.map(({ name }) => name));
    return { ...one, entries: [...one.entries, ...other.entries.filter(({ name }) => !names.has(name))] };
  }
  if (one.kind === 'gitignore' && other.kind === 'gitignore') {
    const rules = [...new Set([...one.rules, ...other.rules])];
    return { ...one, rules, text: editGitignore(one.text, other.rules) };
  }
  if (one.kind === 'starter' && other.kind === 'starter') return one;
  if (one.kind === 'source' && other.kind === 'source' && one.text === other.text) return one;
  throw refusal('planned-twice', { path: one.path }, { conflicts: [one.path] });
}

/**
 * A file's text, without a byte order mark.
 * @throws Problem `not-utf8` (code 3): editing would lose bytes that are not UTF-8
 */
export function textOf(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refusal('not-utf8', { path }, { conflicts: [path] });
  }
}

export function textBytes(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

/**
 * Applies edits to the bytes of a text. All other bytes stay the same.
 * @param text the decoded bytes, as `textOf` returns them
 * @param edits sorted by offset
 */
export function editedBytes(before: Uint8Array, text: string, edits: readonly TextEdit[]): Uint8Array {
  const start = hasByteOrderMark(before) ? 3 : 0;
  const isAscii = before.length - start === text.length;
  const lengthOf = (piece: string) => (isAscii ? piece.length : Buffer.byteLength(piece));
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const { offset, length, content } of edits) {
    const from = start + lengthOf(text.slice(0, offset));
    parts.push(before.subarray(at, from), textBytes(content));
    at = from + lengthOf(text.slice(offset, offset + length));
  }
  return Buffer.concat([...parts, before.subarray(at)]);
}

export function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function sameButLineBreaks(bytes: Uint8Array, text: string): boolean {
  const characters = (content: Uint8Array | string) =>
    Buffer.from(content as string)
      .toString('latin1')
      .replaceAll('\r\n', '\n');
  return characters(bytes) === characters(text);
}
