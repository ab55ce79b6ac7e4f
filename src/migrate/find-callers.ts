import { largestInput, largestInputBytes, searchDepth } from '../data/limits.ts';
import { unlessProblem } from '../errors.ts';
import { groupBy } from '../group-by.ts';
import { warning } from '../messages/messages.ts';
import { editedBytes, textOf } from '../plan/changes.ts';
import { inFolder, type ProjectFiles, readableText } from '../project/files.ts';
import type { Warning } from '../types.ts';
import { addressEdits, type Caller, callersIn, mayCall, oldAddress } from './callers.ts';
import type { DesignManagerScene } from './design-manager-scene.ts';
import type { MigrationFiles } from './migration.ts';

/** Files that contain an old address, in the project and next to an outside functions folder. */
export interface CallingFiles {
  readonly inside: readonly string[];
  readonly outside: readonly string[];
  /** Whether there are more, which are not listed because these are large. */
  readonly hasMore: boolean;
}

/**
 * Searches for files that contain an old address. There may be very many, and large ones: their texts are not kept, links to
 * a file do not count again, and it is time for a pause wherever nothing is yielded but undefined.
 */
export function* searchCallers(
  files: MigrationFiles,
  outside: MigrationFiles | undefined,
  folder: string,
): Generator<undefined, CallingFiles> {
  let size = 0;
  function* search(where: MigrationFiles): Generator<undefined, readonly string[]> {
    const found: string[] = [];
    const seen = new Set<string>();
    for (const file of filesToSearch(where, folder, '.', searchDepth)) {
      yield;
      if (file === undefined || seen.size === seen.add(where.realPath(file)).size) continue;
      // A file that cannot be read has no callers.
      const bytes = unlessProblem(() => where.bytes(file));
      if (
        bytes === undefined ||
        !Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(oldAddress)
      )
        continue;
      size += bytes.length;
      if (size > largestInputBytes) break;
      found.push(file);
    }
    return found;
  }
  const inside = yield* search(files);
  return {
    inside,
    outside: outside === undefined ? [] : yield* search(outside),
    hasMore: size > largestInputBytes,
  };
}

/** Finds the callers of the old addresses, and the edits to update them. */
export function findCallers({ task, endpoints }: DesignManagerScene) {
  const { files, outside, calling, fixCallers } = task;
  const paths = endpoints.map(({ path }) => path);
  const search = (where: ProjectFiles | undefined, names: readonly string[]) =>
    names.map((file) => ({
      file,
      callers: callersIn(file, (where && readableText(where, file)) ?? '', paths),
    }));
  const found = search(files, calling.inside);
  const elsewhere = search(outside, calling.outside);
  const changed = fixCallers ? found : [];
  const updated = changed.flatMap(({ file, callers }) => {
    const known = callers.filter(({ path }) => path !== undefined);
    const before = known.length === 0 ? undefined : files.bytes(file);
    if (before === undefined) return [];
    return [{ path: file, bytes: editedBytes(before, textOf(file, before), addressEdits(known)) }];
  });
  const all = (places: typeof found) => places.flatMap(({ callers }) => callers);
  const more = calling.hasMore ? [warning('more-callers', { most: largestInput })] : [];
  return { updated, notes: [...callerNotes(paths, all(found), all(elsewhere), fixCallers), ...more] };
}

function callerNotes(
  paths: readonly string[],
  found: readonly Caller[],
  elsewhere: readonly Caller[],
  fixed: boolean,
): readonly Warning[] {
  const places = (callers: readonly Caller[]) => callers.map(({ file, line }) => `${file}:${line}`);
  const byPath = groupBy(found, ({ path }) => path);
  const known = paths.flatMap((path) => {
    const callers = byPath.get(path) ?? [];
    const told = { path: `/hs/serverless/${path}`, places: places(callers) };
    return callers.length === 0 ? [] : [warning(fixed ? 'caller-changed' : 'caller', told)];
  });
  const unclear = byPath.get(undefined) ?? [];
  const outside = elsewhere.filter(({ path }) => path !== undefined);
  return [
    ...known,
    ...(outside.length > 0 ? [warning('caller', { places: places(outside) })] : []),
    ...(unclear.length > 0 ? [warning('caller-unclear', { places: places(unclear) })] : []),
  ];
}

/** Files that might call a function, except the functions themselves; undefined for each folder. */
function* filesToSearch(
  files: ProjectFiles,
  functions: string,
  directory: string,
  left: number,
): Generator<string | undefined> {
  yield;
  const folders = files.folders(directory);
  const names = new Set(folders.map(({ name }) => name));
  for (const name of files.names(directory))
    if (!names.has(name) && mayCall(name)) yield inFolder(directory, name);
  const deeper = folders
    .filter(({ name, link }) => !link && name !== 'node_modules' && !name.startsWith('.'))
    .map(({ name }) => inFolder(directory, name))
    .filter((path) => left > 0 && path !== functions && path !== 'archive' && !files.isIgnored(path));
  for (const path of deeper) yield* filesToSearch(files, functions, path, left - 1);
}
