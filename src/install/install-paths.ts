import { type Dirent, existsSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { isWithin } from '../args/caller.ts';

/** What package managers write in a folder, besides what is in its `node_modules`. */
const written = [
  'package.json package-lock.json npm-shrinkwrap.json pnpm-lock.yaml yarn.lock bun.lock bun.lockb',
  '.pnp.cjs .pnp.data.json .pnp.loader.mjs .yarn .yarn/cache .yarn/unplugged .yarn/install-state.gz',
].flatMap((names) => names.split(' '));

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
  const places = written.map((name) => path.join(folder, name));
  return [...places, ...placesIn(path.join(folder, 'node_modules'))].filter((place) => leadsOut(place, top));
}

/** Pipes and devices where a package manager expects a file or a folder: it would wait forever. Absolute paths. */
export function endlessFiles(folder: string): readonly string[] {
  const modules = path.join(folder, 'node_modules');
  const places = [
    ...written.map((name) => path.join(folder, name)),
    ...entriesOf(modules).map(({ name }) => path.join(modules, name)),
  ];
  return places.filter((place) => {
    try {
      const stats = statSync(place, { throwIfNoEntry: false });
      return stats !== undefined && !stats.isFile() && !stats.isDirectory();
    } catch (error) {
      // Below an archive there is nothing: Node 20 throws.
      return Object(error).code !== 'ENOTDIR';
    }
  });
}

/** A `node_modules`, its scopes and what a package manager keeps in it besides, and the same of the packages in it. */
function placesIn(modules: string): readonly string[] {
  const entries = entriesOf(modules);
  const own = entries.filter(({ name }) => /^[.@]/.test(name));
  // Scopes hold packages, and so do the stores of pnpm, Bun and Yarn.
  const kept = foldersAmong(own, modules).flatMap((folder) =>
    entriesOf(folder).map((entry) => ({ entry, folder })),
  );
  const stored = kept.filter(({ folder }) => !path.basename(folder).startsWith('@'));
  const packages = [
    ...foldersAmong(
      entries.filter((entry) => !own.includes(entry)),
      modules,
    ),
    ...kept.flatMap(({ entry, folder }) => foldersAmong([entry], folder)),
  ];
  return [
    modules,
    ...own.map(({ name }) => path.join(modules, name)),
    ...stored.map(({ entry, folder }) => path.join(folder, entry.name)),
    ...packages.flatMap((one) => placesIn(path.join(one, 'node_modules'))),
  ];
}

/** Absolute paths of the folders among the entries of one. */
function foldersAmong(entries: readonly Dirent[], folder: string): readonly string[] {
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name));
}

function leadsOut(place: string, top: string): boolean {
  try {
    return lstatSync(place).isSymbolicLink() && isElsewhere(place, top);
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
  const folders = new Set(existsSync(place) ? [realpathSync(place)] : []);
  // What is added while it goes on is gone through, too.
  for (const folder of folders) {
    if (folders.size > mostFolders) return undefined;
    for (const entry of entriesOf(folder)) {
      const one = path.join(folder, entry.name);
      if (entry.isDirectory()) folders.add(one);
      else if (entry.isSymbolicLink() && isElsewhere(one, top)) out.push(one);
      else if (entry.isSymbolicLink()) folders.add(realpathSync(one));
    }
  }
  return out;
}

/**
 * The folders of a workspace that have a `package.json`, its root's included, and the links in it. Links are not followed.
 *
 * @returns undefined if there are more folders than are looked through
 */
export function foldersOfWorkspace(
  root: string,
): { readonly withManifest: readonly string[]; readonly links: readonly string[] } | undefined {
  const withManifest: string[] = [];
  const links: string[] = [];
  const left = [root];
  for (let seen = 0; left.length > 0; seen += 1) {
    if (seen > mostFolders) return undefined;
    const folder = left.pop() as string;
    for (const entry of entriesOf(folder)) {
      const place = path.join(folder, entry.name);
      if (entry.name === 'package.json') withManifest.push(folder);
      if (entry.isSymbolicLink()) links.push(place);
      if (entry.isDirectory() && !/^(node_modules|\.git)$/.test(entry.name)) left.push(place);
    }
  }
  return { withManifest, links };
}

/** The links to folders that lead out. */
export function foldersOutside(links: readonly string[], top: string): readonly string[] {
  return links.filter(
    (link) => leadsOut(link, top) && statSync(link, { throwIfNoEntry: false })?.isDirectory(),
  );
}

/** Nothing of a link: what it leads to is elsewhere. */
function entriesOf(folder: string): readonly Dirent[] {
  try {
    return lstatSync(folder).isDirectory() ? readdirSync(folder, { withFileTypes: true }) : [];
  } catch {
    return [];
  }
}
