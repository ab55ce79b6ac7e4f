import { type Dirent, existsSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { isWithin } from '../args/caller.ts';
import { foldersAbove } from '../project/same-file.ts';
import { entriesOf, realName } from '../write/read-file.ts';
import { packageFolders } from './install-scripts.ts';

/** Names of what package managers read and write in a folder, besides what is in its `node_modules`; */
const theirs = /^\.?(?:package[.-]|npm(?:rc|-)|pnpm|pnp\.|yarn|bun(?:fig)?\.)/i;
/** of these, what they only read. */
const configuration = /^\.(?:npmrc|yarnrc(?:\.yml)?)$|^bunfig\.toml$/i;

/** How many folders of a workspace are searched at most. */
const mostFolders = 20_000;

/**
 * What would take an install out of a folder: links, in the places that package managers write to, that lead out of what
 * came with the project. A package that is a link (`npm link`) is no such place; it is replaced or left alone.
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

/** Pipes and devices where a package manager expects a file or a folder, or in place of that folder: it would wait forever. Absolute paths. */
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

/** Is it a pipe or a device? Nothing waits for a socket. */
export function isEndless(place: string): boolean {
  try {
    const stats = statSync(place, { throwIfNoEntry: false });
    return stats !== undefined && !(stats.isFile() || stats.isDirectory() || stats.isSocket());
  } catch (error) {
    // Below an archive there is nothing: Node 20 throws.
    return Object(error).code !== 'ENOTDIR';
  }
}

/** A `node_modules`, its scopes and what a package manager keeps in it besides, and the same of the packages in it. */
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
 * Is it a link that leads out of a folder, into git's own, or to what is none of a package manager's: a file that has another
 * name, or a folder with no such name above it? Only programs may lie anywhere.
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

/** Does a link, the path's last part or one before it, lead out of a folder, or to nothing? Takes absolute paths. */
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
 * Links that lead out in what a package names as a program or as a folder of them, at any depth, or in its place: npm and
 * Yarn make programs executable, and change their line ends.
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
 * The folders of a workspace that have a manifest, its root's included, the links in it to folders outside, and to folders in
 * or below which there is a manifest (relative paths in it could count from two places), and the pipes and devices. It is
 * looked through also where links lead within what came with the project.
 *
 * @param top absolute path of the folder that nothing may lead out of
 * @returns undefined if there are more folders than are looked through
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
    // A link to a file leads to no entries.
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

/** Gets what is in a folder, and gives the folder that is to be looked through next because of it. */
type Visit = (place: string, entry: Dirent) => string | undefined;

/** Looks through a folder and those that the visits give, each once; false if there are more than `most`. */
function lookThrough(top: string, visit: Visit, read = entriesIn, most = mostFolders): boolean {
  const folders = new Set([top]);
  // What is added while it goes on is gone through, too.
  for (const folder of folders) {
    if (folders.size > most) return false;
    for (const entry of read(folder)) {
      const next = visit(path.join(folder, entry.name), entry);
      if (next !== undefined) folders.add(next);
    }
  }
  return true;
}

/** Nothing of a link: what it leads to is elsewhere. */
function entriesIn(folder: string): readonly Dirent[] {
  try {
    return lstatSync(folder).isDirectory() ? readdirSync(folder, { withFileTypes: true }) : [];
  } catch {
    return [];
  }
}
