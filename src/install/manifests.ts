import { existsSync } from 'node:fs';
import path from 'node:path';
import { platform } from 'node:process';
import validatePackageName from 'validate-npm-package-name';
import { isWithin } from '../args/caller.ts';
import { allowedSettings } from '../data/install-settings.ts';
import { readManifest } from '../project/packages.ts';
import { foldersAbove } from '../project/same-file.ts';
import { isLink } from '../write/read-file.ts';
import { type Installed, installedIn, isElsewhere, programsOutside } from './install-paths.ts';
import {
  dangerIf,
  type Examined,
  effectOf,
  type Install,
  installedFolders,
  shownPath,
  topOf,
  unreadable,
} from './install-place.ts';
import { type Lockfile, lockedFolders, lockfilesIn } from './lockfiles.ts';
import { readConfiguration } from './npmrc.ts';
import { settingName } from './read-settings.ts';
import {
  globDangers,
  isNamedOutside,
  leadsOutside,
  localTarget,
  patchesOfYarn,
  patchesOutside,
  type Reference,
  referenceDangers,
} from './references.ts';
import { isDoubtful, type NamedText, parseYaml, stringsIn, textsIn } from './structured-texts.ts';
import { globsFor, globsOf, isListedIn } from './workspace.ts';

type Manifest = Readonly<Record<string, unknown>>;

/** All packages that an install finds. */
export interface Packages {
  /**
   * Absolute paths of the packages of the project: the given folders, and what manifests, settings and lockfiles lead to.
   */
  readonly folders: readonly string[];
  /** The contents of their `node_modules`, and of those in the folders above them in the workspace. */
  readonly installed: Installed;
  /** For npm, the dependencies of these installed packages, by folder. A value is undefined if they cannot be read. */
  readonly needed: ReadonlyMap<string, readonly Reference[] | undefined>;
  /** The lockfiles of all folders. */
  readonly lockfiles: readonly Lockfile[];
}

/** Adds all local packages that the folders' manifests, settings or lockfiles lead to, and so on from those. */
export function withLocalPackages(folders: readonly string[], place: Install): Packages {
  const top = topOf(place);
  const all = new Set(folders);
  const installed = new Map<string, Installed>();
  const needed = new Map<string, readonly Reference[] | undefined>();
  const lockfiles: Lockfile[] = [];
  // The loop also reaches the folders that are added during it.
  for (const folder of all) {
    const above = upToRoot(folder, place).filter((one) => !installed.has(one));
    for (const one of above) installed.set(one, installedIn(one));
    const packages = above
      .flatMap((one) => installed.get(one)?.packages ?? [])
      .filter((one) => place.packageManager === 'npm' && !isLink(one));
    for (const one of packages) needed.set(one, neededIn(one));
    const isInstalled = installedFolders(place).includes(folder);
    const own = lockfilesIn(folder, place);
    lockfiles.push(...own);
    const references = [
      ...localReferences(folder, Object(manifestOf(folder)) as Manifest),
      ...own.flatMap(lockedFolders),
      ...(isInstalled ? configuredIn(folder) : []),
      ...packages.flatMap((one) => needed.get(one) ?? []),
    ].filter((one) => !leadsOutside(one, place));
    for (const one of references.map(localTarget))
      if (one !== undefined && isWithin(top, one) && existsSync(one)) all.add(one);
  }
  const found = [...installed.values()];
  return {
    folders: [...all],
    installed: {
      packages: found.flatMap(({ packages }) => packages),
      others: found.flatMap(({ others }) => others),
    },
    needed,
    lockfiles,
  };
}

/** The packages that a manifest needs, and the folder that pnpm links to where another package needs this one. */
function localReferences(folder: string, manifest: Manifest): readonly Reference[] {
  const { directory } = Object(manifest.publishConfig);
  return [
    ...referencesFrom(folder, dependencyTexts(manifest)),
    ...(typeof directory === 'string' ? [['', `file:./${directory}`, folder] as const] : []),
  ];
}

/** Local packages in the settings of pnpm and Yarn, such as `overrides`. */
function configuredIn(folder: string): readonly Reference[] {
  const texts = ['pnpm-workspace.yaml', '.yarnrc.yml'].flatMap((name) =>
    textsIn(parseYaml(readConfiguration(path.join(folder, name)) ?? '')),
  );
  return referencesFrom(folder, texts);
}

