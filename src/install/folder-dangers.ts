import { existsSync } from 'node:fs';
import path from 'node:path';
import { platform } from 'node:process';
import validatePackageName from 'validate-npm-package-name';
import { isWithin } from '../args/caller.ts';
import { allowedSettings } from '../data/install-settings.ts';
import type { PackageManager } from '../data/package-managers.ts';
import { readManifest } from '../project/packages.ts';
import { namesIn, realName } from '../write/read-file.ts';
import {
  endlessFiles,
  foldersOfWorkspace,
  foldersOutside,
  isElsewhere,
  isEndless,
  linksOutside,
  programsOutside,
} from './install-paths.ts';
import {
  effectOf,
  type InstallPlace,
  installedFolders,
  leadsElsewhere,
  shownPath,
  unreadable,
} from './install-place.ts';
import { packageFolders } from './install-scripts.ts';
import { foldersAbove, readConfiguration } from './npmrc.ts';
import { hiddenCharacter, settingName } from './read-settings.ts';
import { isPlainGlob, workspaceOf } from './workspace.ts';
import { type NamedText, parseYaml, textsIn } from './yaml.ts';

/** What a dependency may be besides a range and a tag: packages of a registry, of the project, or at an address. */
const knownProtocol = /^(?:npm|file|link|workspace|catalog|portal|patch|jsr|runtime|https?):/;
/** Addresses without a protocol that git is given: `ada/x` (not `./x`), `git@example.com:x`; and those that end in `.git`. */
const gitAddress =
  /^[^\s.~@:/][^\s@:/]*\/[^\s@:/#]+\/?(?:#|$)|^[^\s@/]+@(?!npm:|workspace:)[^\s:/]+:|^[^#]+\.git(?:[#?]|$)/;
/** Hosts whose addresses git is given, */
const gitHost =
  /^https?:\/\/(?:[^/@]*@)?(?:www\.|gist\.)?(?:github\.com|gitlab\.com|bitbucket\.org|git\.sr\.ht)[:/]/;
/** but for those of archives. */
const archiveOfHost =
  /^https?:\/\/(?:(?:github\.com|git\.sr\.ht)\/[^/?#]+\/[^/?#]+\/(?:archive|releases|raw)\/|bitbucket\.org\/[^/?#]+\/[^/?#]+\/get\/|gitlab\.com\/[^?#]+\/(?:-\/|archive\.tar\.gz))/;

/**
 * Would git fetch a dependency, whose own scripts then prepare it, or would a program make it? Bun passes every protocol that
 * it does not know to git. No address has a tab or a line break in it, which are taken out where they are.
 */
export function fromGit(range: string): boolean {
  const text = range.trim();
  const address = URL.canParse(text) ? new URL(text).href : text;
  const isOfHost = gitHost.test(address) && !archiveOfHost.test(address);
  return (
    isOfHost ||
    /[\t\r\n]/.test(text) ||
    gitAddress.test(text) ||
    (/^[a-z][a-z\d+.-]*:/i.test(text) && !knownProtocol.test(text))
  );
}

/** The same for a lockfile in another format than JSON. */
const lockedFromGit =
  /\bgit\+|\b(?:git|ssh):\/\/|#commit=|@github:|\bext::|\bexec:[^\s"]|\bgit@(?!(?:npm|file|patch):)[\w.-]+:[^\s"']|^type: git/m;

/**
 * Where a lockfile in another format than JSON may contain `..`: in the path of a package of the project. In a package's name
 * it leads out of `node_modules`.
 */
const lockedPlaces =
  /(?:(?<![^\s"'@(])(?:file|link|portal|patch|workspace):|^(?:\w*dir|directory|path|specifier): |(?<=[\w-])@(?=\.))[^\s"',(){}]*/gim;

/** The folders that a package manager may take for packages of the workspace, and links in it; none where there is none. */
export function workspaceFolders({ root }: InstallPlace): ReturnType<typeof foldersOfWorkspace> {
  return isWorkspace(root) ? foldersOfWorkspace(root) : { withManifest: [], links: [], endless: [] };
}

/** A part of a name or path in a lockfile that leads upwards. */
const upwards = /(?:^|[\s"'\\/@])\.\.(?=[\s"'\\/:@,]|$)/m;

/** A folder or an archive in such a lockfile that is anywhere on this disk. */
const absolutePlace = /(?:\b(?:file|link|portal):|\bresolved[ "':]+|[\w-]@)(?:~?[\\/]|[a-z]:[\\/])/i;

/** What is in the folders that are installed together: packages that git fetches, scripts, links and pipes. */
export function folderDangers(
  packageManager: PackageManager,
  place: InstallPlace,
  servers: readonly Server[],
  found: ReturnType<typeof foldersOfWorkspace>,
  packages: Packages,
): readonly string[] {
  const { root } = place;
  const top = topOf(place);
  if (found === undefined) return [`${shownPath(root, place)} has too many folders to be looked through`];
  const { folders } = packages;
  // In the folders above, a package manager looks for a workspace.
  const above = foldersAbove(root).map((folder) => path.join(folder, 'package.json'));
  const named = new Set([...installedFolders(place), ...found.withManifest]);
  const others = folders.filter((folder) => !named.has(folder));
  const endless = [
    ...new Set([
      ...found.endless,
      ...others.flatMap((folder) => foldersOfWorkspace(folder)?.endless ?? []),
      ...folders.flatMap(endlessFiles),
      ...above.filter(isEndless),
    ]),
  ];
  const out = [
    ...folders.flatMap((folder) => linksOutside(folder, top)),
    ...foldersOutside(found.links, top),
  ];
  return [
    ...folders.flatMap((folder) => manifestDangers(packageManager, folder, packages, place, servers)),
    ...(packageManager === 'pnpm' ? [] : unclearRoots(packageManager, place)),
    ...packageDangers(packages, place),
    ...folders.flatMap((folder) =>
      lockfileDangers(packageManager, folder, [...out, ...endless], place, servers),
    ),
    ...out.map((link) => leadsElsewhere(shownPath(link, place))),
    ...endless.map((file) => `${shownPath(file, place)} is not a file`),
  ];
}

/** What may list the folder in its workspace in a way that only the package manager can read. */
function unclearRoots(
  packageManager: PackageManager,
  { directory, ...place }: InstallPlace,
): readonly string[] {
  return foldersAbove(path.dirname(directory))
    .filter(
      (folder) =>
        !patternsOf(readManifest(folder) ?? {}).every(isPlainGlob) ||
        // It takes JSON with comments.
        (packageManager === 'bun' && typeof manifestOf(folder) === 'string'),
    )
    .map((folder) => unreadable(shownPath(path.join(folder, 'package.json'), place)));
}

function isWorkspace(folder: string): boolean {
  return (
    Object(manifestOf(folder)).workspaces !== undefined ||
    existsSync(path.join(folder, 'pnpm-workspace.yaml'))
  );
}

/** All folders in which an install finds a package. */
interface Packages {
  /** Absolute paths of those that the project has outside of a `node_modules`, or that are reached by a link. */
  readonly folders: readonly string[];
  /** Those of them that a range, a lockfile or a link leads to. */
  readonly reached: ReadonlySet<string>;
  /** For npm also those of the packages in every `node_modules`, with what they need; undefined where that cannot be read. */
  readonly installed: ReadonlyMap<string, readonly string[] | undefined>;
}

/** The folders, with those of the project that are packages of them, of their lockfiles or in a `node_modules`, and so on. */
export function withLocalPackages(
  packageManager: PackageManager,
  folders: readonly string[],
  place: InstallPlace,
): Packages {
  const top = topOf(place);
  const inTop = (real: string): string => path.join(top, path.relative(realName(top), real));
  const all = new Set(folders);
  const reached = new Set<string>();
  const searched = new Set<string>();
  const installed: Packages['installed'] & Map<string, readonly string[] | undefined> = new Map();
  // What is added while it goes on is gone through, too.
  for (const folder of all) {
    const above = packageManager === 'npm' ? upToRoot(folder, place).filter((one) => !searched.has(one)) : [];
    for (const one of above) searched.add(one);
    const beside = above.flatMap((one) => packageFolders(realName(one)));
    const isLinked = (one: string): boolean => realName(one) !== one;
    for (const one of beside) if (!isLinked(one)) installed.set(inTop(one), neededIn(one));
    const named = [
      ...dependencyTexts(Object(manifestOf(folder)) as Manifest).map(([, range]): Locked => [range, folder]),
      ...lockedFolders(folder, place),
      ...beside.map(inTop).flatMap((one) => (installed.get(one) ?? []).map((range): Locked => [range, one])),
    ].filter((one) => !leadsOutside(...one, place));
    const linked = beside.filter(isLinked).map((one) => inTop(realName(one)));
    for (const one of [...named.map((two) => localTarget(...two)), ...linked])
      if (one !== undefined && isWithin(top, one) && existsSync(one)) {
        all.add(one);
        reached.add(one);
      }
  }
  return { folders: [...all], reached, installed };
}

/** The topmost folder that came with the project, or the root of the workspace above it. */
function topOf({ top, root }: InstallPlace): string {
  return isWithin(root, top) ? root : top;
}

/** Where npm looks for what a package needs: from its folder up to one that has the root of the workspace in it. */
function upToRoot(folder: string, { root }: InstallPlace): readonly string[] {
  const above = foldersAbove(folder);
  return above.slice(0, above.findIndex((one) => isWithin(one, root)) + 1);
}

/** What an installed package needs, which npm reads in it where there is no lockfile. */
function neededIn(folder: string): readonly string[] | undefined {
  const manifest = readManifest(folder);
  if (manifest === undefined) return existsSync(path.join(folder, 'package.json')) ? undefined : [];
  return ['dependencies', 'optionalDependencies', 'peerDependencies']
    .flatMap((key) => Object.values(Object(manifest[key])))
    .filter((range) => typeof range === 'string');
}

/** The folders that npm takes for packages because a lockfile has them: what they need is in their `package.json`. */
function lockedFolders(folder: string, place: InstallPlace): readonly Locked[] {
  if (!installedFolders(place).includes(folder)) return [];
  return locksOfNpm
    .flatMap((name) => lockedPackages(readConfiguration(path.join(folder, name)) ?? '', folder) ?? [])
    .filter(([text]) => text.startsWith('file:'));
}

/** Elsewhere in a workspace, a manifest that is broken may be there for a test; where Bun reads it, it takes JSON with comments. */
function isOfTest(
  packageManager: PackageManager,
  folder: string,
  { reached }: Packages,
  place: InstallPlace,
): boolean {
  if (installedFolders(place).includes(folder)) return false;
  // Bun takes over what pnpm has.
  const isMember = (['bun', 'pnpm'] as const).some((one) => workspaceOf(folder, one).root === place.root);
  return packageManager !== 'bun' || !(isMember || reached.has(folder));
}

function manifestDangers(
  packageManager: PackageManager,
  folder: string,
  packages: Packages,
  place: InstallPlace,
  servers: readonly Server[],
): readonly string[] {
  const name = shownPath(path.join(folder, 'package.json'), place);
  const found = manifestOf(folder);
  // A link out of the project is told as such, and nothing of what it leads to.
  if (isElsewhere(path.join(folder, 'package.json'), place.top)) return [];
  if (found === 'broken' && isOfTest(packageManager, folder, packages, place)) return [];
  if (typeof found === 'string') return [unreadable(name)];
  const manifest = found;
  const runtimes = [manifest.devEngines, manifest.engines].flatMap((one) => Object(one).runtime);
  const downloads = runtimes.some((one) => Object(one).onFail === 'download');
  return [
    ...gitDependencies(manifest).map((one) => `${name} has ${one} fetched by git or made by a program`),
    ...(dependencyNames(manifest).every(isPackageName) && !dependencyTexts(manifest).some(isNamedOutside)
      ? []
      : [`${name} has a dependency whose name is not one of a package`]),
    ...(isPathInside(manifest.name) ? [] : [`${name} has a name that leads to another folder`]),
    ...(dependencyTexts(manifest).some(([, range]) => leadsOutside(range, folder, place))
      ? [`${name} has packages in folders outside`]
      : []),
    ...dependencyTexts(manifest).flatMap(([, range]) => misdirected(name, range, servers)),
    ...patchesOutside(
      [
        ...stringsIn([manifest.patchedDependencies, Object(manifest.pnpm).patchedDependencies]),
        ...patchesOfYarn(manifest),
      ].map(([, file]) => file),
      folder,
      place,
    ),
    ...programDangers(manifest, folder, place),
    ...globDangers(name, patternsOf(manifest)),
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

/** Folders outside that a list of workspaces names, or those that only the package manager can tell. */
export function globDangers(name: string, globs: readonly string[]): readonly string[] {
  if (globs.some((glob) => /^!?([\\/]|\w:)|\.\./.test(glob)))
    return [`${name} takes folders outside of it into its workspace`];
  return globs.every(isPlainGlob) ? [] : [unreadable(name)];
}

/** npm takes a path that leads out of the folder, or has backslashes, for one in it. */
function programDangers(manifest: Manifest, folder: string, place: InstallPlace): readonly string[] {
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

/** Names of the dependencies that git fetches, wherever a `package.json` may have them. */
function gitDependencies(manifest: Manifest): readonly string[] {
  return dependencyTexts(manifest)
    .filter(([, range]) => fromGit(range))
    .map(([name]) => name);
}

/** The names of the folders that an install makes in a `node_modules`. */
function dependencyNames(manifest: Manifest): readonly string[] {
  return dependencyLists.flatMap((key) => Object.keys(Object(manifest[key])));
}

/** Yarn and pnpm 9 join any other name with the path of the folder that they write in, or delete. */
function isPackageName(name: string): boolean {
  return validatePackageName(name).validForOldPackages;
}

/** The same for the name of a package of the project, which may be none that could be published. */
function isPathInside(name: unknown): boolean {
  return !name || `${name}`.split('/').every((part) => /^(?!\.\.?$)[^\\:]+$/.test(part));
}

/** Does a name that the project adds elsewhere, or that a package has in the registry, lead upwards? */
export function isNamedOutside([name, text]: NamedText): boolean {
  const isUpwards = (one: string): boolean => /(?:^|[\\/])\.\.(?:[\\/@]|$)/.test(one);
  return isUpwards(name) || (/^(?:npm|jsr):/.test(text) && isUpwards(text.slice('npm:'.length)));
}

const dependencyLists = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/** Names and ranges of dependencies, wherever a `package.json` may have them. */
function dependencyTexts(manifest: Manifest): ReturnType<typeof stringsIn> {
  const { pnpm, workspaces } = manifest;
  const lists = [
    ...dependencyLists.map((key) => manifest[key]),
    ...[manifest, Object(pnpm), Object(workspaces)].flatMap((one) =>
      ['overrides', 'resolutions', 'packageExtensions', 'catalog', 'catalogs'].map((key) => one[key]),
    ),
  ];
  return lists.flatMap((list) => stringsIn(list));
}

/** The folder or archive on this disk that a dependency is, as an absolute path; undefined if it is none. */
function localTarget(range: string, folder: string): string | undefined {
  const [, file] =
    /^(?:file:|link:|portal:|workspace:)?(\.{0,2}[\\/].*|~[\\/].*|\.\.?$)/.exec(range.trim()) ??
    /^(?:file|link|portal|workspace(?=:.*[\\/])):(.*)/.exec(range.trim()) ??
    [];
  if (file === undefined) return undefined;
  // A home folder, a drive, and what npm 9 decodes and others take as it is, are nobody's package.
  const isUncertain = /^~[\\/]|^\w:|%[\da-f]{2}/i.test(file);
  return isUncertain ? path.parse(folder).root : path.resolve(folder, file.replaceAll('\\', '/'));
}

/** The patches of dependencies like `patch:a@npm%3A1.0.0#./a.patch`. */
function patchesOfYarn(manifest: Manifest): readonly NamedText[] {
  return dependencyTexts(manifest).flatMap(([name, range]) => {
    const [, file] = /^patch:[^#]*#(?:~\/)?([^:&<>]+)/.exec(range) ?? [];
    return file === undefined ? [] : [[name, file] as const];
  });
}

/** Patches that change what is not in their package, which pnpm 9 lets them; and those that cannot be read. */
export function patchesOutside(
  files: readonly string[],
  folder: string,
  place: InstallPlace,
): readonly string[] {
  return files
    .map((file) => path.resolve(folder, file))
    .flatMap((file) => {
      const text = readConfiguration(file);
      if (text === undefined) return [unreadable(shownPath(file, place))];
      return patchOfOutside.test(text)
        ? [`${shownPath(file, place)} changes files outside of its package`]
        : [];
    });
}

/** A line of a patch that names a file elsewhere. */
const patchOfOutside =
  /^(?:diff|---|\+\+\+|rename|copy) (?:.*\.\.[\\/]|.*(?<=[ab]\/)[\\/]|(?:from |to )?[\\/](?!dev\/null)|.*\b\w:[\\/])/m;

/** Is it outside of what came with the project, or a link that leads there? npm makes programs in such a folder executable. */
export function leadsOutside(range: string, folder: string, { top, root }: InstallPlace): boolean {
  const target = localTarget(range, folder);
  return (
    target !== undefined && ![top, root].some((one) => isWithin(one, target) && !isElsewhere(target, one))
  );
}

/** A variable, with what counts where it is not set. */
export const variableInText = /\$\{[^${}?:-]*(?:\?|:?-([^{}]*))?\}/g;

/** A server that the user's own configuration names. */
export interface Server {
  readonly host: string;
  /** Such as `:8443`; empty for the usual one of https. */
  readonly port: string;
  /** Is its address one without encryption? */
  readonly isOpen: boolean;
}

/** Host and port of an address. */
export function serverAt(address: string): Server | undefined {
  if (!URL.canParse(address)) return undefined;
  const { hostname, port, protocol } = new URL(address);
  return { host: hostname, port: port && `:${port}`, isOpen: protocol === 'http:' };
}

/**
 * That a token of the user would be sent to an address in a text without encryption, or to another port: pnpm takes what is
 * for a host without a port for all of them.
 */
export function misdirected(name: string, text: string, servers: readonly Server[]): readonly string[] {
  if (servers.length === 0) return [];
  return [...text.replace(variableInText, '$1').matchAll(/https?:[^\s"'<>]+/gi)].flatMap(([address]) => {
    const found = serverAt(address);
    const known = servers.filter(({ host }) => host === found?.host);
    if (found === undefined || known.length === 0) return [];
    if (found.isOpen && !known.some(({ isOpen }) => isOpen))
      return [`${name} sends what is yours for ${found.host} unencrypted`];
    const ports = known.map(({ port }) => port);
    const isOther = ports.includes('') && !ports.includes(found.port);
    return isOther ? [`${name} sends what is yours for ${found.host} to port ${found.port.slice(1)}`] : [];
  });
}

/** All texts in a value of JSON, with the names that they have. */
function stringsIn(value: unknown, name = ''): readonly NamedText[] {
  if (typeof value === 'string') return [[name, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => stringsIn(one, key));
}

/** What is wrong with what installed packages need. */
function packageDangers({ installed }: Packages, place: InstallPlace): readonly string[] {
  return [...installed].flatMap(([folder, needed]) => {
    const name = shownPath(path.join(folder, 'package.json'), place);
    if (needed === undefined) return [unreadable(name)];
    return needed.some((range) => fromGit(range) || leadsOutside(range, folder, place))
      ? [`${name} has packages that git fetches, or in folders outside`]
      : [];
  });
}

const locksOfNpm = ['package-lock.json', 'npm-shrinkwrap.json', 'node_modules/.package-lock.json'];

function lockfileDangers(
  packageManager: PackageManager,
  folder: string,
  known: readonly string[],
  place: InstallPlace,
  servers: readonly Server[],
): readonly string[] {
  const names = [
    ...locksOfNpm,
    'yarn.lock',
    // One for each branch, too.
    ...namesIn(folder).filter((name) => /^pnpm-lock.*\.yaml$/i.test(name)),
    'node_modules/.pnpm/lock.yaml',
    'node_modules/.modules.yaml',
    'bun.lock',
    'bun.lockb',
  ];
  return names.flatMap((name) => {
    const file = path.join(folder, name);
    // pnpm may read its own in every folder of a workspace.
    const isRead =
      installedFolders(place).includes(folder) ||
      (packageManager === 'pnpm' && /pnpm|modules\.yaml/.test(name));
    if (!isRead || known.includes(file)) return [];
    const text = readConfiguration(file);
    const isOfNpm = name.endsWith('.json');
    const isYaml = /\.yaml$/i.test(name);
    const read = isYaml || name === 'yarn.lock' ? lockedTexts(text ?? '', folder) : undefined;
    const packages = isOfNpm
      ? lockedPackages(text ?? '', folder)
      : isYaml
        ? read?.flatMap(linkedFolders)
        : [];
    const isHidden = /k$/.test(name) && hiddenCharacter.test(text ?? '');
    if (text === undefined || packages === undefined || isHidden) return [unreadable(shownPath(file, place))];
    const texts = [...(isYaml ? [] : [text]), ...(read ?? []).map(([one]) => one)];
    const addresses =
      isYaml || isOfNpm ? [] : texts.flatMap((one) => one.match(/https?:[^\s"',)\]}]+/gi) ?? []);
    // Of the binary one, names follow each other without anything between.
    const isOutside = name.endsWith('b')
      ? /(?<![:./\\])\.\.[\\/]/.test(text)
      : !isOfNpm &&
        texts.some((one) => upwards.test(one.replace(lockedPlaces, '')) || absolutePlace.test(one));
    return [
      ...((isOfNpm
        ? packages.some(([text]) => fromGit(text))
        : texts.some((one) => lockedFromGit.test(one))) || addresses.some(fromGit)
        ? [`${shownPath(file, place)} has packages that git fetches or a program makes`]
        : []),
      ...(isOutside || packages.some(([text, from]) => leadsOutside(text, from, place))
        ? [`${shownPath(file, place)} has packages in folders outside`]
        : []),
      ...[...texts, ...packages.map(([one]) => one)].flatMap((one) =>
        misdirected(shownPath(file, place), one, servers),
      ),
    ];
  });
}

/** Texts of a lockfile that say nothing of where a package is. */
const notPlaces = /^(?:integrity|license|engines|funding|deprecated|os|cpu|libc|name|workspaces|node)$/;

/** What says in a lockfile where a package or a program is, and the absolute path of the folder that it counts from. */
type Locked = readonly [text: string, from: string];

/**
 * What a lockfile of npm says of where packages and their programs are, with the folders that it has as they are in a
 * `package.json`.
 *
 * @returns undefined if it cannot be read: where git left a conflict in it, npm chooses
 */
function lockedPackages(text: string, folder: string): readonly Locked[] | undefined {
  const found: Locked[] = [];
  const visit = (value: unknown, from: string, isPath: boolean, isOfNames = false): void => {
    if (typeof value === 'string') found.push([isPath ? `./${value}` : value, from]);
    if (typeof value !== 'object' || value === null) return;
    const { version, link } = Object(value);
    for (const [key, one] of Object.entries(value)) {
      if (upwards.test(key)) found.push([`./${key}`, folder]);
      if (/^(?:~?[\\/]|\w:)/.test(key)) found.push([`file:${key}`, folder]);
      const isRequired = key === 'requires' && `${version}`.startsWith('file:');
      const place = isRequired ? path.resolve(folder, version.slice('file:'.length)) : from;
      const isFolder = key === 'resolved' && link === true;
      if (isFolder) found.push([`file:./${one}`, folder]);
      if (isOfNames || !notPlaces.test(key))
        visit(
          one,
          key === 'resolved' ? folder : place,
          isFolder || isPath || key === 'bin',
          !isOfNames && /^(?:requires|\w*[dD]ependencies)$/.test(key),
        );
    }
  };
  try {
    const lock = Object(JSON.parse(text.trim() || '{}'));
    if (isDoubtful(text, lock)) return undefined;
    const { packages, ...others } = lock;
    visit(others, folder, false);
    for (const [key, one] of Object.entries(Object(packages))) {
      // Another node_modules is looked through from the folder that it is in.
      const own = key.replace(/(^|\/)node_modules\/.*/s, '');
      if (own !== '') found.push([`file:./${own}`, folder]);
      visit({ [key]: one }, path.join(folder, key), false);
    }
    return found;
  } catch {
    return undefined;
  }
}

/** Lines of a lockfile in YAML, each a text with its name, by importer; undefined if it cannot be read with certainty. */
function lockedTexts(text: string, folder: string): readonly Locked[] | undefined {
  return parseYaml(text)?.flatMap((document) => {
    // What is a single text would be taken for a list of its characters.
    if (typeof document === 'string') return [[document, folder] as const];
    const { importers, ...others } = Object(document);
    return [['', others] as const, ...Object.entries(Object(importers))].map(([from, part]): Locked => {
      const lines = textsIn({ [from]: part }).map(
        ([name, one]) => `${name}: ${one.replace(/[\t\r\n]/g, '')}`,
      );
      return [lines.join('\n'), path.join(folder, from)];
    });
  });
}

function linkedFolders([lines, from]: Locked): readonly Locked[] {
  const found = lines.matchAll(/\b(?:file|link|directory|portal|patch|workspace):\s*([^\s"',(){}]+)/gi);
  return [...found].map(([, file]) => [`file:${file}`, from]);
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
