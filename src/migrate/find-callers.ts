import { groupBy } from '../group-by.ts';
import { warning } from '../messages/messages.ts';
import { editedBytes, textOf } from '../plan/changes.ts';
import { inFolder, type ProjectFiles, readableText } from '../project/files.ts';
import type { Warning } from '../types.ts';
import { addressEdits, type Caller, callersIn, mayCall } from './callers.ts';
import type { DesignManagerScene } from './design-manager-scene.ts';

/** How many levels of folders are searched for callers. Limited because the functions might be in a home folder. */
const depth = 8;

/**
 * Finds callers of the old addresses, in the project and next to an outside functions folder, and the edits to update them.
 */
export function findCallers({ task, endpoints }: DesignManagerScene) {
  const { files, outside, folder, fixCallers } = task;
  const paths = endpoints.map(({ path }) => path);
  // A file that cannot be read has no callers.
  const search = (where: ProjectFiles) =>
    callingFiles(where, folder).map((file) => ({
      file,
      callers: callersIn(file, readableText(where, file) ?? '', paths),
    }));
  const found = search(files);
  const elsewhere = outside === undefined ? [] : search(outside);
  const changed = fixCallers ? found : [];
  const updated = changed.flatMap(({ file, callers }) => {
    const known = callers.filter(({ path }) => path !== undefined);
    const before = known.length === 0 ? undefined : files.bytes(file);
    if (before === undefined) return [];
    return [{ path: file, bytes: editedBytes(before, textOf(file, before), addressEdits(known)) }];
  });
  const all = (places: typeof found) => places.flatMap(({ callers }) => callers);
  return { updated, notes: callerNotes(paths, all(found), all(elsewhere), fixCallers) };
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

/** Files that might call a function, except the functions themselves. */
function callingFiles(files: ProjectFiles, folder: string): readonly string[] {
  const below = (directory: string, left: number): readonly string[] => {
    const folders = files.folders(directory);
    const names = new Set(folders.map(({ name }) => name));
    const own = files.names(directory).filter((name) => !names.has(name) && mayCall(name));
    const deeper = folders
      .filter(({ name, link }) => !link && name !== 'node_modules' && !name.startsWith('.'))
      .map(({ name }) => inFolder(directory, name))
      .filter((path) => left > 0 && path !== folder && path !== 'archive' && !files.isIgnored(path));
    return [
      ...own.map((name) => inFolder(directory, name)),
      ...deeper.flatMap((path) => below(path, left - 1)),
    ];
  };
  return below('.', depth);
}