/** The folders in which a package's dependencies may be: its own, and those above up to the workspace's root. */
function upToRoot(folder: string, { root }: Install): readonly string[] {
  const above = foldersAbove(folder);
  return above.slice(0, above.findIndex((one) => isWithin(one, root)) + 1);
}

/** The dependencies of an installed package: without a lockfile, npm reads them there. Undefined if they cannot be read. */
function neededIn(folder: string): readonly Reference[] | undefined {
  const lists = ['dependencies', 'optionalDependencies', 'peerDependencies'];
  const manifest = installedManifest(folder);
  return manifest && referencesFrom(folder, stringsIn(lists.map((key) => manifest[key])));
}

function installedManifest(folder: string): Manifest | undefined {
  return readManifest(folder) ?? (existsSync(path.join(folder, 'package.json')) ? undefined : {});
}

/** Dangers in the dependencies (for npm) and programs (for pnpm) of installed packages. */
export function installedDangers({ needed, installed }: Packages, place: Examined): readonly string[] {
  const nameOf = (folder: string): string => shownPath(path.join(folder, 'package.json'), place);
  const linked = place.packageManager === 'pnpm' ? installed.packages.filter((one) => !isLink(one)) : [];
  return [
    ...[...needed].flatMap(([folder, references]) =>
      references ? referenceDangers(nameOf(folder), references, place) : [unreadable(nameOf(folder))],
    ),
    ...linked.flatMap((folder) => {
      const manifest = installedManifest(folder);
      if (manifest === undefined) return [unreadable(nameOf(folder))];
      const isOutside = programsIn(manifest).some(([, file]) =>
        leadsOutside(['', `./${file}`, folder], place),
      );
      // Without a package.json, pnpm reads another manifest.
      const more = existsSync(path.join(folder, 'package.json')) ? [] : ['package.json5', 'package.yaml'];
      return [
        ...nameDangers(nameOf(folder), manifest, isOutside),
        ...more
          .map((one) => path.join(folder, one))
          .filter((file) => existsSync(file))
          .map((file) => `it would read ${shownPath(file, place)}`),
      ];
    }),
  ];
}

/** Dangers in the `package.json` of a package of the project. */
export function manifestDangers(folder: string, place: Examined): readonly string[] {
  const name = shownPath(path.join(folder, 'package.json'), place);
  const manifest = manifestOf(folder);
  // A link out of the project is reported by `folderDangers`; what it leads to is not.
  if (isElsewhere(path.join(folder, 'package.json'), place.top)) return [];
  if (typeof manifest === 'string') return [unreadable(name)];
  const { pnpm, scripts, devEngines, engines, installConfig } = Object(manifest);
  const texts = dependencyTexts(manifest);
  const names = dependencyLists.flatMap((key) => Object.keys(Object(manifest[key])));
  // Yarn and pnpm 9 append any other name to the path of a folder that they write to or delete.
  const isOddName =
    !names.every((one) => validatePackageName(one).validForOldPackages) || texts.some(isNamedOutside);
  const isDownloaded = [devEngines, engines]
    .flatMap((one) => Object(one).runtime)
    .some((one) => Object(one).onFail === 'download');
  const isOfPnpm = place.packageManager === 'pnpm';
  const settings = Object.keys(Object(isOfPnpm ? pnpm : undefined)).filter(
    (key) => !allowedSettings['pnpm-workspace.yaml'].has(settingName(key)),
  );
  // npm 9 and 10 run it despite --ignore-scripts; on other systems they get a shell that does nothing.
  const isPrepared =
    platform === 'win32' && place.packageManager === 'npm' && Object(scripts).prepare !== undefined;
  const patches = stringsIn([manifest.patchedDependencies, Object(pnpm).patchedDependencies]);
  return [
    ...dangerIf(isOddName, `${name} has a dependency whose name is not one of a package`),
    ...nameDangers(name, manifest),
    ...referenceDangers(name, referencesFrom(folder, texts), place),
    ...patchesOutside([...patches.map(([, file]) => file), ...patchesOfYarn(texts)], folder, place),
    ...patchesOutside(patchesOfYarn(texts), place.root, place),
    ...globDangers(name, globsOf(manifest) ?? []),
    ...settings.map((key) => `${name} sets pnpm.${key}, which ${effectOf(settingName(key))}`),
    ...dangerIf(isOfPnpm && isDownloaded, `${name} has Node downloaded and run`),
    // Yarn 1 would delete what is where links in its folders lead.
    ...dangerIf(
      place.packageManager === 'yarn' && Object(installConfig).pnp,
      `${name} sets installConfig.pnp, which may write outside of the functions folder`,
    ),
    ...dangerIf(isPrepared, `${name} has a script "prepare"`),
  ];
}

