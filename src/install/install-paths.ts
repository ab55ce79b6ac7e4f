import { type Dirent, existsSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { isWithin } from '../args/caller.ts';
import { foldersAbove } from '../project/same-file.ts';
import { entriesOf, realName } from '../write/read-file.ts';
import { packageFolders } from './install-scripts.ts';

/** Names of files and folders that package managers read or write in a folder, apart from `node_modules`. */
const theirs = /^\.?(?:package[.-]|npm(?:rc|-)|pnpm|pnp\.|yarn|bun(?:fig)?\.)/i;
/** Those of them that they only read. */
const configuration = /^\.(?:npmrc|yarnrc(?:\.yml)?)$|^bunfig\.toml$/i;

/** Most folders that one search looks through. */
const mostFolders = 20_000;

/**
 * Symbolic links in the places package managers write to that would lead an install outside the project. A package that
 * is itself a link (`npm link`) does not count: package managers replace it or leave it alone.
 *
 * @param folder absolute path of a folder with a `package.json`
 * @param top absolute path of the folder that nothing may lead out of
 * @returns absolute paths
 */
export function linksOutside(folder: string, top: string): readonly string[] {
  return [
    ...placesBeside(folder).filter((place) => {
      const name = path.basename(place);
      return leadsOut(place, top, configuration.test(name) ? undefined : name);
    }),
    ...placesIn(path.join(folder, 'node_modules')).filter((place) => leadsOut(place, top, 'node_modules')),
  ];
}

/**
 * Absolute paths of pipes and devices where a package manager expects a file or folder, or in place of the given folder:
 * an install would wait forever.
 */
export function endlessFiles(folder: string): readonly string[] {
  const modules = path.join(folder, 'node_modules');
  const within = [modules, path.join(folder, '.yarn', 'cache')].flatMap((place) =>
    entriesIn(place).map(({ name }) => path.join(place, name)),
  );
  const manifests = packageFolders(folder).map((one) => path.join(one, 'package.json'));
  return [folder, ...placesBeside(folder), ...within, ...manifests].filter(isEndless);
}

function placesBeside(folder: string): readonly string[] {
  const ofYarn = ['.yarn', '.yarn/unplugged'].map((name) => path.join(folder, name));
  return [...entriesIn(folder).filter(({ name }) => theirs.test(name)), ...ofYarn.flatMap(entriesIn)].map(
    ({ parentPath, name }) => path.join(parentPath, name),
  );
}

/** Is it a pipe or a device, or does the system refuse to tell? A socket does not count: nothing waits for it. */
export function isEndless(place: string): boolean {
  try {
    const stats = statSync(place, { throwIfNoEntry: false });
    return stats !== undefined && !(stats.isFile() || stats.isDirectory() || stats.isSocket());
  } catch (error) {
    // A path below a file, such as an archive, does not exist: Node 20 throws then.
    return Object(error).code !== 'ENOTDIR';
  }
}

/** A `node_modules`, its scopes, what else a package manager keeps in it, and the same for the packages in it. */
function placesIn(modules: string): readonly string[] {
  const places = [modules];
  const visit: Visit = (place, entry) => {
    const folder = path.basename(path.dirname(place));
    // Scopes hold packages, and so do the stores of pnpm, Bun and Yarn.
    const holdsPackages = folder === 'node_modules' && /^[.@]/.test(entry.name);
    const isStored = folder !== 'node_modules' && !folder.startsWith('@');
    if (holdsPackages || isStored) places.push(place);
    if (!entry.isDirectory()) return undefined;
    if (holdsPackages) return place;
    const inner = path.join(place, 'node_modules');
    places.push(inner);
    return inner;
  };
  lookThrough(modules, visit, entriesIn, Number.POSITIVE_INFINITY);
  return places;
}

/**
 * Is it a symbolic link that leads out of `top` or into a `.git` folder, or whose target is not a package manager's: neither
 * called `name` nor in a folder called that or `.yarn`? Only programs in `.bin` may be anywhere in `top`.
 *
 * @param name if left out, a link may lead to anything in `top`
 */
function leadsOut(place: string, top: string, name?: string): boolean {
  try {
    if (!lstatSync(place).isSymbolicLink()) return false;
    if (isElsewhere(place, top)) return true;
    if (name === undefined) return false;
    const target = realpathSync(place);
    const parts = path.relative(realpathSync(top), target).split(path.sep);
    const isProgram = path.basename(path.dirname(place)) === '.bin' && statSync(target).isFile();
    return parts.includes('.git') || !(isProgram || parts.includes(name) || parts.includes('.yarn'));
  } catch (error) {
    return !/^ENO(ENT|TDIR)$/.test(Object(error).code);
  }
}

/** Does a path lead out of `top`, or to nothing, through a link at its end or above? Takes absolute paths. */
export function isElsewhere(place: string, top: string): boolean {
  try {
    return (
      lstatSync(place, { throwIfNoEntry: false }) !== undefined &&
      !isWithin(realpathSync(top), realpathSync(place))
    );
  } catch (error) {
    return Object(error).code !== 'ENOTDIR';
  }
}

/**
 * Links that lead out of `top`, at a path that a package names as its program or folder of programs, or anywhere below:
 * npm and Yarn make programs executable and change their line endings.
 *
 * @returns absolute paths; undefined if there are more folders than are looked through
 */
export function programsOutside(place: string, top: string): readonly string[] | undefined {
  if (isElsewhere(place, top)) return [place];
  const out: string[] = [];
  const isWhole = lookThrough(existsSync(place) ? realpathSync(place) : place, (one, entry) => {
    if (!entry.isSymbolicLink()) return entry.isDirectory() ? one : undefined;
    if (!isElsewhere(one, top)) return realpathSync(one);
    out.push(one);
    return undefined;
  });
  return isWhole ? out : undefined;
}

/**
 * Searches a workspace, but not its `node_modules`. Links are followed if they lead to somewhere in `top`.
 *
 * @param top absolute path of the folder that nothing may lead out of
 * @returns absolute paths: the folders with a manifest, which may include the root; links to folders outside; links to
 *   folders with a manifest in or below them (relative paths in it could start from two places); pipes and devices.
 *   Undefined if there are more folders than one search looks through
 */
export function foldersOfWorkspace(
  root: string,
  top: string,
): Readonly<Record<'withManifest' | 'outside' | 'toPackages' | 'endless', readonly string[]>> | undefined {
  const realTop = realName(top);
  const withManifest = new Set<string>();
  const links: string[] = [];
  const endless: string[] = [];
  const visit: Visit = (place, entry) => {
    if (/^package\.(?:json5?|yaml)$/.test(entry.name)) withManifest.add(path.dirname(place));
    if (entry.isSymbolicLink()) links.push(place);
    if (!entry.isFile() && !entry.isDirectory() && isEndless(place)) endless.push(place);
    // A link to a file may be followed as well: it has no entries.
    const next = entry.isSymbolicLink() ? realName(place) : place;
    const isFollowed = entry.isDirectory() || (entry.isSymbolicLink() && isWithin(realTop, next));
    return isFollowed && entry.name !== 'node_modules' ? next : undefined;
  };
  if (!lookThrough(root, visit, entriesOf)) return undefined;
  const withPackages = new Set([...withManifest].flatMap((folder) => foldersAbove(realName(folder))));
  return {
    withManifest: [...withManifest],
    outside: links.filter(
      (link) => isElsewhere(link, top) && statSync(link, { throwIfNoEntry: false })?.isDirectory(),
    ),
    toPackages: links.filter((link) => withPackages.has(realName(link))),
    endless,
  };
}

/** Called for each entry of a folder; returns a folder to look through because of it, if there is one. */
type Visit = (place: string, entry: Dirent) => string | undefined;

/** Looks through a folder and those that `visit` returns, each once; false if there are more than `most`. */
function lookThrough(top: string, visit: Visit, read = entriesIn, most = mostFolders): boolean {
  const folders = new Set([top]);
  // The loop also reaches the folders that are added during it.
  for (const folder of folders) {
    if (folders.size > most) return false;
    for (const entry of read(folder)) {
      const next = visit(path.join(folder, entry.name), entry);
      if (next !== undefined) folders.add(next);
    }
  }
  return true;
}

/** The entries of a folder; none for a link to one. */
function entriesIn(folder: string): readonly Dirent[] {
  try {
    return lstatSync(folder).isDirectory() ? readdirSync(folder, { withFileTypes: true }) : [];
  } catch {
    return [];
  }
}
