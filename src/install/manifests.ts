import { existsSync } from 'node:fs';
import path from 'node:path';
import { platform } from 'node:process';
import validatePackageName from 'validate-npm-package-name';
import { isWithin } from '../args/caller.ts';
import { allowedSettings } from '../data/install-settings.ts';
import { readManifest } from '../project/packages.ts';
import { foldersAbove } from '../project/same-file.ts';
import { realName } from '../write/read-file.ts';
import { isElsewhere, programsOutside } from './install-paths.ts';
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
import { packageFolders } from './install-scripts.ts';
import { lockedFolders } from './lockfiles.ts';
import { readConfiguration } from './npmrc.ts';
import { settingName } from './read-settings.ts';
import {
  globDangers,
  isNamedOutside,
  leadsOutside,
  localTarget,
  patchesOutside,
  type Reference,
  referenceDangers,
} from './references.ts';
import { isDoubtful, type NamedText, stringsIn } from './structured-texts.ts';
import { isListedIn, isPlainGlob, workspaceOf } from './workspace.ts';

type Manifest = Readonly<Record<string, unknown>>;

/** All folders in which an install finds a package. */
export interface Packages {
  /** Absolute paths of those that the project has outside of a `node_modules`, or that are reached by a link. */
  readonly folders: readonly string[];
  /** Those of them that a range, a lockfile or a link leads to. */
  readonly reached: ReadonlySet<string>;
  /** For npm also those of the packages in every `node_modules`, with what they need; undefined where that cannot be read. */
  readonly installed: ReadonlyMap<string, readonly Reference[] | undefined>;
}

/** The folders, with those of the project that are packages of them, of their lockfiles or in a `node_modules`, and so on. */
export function withLocalPackages(folders: readonly string[], place: Install): Packages {
  const top = topOf(place);
  const inTop = (folder: string): string => path.join(top, path.relative(realName(top), realName(folder)));
  const all = new Set(folders);
  const reached = new Set<string>();
  const searched = new Set<string>();
  const installed = new Map<string, readonly Reference[] | undefined>();
  // What is added while it goes on is gone through, too.
  for (const folder of all) {
    const above = place.packageManager === 'npm' ? upToRoot(folder, place) : [];
    const beside = above
      .filter((one) => !searched.has(one))
      .flatMap((one) => packageFolders(realName(one)))
      .map((one) => ({ folder: inTop(one), isLink: realName(one) !== one }));
    for (const one of above) searched.add(one);
    const packages = beside.filter(({ isLink }) => !isLink);
    for (const one of packages) installed.set(one.folder, neededIn(one.folder));
    const references = [
      ...referencesFrom(folder, dependencyTexts(Object(manifestOf(folder)) as Manifest)),
      ...(installedFolders(place).includes(folder) ? lockedFolders(folder) : []),
      ...packages.flatMap((one) => installed.get(one.folder) ?? []),
    ].filter((one) => !leadsOutside(one, place));
    const linked = beside.filter(({ isLink }) => isLink).map((one) => one.folder);
    for (const one of [...references.map(localTarget), ...linked])
      if (one !== undefined && isWithin(top, one) && existsSync(one)) {
        all.add(one);
        reached.add(one);
      }
  }
  return { folders: [...all], reached, installed };
}

/** Where npm looks for what a package needs: from its folder up to one that has the root of the workspace in it. */
function upToRoot(folder: string, { root }: Install): readonly string[] {
  const above = foldersAbove(folder);
  return above.slice(0, above.findIndex((one) => isWithin(one, root)) + 1);
}

/** What an installed package needs, which npm reads in it where there is no lockfile. */
function neededIn(folder: string): readonly Reference[] | undefined {
  const manifest = readManifest(folder);
  if (manifest === undefined) return existsSync(path.join(folder, 'package.json')) ? undefined : [];
  const lists = ['dependencies', 'optionalDependencies', 'peerDependencies'];
  return referencesFrom(
    folder,
    lists.flatMap((key) => stringsIn(manifest[key])),
  );
}

/** What is wrong with what installed packages need. */
export function installedDangers({ installed }: Packages, place: Examined): readonly string[] {
  return [...installed].flatMap(([folder, needed]) => {
    const name = shownPath(path.join(folder, 'package.json'), place);
    return needed === undefined ? [unreadable(name)] : referenceDangers(name, needed, place);
  });
}

