import { hsmetaEnding, recordName } from '../data/limits.ts';
import type { Problem } from '../errors.ts';
import { groupBy } from '../group-by.ts';
import { refusal, refusalOfAll } from '../messages/messages.ts';
import { textBytes } from '../plan/changes.ts';
import { inFolder, type ProjectFiles } from '../project/files.ts';
import { folded, spellingOn } from '../project/spelling.ts';
import type { Change, Move } from '../types.ts';
import { isInside } from '../write/files.ts';
import { type MigrationRecord, sha256 } from './archive.ts';

/** The planned result for a project's files. Paths are relative to the project, with `/`. */
export interface Draft {
  /** Files that move without any other change. */
  readonly moves: readonly Move[];
  /** Replaced files, which move to the archive. */
  readonly archived: readonly string[];
  /** New files. `from` names the archived file that one is based on; it keeps that file's mode. */
  readonly written: readonly {
    readonly path: string;
    readonly bytes: Uint8Array;
    readonly from?: string | undefined;
    /** The mode of the file outside the project that one is a copy of. */
    readonly mode?: number | undefined;
  }[];
  /** Files that are edited in place. Their current content is copied to the archive. */
  readonly updated: readonly { readonly path: string; readonly bytes: Uint8Array }[];
}

type Files = Pick<ProjectFiles, 'names'> & { readonly bytes: (path: string) => Uint8Array | undefined };

/** Turns a draft into moves and changes, including the record that can undo them, and lists all conflicts. */
export function settleDraft(
  draft: Draft,
  versions: Pick<MigrationRecord, 'from' | 'to'>,
  archive: string,
  files: Files,
) {
  const archived = draft.archived.map((from) => ({
    action: 'archive' as const,
    from,
    path: inFolder(archive, from),
    before: files.bytes(from),
  }));
  const written = draft.written.map(({ path, bytes, from, mode }) => ({
    ...newFile(path, bytes),
    mode,
    basedOn: from === undefined ? undefined : { path: from, bytes: files.bytes(from) ?? new Uint8Array() },
  }));
  const updates = draft.updated.flatMap(({ path, bytes }): Change[] => {
    const before = files.bytes(path);
    if (before === undefined) return [];
    const update: Change = { action: 'update', path, before, after: bytes };
    const copy = { ...newFile(inFolder(archive, path), before), basedOn: { path, bytes: before } };
    return isInside(path) ? [copy, update] : [update];
  });
  const record = `${JSON.stringify(recordFor(draft, versions, archive), null, 2)}\n`;
  const moves = [...archived, ...draft.moves];
  return {
    moves,
    changes: [...written, ...updates, newFile(inFolder(archive, recordName), textBytes(record))],
    refusals: targetConflicts(moves, draft.written, files),
  };
}

function newFile(path: string, after: Uint8Array): Change {
  return { action: 'create', path, before: undefined, after };
}

function recordFor(
  draft: Draft,
  versions: Pick<MigrationRecord, 'from' | 'to'>,
  archive: string,
): MigrationRecord {
  // A .gitignore in a parent folder only gains rules, which can stay.
  const kept = draft.updated.filter(({ path }) => isInside(path));
  return {
    ...versions,
    moved: draft.moves.map(({ from, path }) => ({ from, path })),
    archived: [...draft.archived, ...kept.map(({ path }) => path)].map((from) => ({
      from,
      path: inFolder(archive, from),
    })),
    written: [...draft.written, ...kept].map(({ path, bytes }) => ({ path, sha256: sha256(bytes) })),
  };
}

/**
 * Refuses paths whose spelling differs from the file's name on disk, which only Windows and macOS accept. Such a file would
 * be moved twice, get the wrong name when restored, or be named in the new configuration in a way that HubSpot does not
 * find.
 */
export function spellingProblems(paths: readonly string[], files: Files): readonly Problem[] {
  const spelling = spellingOn(files);
  return [...new Set(paths)].flatMap((asked) => {
    const onDisk = spelling(asked);
    if (onDisk === asked) return [];
    if (onDisk !== undefined)
      return [refusal('file-name-case', { path: onDisk, name: asked }, { conflicts: [onDisk] })];
    return files.bytes(asked) === undefined
      ? []
      : [refusal('missing-file', { file: asked }, { conflicts: [asked] })];
  });
}

/** Refuses files that would get the same path, and paths that are taken. Paths are compared as on case-insensitive disks. */
function targetConflicts(
  moves: readonly Move[],
  written: Draft['written'],
  files: Files,
): readonly Problem[] {
  const sources = [...moves, ...written].flatMap(({ from }) => from ?? []);
  const misnamed = spellingProblems(sources, files);
  if (misnamed.length > 0) return misnamed;
  const targets = [...moves, ...written].map(({ path, from = '' }) => ({ path, from }));
  const byPlace = groupBy(targets, ({ path }) => folded(path));
  const freed = new Set(moves.map(({ from }) => from));
  const spelling = spellingOn(files);
  return [...byPlace.values()].flatMap((same) => {
    const path = same[0]?.path ?? '';
    const named = same.map((one) => one.from || one.path);
    // Two functions with the same name, and a source file with two spellings, get their own refusals.
    const isNamed = ({ from, path: one }: (typeof same)[number]) =>
      from === '' && (one === path || !one.endsWith(hsmetaEnding));
    if (same.length > 1 && same.every(isNamed)) return [];
    if (same.length > 1) return [refusal('same-target', { path, sources: named }, { conflicts: named })];
    const onDisk = spelling(path);
    // A file that moves away, or only changes its letter case, is not a conflict.
    if (onDisk === undefined || freed.has(onDisk)) return [];
    return [refusal('target-exists', { path: onDisk, from: named[0] ?? path }, { conflicts: [onDisk] })];
  });
}

/** A single Problem that lists all conflicts. */
export function allConflicts(problems: readonly Problem[]): Problem {
  const keyOf = ({ code, values }: Problem) => JSON.stringify([code, values]);
  const distinct = [...new Map(problems.map((problem) => [keyOf(problem), problem])).values()];
  return refusalOfAll('cannot-migrate', distinct);
}
