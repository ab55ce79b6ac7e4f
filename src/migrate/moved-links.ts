import { posix } from 'node:path';
import { mostWarnings, searchDepth } from '../data/limits.ts';
import { memoized } from '../memoized.ts';
import { warning } from '../messages/messages.ts';
import { foldersBelow, foldersOf, inFolder, type ProjectFiles, resolveIn } from '../project/files.ts';
import type { Move, Warning } from '../types.ts';
import { isInGit } from '../write/files.ts';
import type { Link } from '../write/inspect.ts';
import { foldersOfAll } from './destinations.ts';
import type { Migration } from './migration.ts';

type Moved = Pick<Migration, 'moves' | 'changes'>;

interface Files extends ProjectFiles {
  /** The symbolic links in a folder, by name. */
  readonly links: (folder: string) => ReadonlyMap<string, Link>;
}

/**
 * Notes about symbolic links that lead nowhere or elsewhere after the moves, with their new paths: those that move, and those
 * that stay. None is changed, as in git: a link with another target would be a file that nobody reviewed, and one that
 * restoring cannot recognize. A link to another link is judged by its own target only.
 * @param files also lists folders outside the project; leaves out what may not be read
 * @param pause awaited after each folder; may throw to stop
 * @returns at most `mostWarnings`, and one that says if there are more
 */
export async function linkNotes(
  moved: Moved,
  files: Files,
  pause: () => Promise<void>,
): Promise<readonly Warning[]> {
  const after = placesAfter(moved, files);
  const notes: Warning[] = [];
  for await (const { newPath: path, text, isRelative, target } of linksAround(moved, files, pause)) {
    // The dot drops a slash at the end.
    const leadsTo = isRelative ? resolveIn(posix.dirname(path), `${text}/.`) : target;
    const wanted = after.placeOf(target);
    const isThere = after.isThere(leadsTo);
    if (isThere ? leadsTo === wanted : !exists(target, files)) continue;
    if (notes.length === mostWarnings) return [...notes, warning('more-links', { most: mostWarnings })];
    const right = after.isThere(wanted) ? relative(posix.dirname(path), wanted) : undefined;
    notes.push(warning(isThere ? 'link-elsewhere' : 'link-broken', { path, text, right }));
  }
  return notes;
}

/**
 * The links that move, also those in a `node_modules`, and those that stay where a project has files of its own, with their
 * new paths.
 */
async function* linksAround(
  { moves }: Moved,
  files: Files,
  pause: () => Promise<void>,
): AsyncGenerator<Link & { readonly newPath: string }> {
  for (const { action, from, path } of moves)
    if (action !== 'archive')
      for await (const link of linksIn(from, files, pause))
        yield { ...link, newPath: path + link.path.slice(from.length) };
  if (moves.length === 0) return;
  const places = new Map(moves.map(({ from, path }) => [from, path]));
  const reach = { depth: searchDepth, followLinks: false };
  for (const folder of await foldersBelow(files, '.', reach, pause))
    for (const link of files.links(folder).values())
      if (mapped(link.path, places) === undefined) yield { ...link, newPath: link.path };
}

/** The entry itself if it is a link, or the links in a folder and its subfolders, without those in a `.git`. */
async function* linksIn(entry: string, files: Files, pause: () => Promise<void>): AsyncGenerator<Link> {
  const link = files.links(posix.dirname(entry)).get(posix.basename(entry));
  if (link !== undefined) return yield link;
  if (isInGit(posix.basename(entry)) || !files.isDirectory(entry)) return;
  await pause();
  yield* files.links(entry).values();
  for (const { name, link } of files.folders(entry))
    if (!link) yield* linksIn(inFolder(entry, name), files, pause);
}

/** Returns true for anything but a device or the like: also for a link that leads nowhere. */
function exists(path: string, files: Files): boolean {
  return (
    files.isFile(path) ||
    files.isDirectory(path) ||
    files.links(posix.dirname(path)).has(posix.basename(path))
  );
}

/** Where everything is after the moves. */
function placesAfter({ moves, changes }: Moved, files: Files) {
  const made = new Set(changes.map(({ path }) => path));
  const newFolders = foldersOfAll([...moves.map(({ path }) => path), ...made]);
  const remade = changes.flatMap(({ path, basedOn }) =>
    // A file that is edited in place has only a copy in the archive.
    basedOn === undefined || made.has(basedOn.path) ? [] : [[basedOn.path, path] as const],
  );
  const byOld = new Map([...moves.map(({ from, path }) => [from, path] as const), ...remade]);
  const byNew = new Map(moves.map(({ from, path }) => [path, from]));
  const left = foldersOfAll(moves.map(({ from }) => from));
  // What is archived is not where its folder went.
  const folders = movedFolders(moves.filter(({ action }) => action !== 'archive'));
  const remains = memoized((path: string): boolean => {
    if (byOld.has(path)) return false;
    // Folders that moves empty are removed.
    if (left.has(path)) return path === '.' || files.names(path).some((one) => remains(inFolder(path, one)));
    return exists(path, files);
  });
  const isThere = (path: string): boolean => {
    if (made.has(path) || newFolders.has(path)) return true;
    const old = mapped(path, byNew);
    if (old !== undefined) return exists(old, files);
    return mapped(path, byOld) === undefined && remains(path);
  };
  const placeOf = (path: string) => mapped(path, byOld) ?? (isThere(path) ? path : folders.get(path)) ?? path;
  return { placeOf, isThere };
}

/**
 * The folders that files move out of, with those that take their places: where the rest of a file's path is the same. The
 * last move counts; each folder is gone through once, however many files are deep in it.
 */
function movedFolders(moves: readonly Move[]): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  for (let { from, path } of [...moves].reverse()) {
    while (posix.basename(from) === posix.basename(path)) {
      from = posix.dirname(from);
      path = posix.dirname(path);
      if (from === path || from === '.' || path === '.' || folders.get(from) === path) break;
      if (!folders.has(from)) folders.set(from, path);
    }
  }
  return folders;
}

/** A path after it, or a folder that it is in, was given another place; undefined if none was. */
function mapped(path: string, places: ReadonlyMap<string, string>): string | undefined {
  const top = [path, ...foldersOf(path)].find((one) => places.has(one));
  return top === undefined ? undefined : places.get(top) + path.slice(top.length);
}

/** A path as seen from a folder. Both are relative to the project; the path may be outside. */
function relative(folder: string, path: string): string {
  return /^\.\.(\/|$)/.test(path)
    ? `${folder.replace(/[^/]+/g, '..')}/${path}`
    : posix.relative(`/${folder}`, `/${path}`) || '.';
}
