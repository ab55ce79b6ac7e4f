import {
  type Dirent,
  existsSync,
  lstatSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { isWithin } from '../args/caller.ts';
import { isInGit, realPath } from '../write/files.ts';
import { isLink, realName } from '../write/read-file.ts';

/** Names of files and folders that package managers read or write in a folder, apart from `node_modules`. */
const theirs = /^\.?(?:package[.-]|npm(?:rc|-)|pnp|yarn|bun(?:fig)?\.)/i;
/** The names of files that they read but never write. */
const configuration = /^\.(?:npmrc|yarnrc(?:\.yml)?)$|^bunfig\.toml$/i;

/** Maximum number of folders that one search looks through. */
export const mostFolders = 20_000;

/** What is in the `node_modules` of a folder and of the packages in it, as absolute paths. */
export interface Installed {
  /** The places of packages, which may be links. */
  readonly packages: readonly string[];
  /** What else package managers write there: every `node_modules`, scopes, programs, stores and records. */
  readonly others: readonly string[];
}

/** Names of folders in which package managers have packages: also scopes and stores. */
const ofPackages = /^(?:[.@].*|node_modules)$/i;

/**
 * What is installed in a folder, also in the stores of pnpm, Bun, Yarn and npm, and the packages that Yarn unpacks. Each
 * folder in a `node_modules`, scope or store is taken for a package, and each one whose name allows it for more packages, too.
 * @param listed lists a folder
 * @throws if `listed` does
 */
export function installedIn(folder: string, listed: typeof listedIn = listedIn): Installed {
  const packages = new Set<string>();
  const others = new Set<string>();
  const visitPackage = (place: string): void => {
    packages.add(place);
    if (!lstatSync(place, { throwIfNoEntry: false })?.isDirectory()) return;
    // Yarn writes this file into the packages that it unpacks.
    others.add(path.join(place, '.ready'));
    visitGroup(path.join(place, 'node_modules'));
  };
  // A `node_modules`, a scope, a store, `.bin`, or anything else whose name starts with a dot.
  const visitGroup = (group: string): void => {
    // A node_modules in a node_modules belongs to two folders.
    if (others.has(group)) return;
    others.add(group);
    const isStore = !/^(?:@|node_modules$)/i.test(path.basename(group));
    for (const entry of isLink(group) ? [] : listed(group)) {
      const place = path.join(group, entry.name);
      const isGroup = ofPackages.test(entry.name);
      if (isGroup) visitGroup(place);
      if (entry.isDirectory() || !(isGroup || isStore)) visitPackage(place);
      else others.add(place);
      // In its store, Yarn 4 puts each package in a folder with this name.
      const inStore = path.join(place, 'package');
      if (isStore && entry.isDirectory() && existsSync(inStore)) visitPackage(inStore);
    }
  };
  // A dependency can also be an archive.
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    visitGroup(path.join(folder, 'node_modules'));
    visitGroup(path.join(folder, '.yarn', 'unplugged'));
  }
  return { packages: [...packages], others: [...others] };
}

/**
 * Finds symbolic links among the installed packages that an install could write through. Only two kinds of links are
 * allowed: a package that links to another installed package or to one of `folders`, and a program in `.bin` that links to
 * a file of the project.
 * @param folders absolute paths of the packages of the project
 * @param top absolute path of the folder that nothing may lead out of
 * @returns absolute paths
 */
export function strayLinks({ packages, others }: Installed, folders: readonly string[], top: string) {
  const links = new Set(packages.filter(isLink));
  const known = new Set([...folders, ...packages.filter((place) => !links.has(place))].map(realName));
  return {
    // A dangling link is harmless: package managers replace it.
    ofPackages: [...links].filter((place) => existsSync(place) && !known.has(realName(place))),
    ofOthers: others.filter((place) => isLink(place) && !isProgram(place, top)),
  };
}

/** True if a link in `.bin` leads to a file of the project. The file may not be built yet. */
function isProgram(link: string, top: string): boolean {
  if (path.basename(path.dirname(link)) !== '.bin') return false;
  const target = realPath(path.resolve(realName(path.dirname(link)), readlinkSync(link)));
  if (target === undefined || !isWithin(realName(top), target)) return false;
  const isFolder = statSync(target, { throwIfNoEntry: false })?.isDirectory();
  return !isFolder && !isInGit(path.relative(realName(top), target));
}

/**
 * Symbolic links beside a `package.json` at names that package managers use. Where they only read, a link may lead to a file in
 * `top`.
 * @returns absolute paths
 */
export function linksBeside(folder: string, top: string): readonly string[] {
  return placesBeside(folder).filter(
    (place) => isLink(place) && !(configuration.test(path.basename(place)) && !isElsewhere(place, top)),
  );
}

/** Absolute paths of a folder's `.yarn` and everything in it, except for unpacked packages. Links are not followed. */
export function keptByYarn(folder: string): readonly string[] {
  const top = path.join(folder, '.yarn');
  const places = existsSync(top) ? [top] : [];
  // The loop also reaches the places that are added during it.
  for (const place of places)
    if (path.basename(place) !== 'unplugged')
      places.push(...(isLink(place) ? [] : listedIn(place)).map(({ name }) => path.join(place, name)));
  return places;
}

