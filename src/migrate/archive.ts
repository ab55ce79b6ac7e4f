import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { recordName, restoredMark } from '../data/limits.ts';
import { unlessProblem } from '../errors.ts';
import { memoized } from '../memoized.ts';
import { refusal, warning } from '../messages/messages.ts';
import { inFolder, type ProjectFiles, readJson } from '../project/files.ts';
import { objectOf, stringOf } from '../project/json.ts';
import type { Change, Json, Move } from '../types.ts';
import { isInGit, isInside } from '../write/files.ts';
import { isDotenv } from '../write/read-file.ts';
import { foldersOfAll } from './destinations.ts';

/** The record of a migration. Paths are relative to the project, with `/`. */
export interface MigrationRecord {
  readonly from: string;
  readonly to: string;
  readonly moved: readonly Place[];
  /** Replaced files, and where they are kept. */
  readonly archived: readonly Place[];
  /** Files that the migration wrote: new files, or replacements for archived ones. */
  readonly written: readonly { readonly path: string; readonly sha256: string }[];
}

export interface Place {
  readonly from: string;
  readonly path: string;
}

/**
 * The folder that keeps replaced files: `archive/<version>`, outside `srcDir` so that it is never uploaded. If the project
 * folder itself is the source, it is `.archive/<version>`, because HubSpot's uploader skips names that start with a dot. If
 * the name is taken, a number is appended.
 */
export function archiveFolder(
  files: Pick<ProjectFiles, 'names'>,
  sourceDirectory: string,
  version: string,
): string {
  const [top] = sourceDirectory.split('/');
  const parent = top === '.' || top === 'archive' ? '.archive' : 'archive';
  const present = files.names(parent);
  for (let count = 1; ; count++) {
    const name = count === 1 ? version : `${version}-${count}`;
    if (!present.includes(name)) return `${parent}/${name}`;
  }
}