/** What is wrong with the `package.json` of a package of the project. */
export function manifestDangers(folder: string, packages: Packages, place: Examined): readonly string[] {
  const name = shownPath(path.join(folder, 'package.json'), place);
  const manifest = manifestOf(folder);
  // A link out of the project is told as such, and nothing of what it leads to.
  if (isElsewhere(path.join(folder, 'package.json'), place.top)) return [];
  if (manifest === 'broken' && isOfTest(folder, packages, place)) return [];
  if (typeof manifest === 'string') return [unreadable(name)];
  const { pnpm, scripts, devEngines, engines } = Object(manifest);
  const texts = dependencyTexts(manifest);
  const names = dependencyLists.flatMap((key) => Object.keys(Object(manifest[key])));
  // Yarn and pnpm 9 join any other name with the path of the folder that they write in, or delete.
  const isOddName =
    !names.every((one) => validatePackageName(one).validForOldPackages) || texts.some(isNamedOutside);
  const isDownloaded = [devEngines, engines]
    .flatMap((one) => Object(one).runtime)
    .some((one) => Object(one).onFail === 'download');
  const isOfPnpm = place.packageManager === 'pnpm';
  const settings = Object.keys(Object(isOfPnpm ? pnpm : undefined)).filter(
    (key) => !allowedSettings['pnpm-workspace.yaml'].has(settingName(key)),
  );
  // npm 9 and 10 run it in spite of --ignore-scripts; elsewhere they are given a shell that does nothing.
  const isPrepared =
    platform === 'win32' && place.packageManager === 'npm' && Object(scripts).prepare !== undefined;
  const patches = stringsIn([manifest.patchedDependencies, Object(pnpm).patchedDependencies]);
  return [
    ...dangerIf(isOddName, `${name} has a dependency whose name is not one of a package`),
    ...dangerIf(!isPathInside(manifest.name), `${name} has a name that leads to another folder`),
    ...referenceDangers(name, referencesFrom(folder, texts), place),
    ...patchesOutside([...patches.map(([, file]) => file), ...patchesOfYarn(texts)], folder, place),
    ...programDangers(manifest, folder, place),
    ...globDangers(name, patternsOf(manifest)),
    ...settings.map((key) => `${name} sets pnpm.${key}, which ${effectOf(settingName(key))}`),
    ...dangerIf(isOfPnpm && isDownloaded, `${name} has Node downloaded and run`),
    ...dangerIf(isPrepared, `${name} has a script "prepare"`),
  ];
}

/** Where nobody comes to it, a manifest that is broken may be there for a test. */
function isOfTest(folder: string, { reached }: Packages, place: Examined): boolean {
  // Bun takes over what pnpm has.
  const isMember = (['bun', 'pnpm'] as const).some((one) => workspaceOf(folder, one).root === place.root);
  return !isMember && !reached.has(folder) && !installedFolders(place).includes(folder);
}

/** What lists the folder in a second workspace, or may list it in a way that only the package manager can read. */
export function unclearRoots(place: Examined): readonly string[] {
  const { directory, root, packageManager } = place;
  return foldersAbove(path.dirname(directory)).flatMap((folder) => {
    const name = shownPath(path.join(folder, 'package.json'), place);
    // Of several, package managers take different ones.
    const isSecond = folder !== root && [directory, root].some((one) => isListedIn(folder, one));
    const isUnclear =
      !patternsOf(readManifest(folder) ?? {}).every(isPlainGlob) ||
      // It takes JSON with comments.
      (packageManager === 'bun' && typeof manifestOf(folder) === 'string');
    return [
      ...dangerIf(isSecond, `${name} has the folder in a second workspace`),
      ...dangerIf(isUnclear, unreadable(name)),
    ];
  });
}

export function isWorkspace(folder: string): boolean {
  return (
    Object(manifestOf(folder)).workspaces !== undefined ||
    existsSync(path.join(folder, 'pnpm-workspace.yaml'))
  );
}

/** npm takes a path that leads out of the folder, or has backslashes, for one in it. */
function programDangers(manifest: Manifest, folder: string, place: Examined): readonly string[] {
  return stringsIn([
    manifest.bin,
    Object(manifest.directories).bin,
    // pnpm links a package of the workspace to it.
    Object(manifest.publishConfig).directory,
  ])
    .flatMap(([, file]) => [file, path.join('/', file.replaceAll('\\', '/'))])
    .map((file) => path.join(folder, file))
    .flatMap(
      (file) =>
        programsOutside(file, place.top)?.map(
          (link) => `${shownPath(link, place)} is a link that leads out of the project`,
        ) ?? `${shownPath(file, place)} has too many folders to be looked through`,
    );
}

function patternsOf({ workspaces }: Manifest): readonly string[] {
  return stringsIn(Array.isArray(workspaces) ? workspaces : Object(workspaces).packages).map(
    ([, text]) => text,
  );
}

/** May a package of the project be called so? It need not be a name that could be published. */
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

/** The patches of dependencies like `patch:a@npm%3A1.0.0#./a.patch`. */
function patchesOfYarn(texts: readonly NamedText[]): readonly string[] {
  return texts.flatMap(([, range]) => /^patch:[^#]*#(?:~\/)?([^:&<>]+)/.exec(range)?.[1] ?? []);
}

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
