import { existsSync } from 'node:fs';
import path from 'node:path';
import { platform } from 'node:process';
import { isWithin } from '../args/caller.ts';
import { allowedSettings } from '../data/install-settings.ts';
import type { PackageManager } from '../data/package-managers.ts';
import { endlessFiles, foldersOfWorkspace, foldersOutside, linksOutside } from './install-paths.ts';
import { effectOf, type InstallPlace, installedFolders, shownPath, unreadable } from './install-place.ts';
import { packageFolders } from './install-scripts.ts';
import { readConfiguration } from './npmrc.ts';
import { settingName } from './read-settings.ts';

/** What a dependency may be besides a range and a tag: packages of a registry, of the project, or at an address. */
const knownProtocol = /^(?:npm|file|link|workspace|catalog|portal|patch|jsr|runtime|https?):/;
/** Addresses without a protocol that git is given: `ada/x`, `git@example.com:x`; and those of its hosts. */
const gitAddress =
  /^[\w.-]+\/[\w.-]+(?:#|$)|^[^\s@/]+@(?!npm:|workspace:)[^\s:/]+:|^\S+\.git(?:#|$)|^https?:\/\/(?:[^/@]*@)?(?:github\.com|gitlab\.com|bitbucket\.org|git\.sr\.ht)\/[^/]+\/[^/]+$/;

/**
 * Would git fetch a dependency, whose own scripts then prepare it, or would a program make it? Bun passes every protocol that
 * it does not know to git.
 */
export function fromGit(range: string): boolean {
  const text = range.trim();
  return gitAddress.test(text) || (/^[a-z][a-z\d+.-]*:/i.test(text) && !knownProtocol.test(text));
}

/** The same in a lockfile. */
const lockedFromGit = /\bgit\+|\bgit:\/\/|\bssh:\/\/|\bgit@|\btype: git\b|#commit=|@github:|\bext::|\bexec:/;

/** What is in the folders that are installed together: packages that git fetches, scripts, links and pipes. */
export function folderDangers(packageManager: PackageManager, place: InstallPlace): readonly string[] {
  const { directory, root } = place;
  const top = [place.top, root].sort((one, other) => one.length - other.length)[0] ?? root;
  const found = isWorkspace(root) ? foldersOfWorkspace(root) : { withManifest: [directory], links: [] };
  if (found === undefined) return [`${shownPath(root, place)} has too many folders to be looked through`];
  const folders = [...new Set([...installedFolders(place), ...found.withManifest])];
  const endless = folders.flatMap(endlessFiles);
  const out = [
    ...folders.flatMap((folder) => linksOutside(folder, top)),
    ...foldersOutside(found.links, top),
  ];
  return [
    ...new Set([
      ...folders.flatMap((folder) => manifestDangers(packageManager, folder, place)),
      ...(packageManager === 'npm'
        ? installedFolders(place).flatMap((folder) => packageDangers(folder, place))
        : []),
      ...installedFolders(place).flatMap((folder) => lockfileDangers(folder, [...out, ...endless], place)),
      ...out.map((link) => `${shownPath(link, place)} is a link that leads out of the project`),
      ...endless.map((file) => `${shownPath(file, place)} is not a file`),
    ]),
  ];
}

function isWorkspace(folder: string): boolean {
  return (
    Object(manifestOf(folder)).workspaces !== undefined ||
    existsSync(path.join(folder, 'pnpm-workspace.yaml'))
  );
}

function manifestDangers(
  packageManager: PackageManager,
  folder: string,
  place: InstallPlace,
): readonly string[] {
  const name = shownPath(path.join(folder, 'package.json'), place);
  const found = manifestOf(folder);
  // Elsewhere in a workspace, a file that is broken may be there for a test.
  if (found === 'doubtful' || (found === 'broken' && installedFolders(place).includes(folder)))
    return [unreadable(name)];
  if (found === 'broken') return [];
  const manifest = found;
  const { runtime } = Object(manifest.devEngines);
  const downloads = [runtime].flat().some((one) => Object(one).onFail === 'download');
  return [
    ...gitDependencies(manifest).map((one) => `${name} has ${one} fetched by git or made by a program`),
    ...(dependencyTexts(manifest).some(([, range]) => leadsOutside(range, folder, place))
      ? [`${name} has packages in folders outside`]
      : []),
    ...(patternsOf(manifest).some((pattern) => /^!?(\/|\w:)|\.\./.test(pattern))
      ? [`${name} takes folders outside of it into its workspace`]
      : []),
    ...(packageManager === 'pnpm'
      ? Object.keys(Object(manifest.pnpm))
          .filter((key) => !allowedSettings['pnpm-workspace.yaml'].has(settingName(key)))
          .map((key) => `${name} sets pnpm.${key}, which ${effectOf(settingName(key))}`)
      : []),
    ...(packageManager === 'pnpm' && downloads ? [`${name} has Node downloaded and run`] : []),
    // npm 9 and 10 run it in spite of --ignore-scripts; elsewhere they are given a shell that does nothing.
    ...(packageManager === 'npm' && platform === 'win32' && Object(manifest.scripts).prepare !== undefined
      ? [`${name} has a script "prepare"`]
      : []),
  ];
}

function patternsOf({ workspaces }: Manifest): readonly string[] {
  return stringsIn(Array.isArray(workspaces) ? workspaces : Object(workspaces).packages).map(
    ([, text]) => text,
  );
}

/** Names of the dependencies that git fetches, wherever a `package.json` may have them. */
function gitDependencies(manifest: Manifest): readonly string[] {
  return dependencyTexts(manifest)
    .filter(([, range]) => fromGit(range))
    .map(([name]) => name);
}

/** Names and ranges of dependencies, wherever a `package.json` may have them. */
function dependencyTexts(manifest: Manifest): ReturnType<typeof stringsIn> {
  const { pnpm, workspaces } = manifest;
  const lists = [
    ...['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].map(
      (key) => manifest[key],
    ),
    ...[manifest, Object(pnpm), Object(workspaces)].flatMap((one) =>
      ['overrides', 'resolutions', 'packageExtensions', 'catalog', 'catalogs'].map((key) => one[key]),
    ),
  ];
  return lists.flatMap((list) => stringsIn(list));
}

/** Is it a folder or an archive outside of what came with the project? npm makes programs in such a folder executable. */
function leadsOutside(range: string, folder: string, { top, root }: InstallPlace): boolean {
  const [, file] =
    /^(?:file:|link:|portal:)?(\.{0,2}[\\/].*|~[\\/].*|\.\.?$)/.exec(range.trim()) ??
    /^(?:file|link|portal):(.*)/.exec(range.trim()) ??
    [];
  if (file === undefined) return false;
  const target = /^~[\\/]/.test(file) ? undefined : path.resolve(folder, file.replaceAll('\\', '/'));
  return target === undefined || !(isWithin(top, target) || isWithin(root, target));
}

/** All texts in a value of JSON, with the names that they have. */
function stringsIn(value: unknown, name = ''): readonly (readonly [name: string, text: string])[] {
  if (typeof value === 'string') return [[name, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => stringsIn(one, key));
}

/** What installed packages need, which npm reads in them where there is no lockfile. */
function packageDangers(folder: string, place: InstallPlace): readonly string[] {
  return packageFolders(folder).flatMap((one) => {
    const manifest = Object(manifestOf(one)) as Manifest;
    const needed = stringsIn([
      manifest.dependencies,
      manifest.optionalDependencies,
      manifest.peerDependencies,
    ]);
    return needed.some(([, range]) => fromGit(range) || leadsOutside(range, one, place))
      ? [
          `${shownPath(path.join(one, 'package.json'), place)} has packages that git fetches, or in folders outside`,
        ]
      : [];
  });
}

function lockfileDangers(folder: string, known: readonly string[], place: InstallPlace): readonly string[] {
  const names = [
    'package-lock.json',
    'npm-shrinkwrap.json',
    'node_modules/.package-lock.json',
    'yarn.lock',
    'pnpm-lock.yaml',
    'bun.lock',
    'bun.lockb',
  ];
  return names.flatMap((name) => {
    const file = path.join(folder, name);
    if (known.includes(file)) return [];
    const text = readConfiguration(file);
    if (text === undefined) return [unreadable(shownPath(file, place))];
    const packages = name.endsWith('.json') ? lockedPackages(text) : [];
    return [
      ...(lockedFromGit.test(text) || packages.some(fromGit)
        ? [`${shownPath(file, place)} has packages that git fetches or a program makes`]
        : []),
      ...(packages.some((one) => leadsOutside(one, folder, place))
        ? [`${shownPath(file, place)} has packages in folders outside`]
        : []),
    ];
  });
}

/** Texts of a lockfile that say nothing of where a package is. */
const notPlaces = /^(?:integrity|license|engines|funding|bin|deprecated|os|cpu|libc|name|workspaces|node)$/;

/** What a lockfile of npm says of where packages are, with the folders that it has as they are in a `package.json`. */
function lockedPackages(text: string): readonly string[] {
  const found: string[] = [];
  const visit = (value: unknown, isLink: boolean): void => {
    if (typeof value === 'string') found.push(isLink ? `./${value}` : value);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, one] of Object.entries(value)) {
      if (/(?:^|[\\/])\.\.(?:[\\/]|$)/.test(key)) found.push(`./${key}`);
      if (/^(?:~|\w:)?[\\/]/.test(key)) found.push(`file:${key}`);
      if (!notPlaces.test(key)) visit(one, key === 'resolved' && Object(value).link === true);
    }
  };
  try {
    visit(JSON.parse(text || '{}'), false);
  } catch {
    // npm does not read it either.
  }
  return found;
}

type Manifest = Readonly<Record<string, unknown>>;

/** @returns empty if there is none; `doubtful` where package managers may read it in different ways */
function manifestOf(folder: string): Manifest | 'broken' | 'doubtful' {
  const text = readConfiguration(path.join(folder, 'package.json'))?.replace(/^\uFEFF/, '');
  if (text === '') return {};
  try {
    const manifest = Object(JSON.parse(text ?? '')) as Manifest;
    return isDoubtful(text ?? '', manifest) ? 'doubtful' : manifest;
  } catch {
    return 'broken';
  }
}

/** Deeper than anybody writes, and deep enough for no function that visits all of it. */
const mostLevels = 500;

/** Has a text of JSON a key twice in one object, of which Bun takes another than npm, or too many levels? */
function isDoubtful(text: string, value: unknown): boolean {
  const strings = text.matchAll(/"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)(\s*:)?/g);
  const written = [...strings].filter(([, colon]) => colon !== undefined).length;
  let members = 0;
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > mostLevels) return true;
    const objects = level.filter((one) => typeof one === 'object' && one !== null) as object[];
    members += objects.filter((one) => !Array.isArray(one)).flatMap(Object.keys).length;
    level = objects.flatMap((one) => Object.values(one));
  }
  return members !== written;
}
