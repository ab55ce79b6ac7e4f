import { posix } from 'node:path';
import { inFolder, objectOf, type ProjectFiles, stringOf } from '../project/files.ts';
import type { Json, Move } from '../types.ts';

/** The record of a migration, in its archive: what is needed to undo it. */
export const recordName = 'migration.json';

/** What a migration did, by paths relative to the project, with `/`. */
export interface MigrationRecord {
  readonly from: string;
  readonly to: string;
  readonly moved: readonly Place[];
  /** What was replaced, and where it is kept. */
  readonly archived: readonly Place[];
  /** Files that the migration wrote, in the place of an archived one or new. */
  readonly written: readonly string[];
}

export interface Place {
  readonly from: string;
  readonly path: string;
}

/**
 * The folder that keeps what is replaced: `archive/<version>`, outside of `srcDir`, so that it is never uploaded. Where
 * the project's own folder is the source, it is `.archive/<version>`: HubSpot's uploader leaves out names that start
 * with a dot.
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

export function recordOf(value: Json): MigrationRecord | undefined {
  const fields = objectOf(value);
  const from = stringOf(fields?.from);
  const to = stringOf(fields?.to);
  const moved = places(fields?.moved);
  const archived = places(fields?.archived);
  const written = Array.isArray(fields?.written) ? fields.written.map(stringOf) : undefined;
  if (!from || !to || !moved || !archived || !written) return undefined;
  return { from, to, moved, archived, written: written.filter((path) => path !== undefined) };
}

function places(value: Json | undefined): readonly Place[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const found = value.map((one: Json) => {
    const [from, path] = [stringOf(objectOf(one)?.from), stringOf(objectOf(one)?.path)];
    return from && path ? [{ from, path }] : [];
  });
  return found.flat();
}

/**
 * The moves that undo a migration. What it wrote is kept, too, as it is by now: in the archive of the version that it
 * led to.
 *
 * @param archive the archive of the migration, relative to the project
 * @param kept the folder that keeps what the migration wrote
 */
export function restoringMoves(record: MigrationRecord, archive: string, kept: string): readonly Move[] {
  return [
    ...record.written.map((path) => ({ action: 'archive' as const, from: path, path: inFolder(kept, path) })),
    ...record.moved.map(({ from, path }) => ({ action: 'move' as const, from: path, path: from })),
    ...record.archived.map(({ from, path }) => ({ action: 'move' as const, from: path, path: from })),
    {
      action: 'archive' as const,
      from: inFolder(archive, recordName),
      path: inFolder(kept, `restored-${posix.basename(archive)}.json`),
    },
  ];
}