/** Absolute paths beside a `package.json`, at names that package managers use. */
export function placesBeside(folder: string): readonly string[] {
  const names = listedIn(folder).map(({ name }) => name);
  return names.filter((name) => theirs.test(name)).map((name) => path.join(folder, name));
}

/** True for a pipe or device, or if the system refuses to tell. A socket does not count: nothing waits for it. */
export function isEndless(place: string): boolean {
  try {
    const stats = statSync(place, { throwIfNoEntry: false });
    return stats !== undefined && !(stats.isFile() || stats.isDirectory() || stats.isSocket());
  } catch (error) {
    // Node 20 throws for a path below a file, such as an archive. Reading a circular link fails at once.
    return !/^(?:ENOTDIR|ELOOP)$/.test(Object(error).code);
  }
}

/** True if an absolute path leads out of `top`, or nowhere, because the path itself or a folder in it is a link. */
export function isElsewhere(place: string, top: string): boolean {
  try {
    return (
      lstatSync(place, { throwIfNoEntry: false }) !== undefined &&
      !isWithin(realpathSync.native(top), realpathSync.native(place))
    );
  } catch (error) {
    return Object(error).code !== 'ENOTDIR';
  }
}

/**
 * Finds links that lead out of `top`, at or below paths that packages name as programs or folders of programs. npm and Yarn
 * make programs executable and change their line endings.
 * @returns absolute paths, or undefined if there are too many folders to look through
 */
export function programsOutside(
  places: readonly string[],
  top: string,
  listed = listedIn,
): readonly string[] | undefined {
  const out = new Set<string>();
  const seen = new Set<string>();
  // Finding out where a deep path leads takes long: once for each folder, however many links lead to it.
  const follow = (place: string): string | undefined => {
    if (seen.has(identity(place))) return undefined;
    if (!isElsewhere(place, top)) return existsSync(place) ? realpathSync.native(place) : undefined;
    out.add(place);
    return undefined;
  };
  const visit: Visit = (one, entry) =>
    entry.isSymbolicLink() ? follow(one) : entry.isDirectory() ? one : undefined;
  const isWhole = [...places]
    .sort((one, other) => one.length - other.length)
    .every((place) => lookThrough([follow(place) ?? []].flat(), visit, listed, seen));
  return isWhole ? [...out] : undefined;
}

/** The same for all paths of one folder. */
function identity(place: string): string {
  try {
    const { dev, ino } = statSync(place, { bigint: true });
    return `${dev}-${ino}`;
  } catch {
    return place;
  }
}

/**
 * Finds pipes and devices in folders, except in a `node_modules`. Links are followed if their target is in `top`.
 * @returns absolute paths, or undefined if there are too many folders to look through
 */
export function pipesIn(folders: readonly string[], top: string): readonly string[] | undefined {
  const pipes: string[] = [];
  const isWhole = lookThrough(folders, (place, entry) => {
    if (!entry.isFile() && !entry.isDirectory() && isEndless(place)) pipes.push(place);
    if (entry.name === 'node_modules' || !(entry.isDirectory() || entry.isSymbolicLink())) return undefined;
    // A link to a file may be followed as well: it has no entries.
    const next = entry.isSymbolicLink() ? realName(place) : place;
    return isWithin(realName(top), next) ? next : undefined;
  });
  return isWhole ? pipes : undefined;
}

/** Called for each entry of a folder. Returns the next folder to look through, if the entry leads to one. */
type Visit = (place: string, entry: Dirent) => string | undefined;

/** Looks through folders and those that `visit` returns, each once. Returns false if there are too many. */
function lookThrough(
  tops: readonly string[],
  visit: Visit,
  listed = listedIn,
  seen = new Set<string>(),
): boolean {
  const folders = [...tops];
  // The loop also reaches the folders that are added during it.
  for (const folder of folders) {
    const key = identity(folder);
    if (seen.has(key)) continue;
    seen.add(key);
    if (seen.size > mostFolders) return false;
    for (const entry of listed(folder)) {
      const next = visit(path.join(folder, entry.name), entry);
      if (next !== undefined) folders.push(next);
    }
  }
  return true;
}

/**
 * Lists a folder. Empty if the folder does not exist.
 * @throws if it cannot be listed, or has a folder, link or pipe whose name is not UTF-8: Node cannot open it, Bun can
 */
export function listedIn(folder: string): readonly Dirent[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    const odd = entries.find((entry) => !entry.isFile() && entry.name.includes('\ufffd'));
    if (odd !== undefined) throw new Error(`${path.join(folder, odd.name)} has a name that is not UTF-8`);
    return entries;
  } catch (error) {
    if (/^(?:ENOENT|ENOTDIR|ELOOP)$/.test(Object(error).code)) return [];
    throw error;
  }
}