/** Dangers above the folder: a second workspace that lists it, or a list that only the package manager can read. */
export function unclearRoots(place: Examined): readonly string[] {
  const { directory, root, packageManager } = place;
  return foldersAbove(path.dirname(directory)).flatMap((folder) => {
    const name = shownPath(path.join(folder, 'package.json'), place);
    const globs = globsFor(folder, packageManager) ?? [];
    // If several workspaces list it, package managers choose different ones.
    const isSecond = folder !== root && [directory, root].some((one) => isListedIn(folder, one, globs));
    // Bun accepts JSON with comments.
    const isUnclear = packageManager === 'bun' && typeof manifestOf(folder) === 'string';
    return [
      ...dangerIf(isSecond, `${name} has the folder in a second workspace`),
      ...globDangers(name, globs),
      ...dangerIf(isUnclear, unreadable(name)),
    ];
  });
}

/** The programs that a manifest names, and its folder of programs. */
function programsIn({ bin, directories }: Manifest): readonly NamedText[] {
  return stringsIn([bin, Object(directories).bin]);
}

/**
 * Dangers in the names of a package and its programs, with which pnpm 8 and 9 would write into another folder. Where `bin` is
 * a text, the program has the name of the package.
 * @param isOutside true if a program is elsewhere
 */
function nameDangers(name: string, manifest: Manifest, isOutside = false): readonly string[] {
  const isOdd = !programsIn(manifest).every(([one]) => isPathInside(one));
  return [
    ...dangerIf(!isPathInside(manifest.name), `${name} has a name that leads to another folder`),
    ...dangerIf(isOutside || isOdd, `${name} has a program that leads to another folder`),
  ];
}

/**
 * Links out of the project where the manifests of packages name programs. npm reads `..` and `\` in such a path as within the
 * folder.
 */
export function programLinks(folders: readonly string[], place: Examined): readonly string[] {
  const own = folders.filter((folder) => !isElsewhere(path.join(folder, 'package.json'), place.top));
  const named = own.flatMap((folder) => {
    const manifest = Object(manifestOf(folder)) as Manifest;
    // pnpm links to this folder where a package of the workspace is needed.
    const { directory } = Object(manifest.publishConfig);
    return [...programsIn(manifest), ...stringsIn(directory)]
      .flatMap(([, file]) => [file, path.join('/', file.replaceAll('\\', '/'))])
      .map((file) => path.join(folder, file, '.'));
  });
  return (
    programsOutside([...new Set(named)], place.top)?.map(
      (link) => `${shownPath(link, place)} is a link that leads out of the project`,
    ) ?? [`${shownPath(place.root, place)} has too many folders to be looked through`]
  );
}

/** Returns true if the name of a package or program, joined to a folder, stays inside it. It need not be publishable. */
function isPathInside(name: unknown): boolean {
  return !name || `${name}`.split('/').every((part) => /^(?!\.\.?$)[^\\:]+$/.test(part));
}

const dependencyLists = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
const moreLists = ['overrides', 'resolutions', 'packageExtensions', 'catalog', 'catalogs'];

/** Names and ranges of dependencies, wherever a `package.json` may have them. */
function dependencyTexts(manifest: Manifest): readonly NamedText[] {
  const inMore = [manifest, Object(manifest.pnpm), Object(manifest.workspaces)];
  return [
    ...dependencyLists.map((key) => manifest[key]),
    ...inMore.flatMap((one) => moreLists.map((key) => one[key])),
  ].flatMap((list) => stringsIn(list));
}

function referencesFrom(folder: string, texts: readonly NamedText[]): readonly Reference[] {
  return texts.map((one) => [...one, folder]);
}

/**
 * @returns an empty object if the file does not exist; `doubtful` if it is not JSON, or package managers might read it
 *   differently
 */
function manifestOf(folder: string): Manifest | 'doubtful' {
  const text = readConfiguration(path.join(folder, 'package.json'))?.replace(/^\uFEFF/, '');
  if (text === '') return {};
  try {
    const manifest = Object(JSON.parse(text ?? '')) as Manifest;
    return isDoubtful(text ?? '', manifest) ? 'doubtful' : manifest;
  } catch {
    return 'doubtful';
  }
}