/** Whether a migration has already moved this folder of design-manager functions, according to the record in its archive. */
export function isMigrated(files: Pick<ProjectFiles, 'names' | 'read'>, folder: string): boolean {
  const archives = ['archive', '.archive'].flatMap((top) => files.names(top).map((name) => `${top}/${name}`));
  return archives.some((archive) => {
    const path = `${archive}/${recordName}`;
    const text = files.read(path);
    if (text === undefined) return false;
    const record = unlessProblem(() => recordOf(path, readJson(path, text).value));
    return record?.archived.some(({ from }) => from.startsWith(`${folder}/`)) ?? false;
  });
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Reads the record of a migration. It is untrusted, like the whole project: every path must be inside the project, and
 * archived files must be next to the record.
 * @param path the record, relative to the project
 * @throws Problem `invalid-archive` (code 2)
 */
export function recordOf(path: string, value: Json): MigrationRecord {
  const fields = objectOf(value);
  const [from, to] = [stringOf(fields?.from), stringOf(fields?.to)];
  const moved = placesOf(fields?.moved);
  const archived = placesOf(fields?.archived, inFolder(posix.dirname(path), ''));
  const written = listOf(fields?.written, (one) => {
    const [file, sha] = [stringOf(objectOf(one)?.path), stringOf(objectOf(one)?.sha256)];
    return file !== undefined && sha !== undefined && isRestorable(file)
      ? { path: file, sha256: sha }
      : undefined;
  });
  const isPlain = (version: string | undefined) => version !== undefined && /^[\w.-]+$/.test(version);
  if (from && to && isPlain(from) && isPlain(to) && moved && archived && written) {
    return { from, to, moved, archived, written };
  }
  throw refusal('invalid-archive', { path });
}

function placesOf(value: Json | undefined, folder = ''): readonly Place[] | undefined {
  return listOf(value, (one) => {
    const [from, path] = [stringOf(objectOf(one)?.from), stringOf(objectOf(one)?.path)];
    if (!from || !path?.startsWith(folder)) return undefined;
    // A submodule's .git moves with the submodule. No other file may become a .git, and the project's own .git must stay.
    const isGit = folder === '' && /.\/\.git$/.test(from) && /.\/\.git$/.test(path);
    const places = isGit ? [from, path].map(posix.dirname) : [from, path];
    // The rules that keep a .env file out of git match its name, so it must keep that name.
    return isDotenv(from) === isDotenv(path) && places.every(isRestorable) ? { from, path } : undefined;
  });
}

/**
 * Whether a path may be restored. A record can come from a stranger: files that it puts into `.git` would be executed, and
 * no clone contains such files.
 */
function isRestorable(file: string): boolean {
  return isInside(file) && !file.includes('\0') && !isInGit(file);
}

/** Reads each item of a list. Returns undefined if the value is not a list or contains an invalid item. */
function listOf<Item>(value: Json | undefined, read: (one: Json) => Item | undefined): Item[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.map(read).filter((item) => item !== undefined);
  return items.length === value.length ? items : undefined;
}

/**
 * Plans to put everything back where it was. Files that the migration edited in place get their old content back. What the
 * migration wrote is not deleted: it is kept in its current state, in an archive named after the version migrated to.
 * @param archive the archive of the migration, relative to the project
 * @param kept the folder that keeps what the migration wrote
 */
export function planRestoration(
  record: MigrationRecord,
  archive: string,
  kept: string,
  files: Pick<ProjectFiles, 'names'> & { readonly bytes: (path: string) => Uint8Array | undefined },
) {
  const isThere = presenceIn(files);
  const bytesOf = (path: string) => files.bytes(path) ?? new Uint8Array();
  const present = record.written.filter(({ path }) => isThere(path));
  const edited = present.filter(({ path, sha256: old }) => sha256(bytesOf(path)) !== old);
  const inPlace = record.archived.filter(({ from }) => present.some(({ path }) => path === from));
  const moves = movesBack(record, archive, kept, inPlace, isThere);
  const changes = inPlace.flatMap(({ from, path }): Change[] => {
    const before = bytesOf(from);
    const basedOn = { path: from, bytes: before };
    return [
      { action: 'create', path: inFolder(kept, from), before: undefined, after: before, basedOn },
      { action: 'update', path: from, before, after: bytesOf(path) },
    ];
  });
  const freed = new Set(moves.map(({ from }) => from));
  const taken = moves.filter(({ path }) => isThere(path) && !freed.has(path)).map(({ path }) => path);
  const gone = record.archived.filter(({ path }) => !isThere(path)).map(({ path }) => path);
  const missing = record.moved.filter(({ path }) => !isThere(path));
  const added = addedSince(record, files);
  const refuse = (paths: readonly string[], fault: 'taken' | 'missing') =>
    paths.length > 0 ? [refusal('cannot-restore', { paths, fault }, { conflicts: paths })] : [];
  return {
    moves,
    changes,
    warnings: [
      ...edited.map(({ path }) => warning('edited-since', { path, kept: inFolder(kept, path) })),
      ...missing.map(({ path, from }) => warning('gone-since', { path, from })),
      ...(added.length > 0 ? [warning('added-since', { files: added })] : []),
    ],
    refusals: [...refuse(taken, 'taken'), ...refuse(gone, 'missing')],
  };
}

/** @param inPlace archived files whose old content is written back in place, so they are not moved */
function movesBack(
  { written, moved, archived }: MigrationRecord,
  archive: string,
  kept: string,
  inPlace: readonly Place[],
  isThere: (path: string) => boolean,
): readonly Move[] {
  const restored = new Set(inPlace.map(({ from }) => from));
  const ended = inFolder(kept, restoredName(archive));
  const keep = (from: string, path: string) => ({ action: 'archive' as const, from, path });
  const putBack = ({ from, path }: Place) => ({ action: 'move' as const, from: path, path: from });
  return [
    ...written
      .filter(({ path }) => isThere(path) && !restored.has(path))
      .map(({ path }) => keep(path, inFolder(kept, path))),
    ...moved.filter(({ path }) => isThere(path)).map(putBack),
    ...archived.filter((one) => !inPlace.includes(one)).map(putBack),
    ...[...inPlace.map(({ path }) => path), inFolder(archive, recordName)].map((from) =>
      keep(from, inFolder(ended, posix.relative(archive, from))),
    ),
  ];
}

/** Returns a function that tells whether a path exists. Each folder is listed only once. */
function presenceIn(files: Pick<ProjectFiles, 'names'>): (path: string) => boolean {
  const namesIn = memoized((folder: string) => new Set(files.names(folder)));
  return (path) => namesIn(posix.dirname(path)).has(posix.basename(path));
}

/** The name of the folder that keeps the record of an undone migration. */
export function restoredName(archive: string): string {
  return `${restoredMark}${posix.basename(archive)}`;
}

function addedSince(record: MigrationRecord, files: Pick<ProjectFiles, 'names'>): readonly string[] {
  // If functions moved into an existing project, its own functions are in the same folder.
  const isNew = record.written.some(({ path }) => /(^|\/)app\/app-hsmeta\.json$/.test(path));
  if (!isNew) return [];
  const known = [...record.written, ...record.moved].map(({ path }) => path);
  const folders = new Set(
    known.map((path) => posix.dirname(path)).filter((folder) => folder.endsWith('/functions')),
  );
  const withFolders = new Set([...known, ...foldersOfAll(known)]);
  return [...folders].flatMap((folder) =>
    files
      .names(folder)
      .map((name) => inFolder(folder, name))
      .filter((path) => !withFolders.has(path)),
  );
}
