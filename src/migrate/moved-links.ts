import { posix } from 'node:path';
import { mostWarnings } from '../data/limits.ts';
import { memoized } from '../memoized.ts';
import { warning } from '../messages/messages.ts';
import { foldersOf, inFolder, type ProjectFiles, resolveIn } from '../project/files.ts';
import type { Move, Warning } from '../types.ts';
import { isInGit } from '../write/files.ts';
import type { Link } from '../write/inspect.ts';
import type { Migration } from './migration.ts';

type Moved = Pick<Migration, 'moves' | 'changes'>;

interface Files extends Pick<ProjectFiles, 'folders' | 'names' | 'isFile' | 'isDirectory'> {
  /** The symbolic links in a folder, by name. */
  readonly links: (folder: string) => ReadonlyMap<string, Link>;
}

/**
 * Notes about every symbolic link that moves, or about the first 1,000, with its new path. Links are moved unchanged, as git would move them: a link
 * with another target would be a file that nobody reviewed, and one that restoring cannot recognize. A link in
 * `node_modules` is only named if it leads elsewhere than before. A link to another link is judged by its own target only.
 * @param files also lists folders outside the project; leaves out what may not be read
 * @param pause awaited after each folder; may throw to stop
 */
export async function linkNotes(
  moved: Moved,
  files: Files,
  pause: () => Promise<void>,
): Promise<readonly Warning[]> {
  const after = placesAfter(moved, files);
  const unchanged: string[] = [];
  const notes: Warning[] = [];
  const all = () =>
    unchanged.length === 0 ? notes : [warning('symbolic-link', { paths: unchanged }), ...notes];
  for (const move of moved.moves) {
    if (move.action === 'archive') continue;
    for await (const { path: from, text, isRelative, target } of linksIn(move.from, files, pause)) {
      if (unchanged.length + notes.length === mostWarnings)
        return [...all(), warning('more-links', { most: mostWarnings })];
      const path = move.path + from.slice(move.from.length);
      // The dot drops a slash at the end.
      const leadsTo = isRelative ? resolveIn(posix.dirname(path), `${text}/.`) : target;
      const wanted = after.placeOf(target);
      const isThere = after.isThere(leadsTo);
      if (isThere && leadsTo === wanted) {
        if (!/(^|\/)node_modules\//.test(path)) unchanged.push(path);
        continue;
      }
      const right = after.isThere(wanted) ? relative(posix.dirname(path), wanted) : undefined;
      notes.push(warning(isThere ? 'link-elsewhere' : 'link-broken', { path, text, right }));
    }
  }
  return all();
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

/** Where everything is after the moves. */
function placesAfter({ moves, changes }: Moved, files: Files) {
  const made = new Set(changes.map(({ path }) => path));
  const all = [...moves.map(({ path }) => path), ...made];
  const newFolders = new Set(all.flatMap(foldersOf));
  const remade = changes.flatMap(({ path, basedOn }) =>
    // A file that is edited in place has only a copy in the archive.
    basedOn === undefined || made.has(basedOn.path) ? [] : [[basedOn.path, path] as const],
  );
  const byOld = new Map([...moves.map(({ from, path }) => [from, path] as const), ...remade]);
  const byNew = new Map(moves.map(({ from, path }) => [path, from]));
  const left = new Set(moves.flatMap(({ from }) => foldersOf(from)));
  // What is archived is not where its folder went.
  const folders = new Map(moves.flatMap((move) => (move.action === 'archive' ? [] : movedFolders(move))));
  const exists = (path: string) => files.isFile(path) || files.isDirectory(path);
  const remains = memoized((path: string): boolean => {
    if (byOld.has(path)) return false;
    // Folders that moves empty are removed.
    if (left.has(path)) return path === '.' || files.names(path).some((one) => remains(inFolder(path, one)));
    return exists(path);
  });
  const isThere = (path: string): boolean => {
    if (made.has(path) || newFolders.has(path)) return true;
    const old = mapped(path, byNew);
    if (old !== undefined) return exists(old);
    return mapped(path, byOld) === undefined && remains(path);
  };
  const placeOf = (path: string) => mapped(path, byOld) ?? (isThere(path) ? path : folders.get(path)) ?? path;
  return { placeOf, isThere };
}

/** The folders that a file moves out of, with those that take their places: where the rest of its path is the same. */
function movedFolders({ from, path }: Move): readonly (readonly [string, string])[] {
  const [old, place] = [posix.dirname(from), posix.dirname(path)];
  if (posix.basename(from) !== posix.basename(path) || old === place || old === '.' || place === '.')
    return [];
  return [[old, place], ...movedFolders({ action: 'move', from: old, path: place })];
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
    : posix.relative(`/${folder}`, `/${path}`);
}
