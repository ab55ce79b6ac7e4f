import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { platform } from 'node:process';
import { isWithin } from '../args/caller.ts';
import { allowedSettings, settingEffects } from '../data/install-settings.ts';
import type { PackageManager } from '../data/package-managers.ts';
import type { Environment } from '../types.ts';
import { endlessFiles, foldersOfWorkspace, foldersOutside, linksOutside } from './install-paths.ts';
import { packageFolders } from './install-scripts.ts';
import { foldersAbove, readConfiguration, readNpmrc } from './npmrc.ts';
import { type Setting, settingName, settingsReaders } from './read-settings.ts';

/** A folder that is to be installed. */
interface InstallPlace {
  /** Absolute path of the functions folder. */
  readonly directory: string;
  /** Absolute path of the root of the workspace that it belongs to; itself where it belongs to none. */
  readonly root: string;
  /** Absolute path of the topmost folder that came with the project: its repository's, or the project's own. */
  readonly top: string;
  readonly env: Environment;
}

/** What a project says to a package manager. */
export interface ProjectSettings {
  /** What the package manager would run, write outside or send away, and cannot be kept from: a few words each. */
  readonly dangers: readonly string[];
  /** Names of variables that look like secrets, and that a configuration which may have them needs. */
  readonly passed: readonly string[];
}

type ConfigurationName = keyof typeof settingsReaders;

/** A file that configures a package manager, as a project brings it. */
interface Configuration {
  readonly kind: ConfigurationName;
  /** As it is shown. */
  readonly name: string;
  readonly text: string;
  readonly settings: readonly Setting[];
}

/** What each package manager reads in a folder, and whether it does so in all folders above. */
const read: Readonly<
  Record<PackageManager, { readonly names: readonly ConfigurationName[]; readonly above: boolean }>
> = {
  npm: { names: ['.npmrc'], above: false },
  pnpm: { names: ['.npmrc', 'pnpm-workspace.yaml'], above: false },
  yarn: { names: ['.npmrc', '.yarnrc', '.yarnrc.yml'], above: true },
  bun: { names: ['.npmrc', 'bunfig.toml'], above: false },
};

/** Hosts of the public registries, which a token of the shell is meant for. */
const publicRegistry = /(?:^|\.)(?:npmjs\.org|yarnpkg\.com|npm\.pkg\.github\.com)$/;

/** What a dependency may be besides a range and a tag: packages of a registry, of the project, or at an address. */
const knownProtocol = /^(?:npm|file|link|workspace|catalog|portal|patch|jsr|runtime|https?):/;
/** Addresses without a protocol that git is given: `ada/x`, `git@example.com:x`; and those of its hosts. */
const gitAddress =
  /^[\w.-]+\/[\w.-]+(?:#|$)|^[^\s@/]+@(?!npm:|workspace:)[^\s:/]+:|^\S+\.git(?:#|$)|^https?:\/\/(?:[^/@]*@)?(?:github\.com|gitlab\.com|bitbucket\.org|git\.sr\.ht)\/[^/]+\/[^/]+$/;

/**
 * Would git fetch a dependency, whose own scripts then prepare it, or would a program make it? Bun passes every protocol that
 * it does not know to git.
 */
function fromGit(range: string): boolean {
  const text = range.trim();
  return gitAddress.test(text) || (/^[a-z][a-z\d+.-]*:/i.test(text) && !knownProtocol.test(text));
}

/** The same in a lockfile. */
const lockedFromGit = /\bgit\+|\bgit:\/\/|\bssh:\/\/|\bgit@|\btype: git\b|#commit=|@github:|\bext::|\bexec:/;

/**
 * Looks through what a project says to a package manager: one from strangers would run its own code, write elsewhere or
 * send something away before anybody has looked at it. Only settings that are known to be harmless may be there; what
 * cannot be read with certainty is not. What an option of the install forbids is not looked for.
 */
export function projectSettings(packageManager: PackageManager, place: InstallPlace): ProjectSettings {
  const { names, above } = read[packageManager];
  const folders = above ? foldersAbove(place.directory) : installed(place);
  const files = folders.flatMap((folder) => names.map((kind) => ({ kind, file: path.join(folder, kind) })));
  const found = files
    .filter(({ file }) => !userFiles(place.env).includes(file))
    .map(({ kind, file }) => readFile(kind, file, shown(file, place)));
  const configurations = found.filter((one) => typeof one !== 'string');
  const hosts = userHosts(place.env);
  const uses = variableUses(configurations, place.env, hosts);
  const sent = uses.filter(({ trusted }) => !trusted);
  return {
    dangers: [
      ...found.filter((one) => typeof one === 'string'),
      ...configurations.flatMap((one) => forbidden(packageManager, one)),
      ...configurations.flatMap((one) => redirections(one, place.env, hosts)),
      ...configurations.flatMap(yamlDangers),
      ...sent.map(({ variable, name, to }) => `${name} hands ${variable} to ${to}`),
      ...(packageManager === 'pnpm' ? pnpmDangers(place) : []),
      ...folderDangers(packageManager, place),
    ],
    passed: [
      ...uses.map(({ variable }) => variable).filter((one) => !sent.some(({ variable }) => variable === one)),
      ...userVariables(place.env),
    ],
  };
}

/** @returns a danger where it cannot be read with certainty */
function readFile(kind: ConfigurationName, file: string, name: string): Configuration | string {
  const text = readConfiguration(file);
  const settings = text === undefined ? undefined : settingsReaders[kind](text);
  return text === undefined || settings === undefined ? unreadable(name) : { kind, name, text, settings };
}

function forbidden(
  packageManager: PackageManager,
  { kind, name, settings }: Configuration,
): readonly string[] {
  const allowed = allowedSettings[kind === '.npmrc' && packageManager === 'npm' ? '.npmrc of npm' : kind];
  const isRc = kind === '.npmrc' || kind === '.yarnrc';
  return settings
    .filter((setting) => !allowed.has(setting.name))
    .filter(({ key }) => !isRc || !registryKey.test(key))
    .filter(
      ({ name: one, value }) => !/^(enable)?strictssl$/.test(one) || !/^\s*["']?true["']?\s*$/.test(value),
    )
    .map((setting) => `${name} sets ${setting.key}, which ${effectOf(setting.name)}`);
}

/** Folders outside and packages that git fetches, as a YAML file names them. */
function yamlDangers({ kind, name, settings }: Configuration): readonly string[] {
  if (!kind.startsWith('pnpm') && kind !== '.yarnrc.yml') return [];
  return settings.flatMap((setting) => {
    const lines = setting.value.split('\n').map((line) => line.replace(/(?<!\S)#.*/, ''));
    const isOutside =
      setting.name === 'packages' && lines.some((line) => /\.\.|\\|(^|[\s"'[,!-])\/|\w:\//.test(line));
    const isGit =
      /^(overrides|catalogs?|packageextensions)$/.test(setting.name) &&
      lines.some((line) => line.split(/:(?:\s|$)|[{},]/).some((part) => fromGit(part.replace(/["']/g, ''))));
    return [
      ...(isOutside ? [`${name} takes folders outside of it into its workspace`] : []),
      ...(isGit ? [`${name} has packages that git fetches or a program makes`] : []),
    ];
  });
}

/** Which registry has a scope, and who one is for it. */
const registryKey = /^(@[^:]+:registry|\/\/.+:(_authToken|_auth|username|_password|email|always-auth))$/i;

function effectOf(name: string): string {
  const effect = settingEffects.find(([pattern]) => pattern.test(name))?.[1];
  return effect ?? 'this program does not know to be harmless';
}

/** Where a project would have sent elsewhere, or in the open, what is the user's. */
function redirections(
  { name, text, settings }: Configuration,
  env: Environment,
  hostsOfUser: readonly string[],
): readonly string[] {
  const users = userFiles(env).flatMap((file) => readNpmrc(file) ?? []);
  const scopes = settings
    .filter(({ key, value }) =>
      users.some((one) => /^@.+:registry$/.test(key) && one.key === key && one.value !== value),
    )
    .map(({ key }) => `${name} takes ${key} to another registry than your own configuration`);
  const odd = settings
    .filter(({ name: one, key }) => one === 'registry' || /^@.+:registry$/.test(key))
    .filter(({ value }) => !/^\s*["']?(https?:\/\/|\$)/.test(value))
    .map(({ key }) => `${name} sets ${key} to what is not the address of a registry`);
  const open = [...text.matchAll(/\bhttp:\/\/([^/:\s"']+)/g)]
    .map(([, host = '']) => host)
    .filter((host) => hostsOfUser.includes(host))
    .map((host) => `${name} sends what is yours for ${host} unencrypted`);
  return [...scopes, ...odd, ...open];
}

/** Variables of the shell that the settings use, and where they would go. */
function variableUses(
  configurations: readonly Configuration[],
  env: Environment,
  hostsOfUser: readonly string[],
) {
  const isTrusted = (host: string): boolean => publicRegistry.test(host) || hostsOfUser.includes(host);
  const hosts = configurations.flatMap(({ text }) =>
    [...text.matchAll(/\/\/(?:[^/@\s"']*@)?([^/:\s"']+)/g)].map(([, host = '']) => host),
  );
  return configurations.flatMap(({ kind, name, settings }) =>
    settings.flatMap(({ key, value }) => {
      const host = /^\/\/([^/:]+)/.exec(key)?.[1];
      const isOwn =
        host === undefined ? hosts.every(isTrusted) && isCredential(kind, value, key) : isTrusted(host);
      return variablesIn(`${key}=${value}`, env).map((variable) => ({
        variable,
        name,
        to: host ?? key,
        trusted: isOwn,
      }));
    }),
  );
}

/** Is all that a setting has of variables a token or a password for its registry? */
function isCredential(kind: ConfigurationName, value: string, key: string): boolean {
  const credential = kind === '.yarnrc.yml' ? /^\s*npmAuth(?:Token|Ident)\s*:/ : /\btoken\s*=\s*"\$/;
  const lines = `${key}:${value}`.split('\n').filter((line) => line.includes('$'));
  return (
    /yml|toml/.test(kind) && lines.every((line) => credential.test(line) && line.split('$').length === 2)
  );
}

/** Names of the set variables that a text refers to in the way of any package manager: `$A`, `${A}`, `${A?}`, `${A:-b}`. */
function variablesIn(text: string, env: Environment): readonly string[] {
  const written = [...text.matchAll(/\$(?:\{([^${}]+)|(\w+))/g)].map(
    ([, braces, plain]) => braces ?? plain ?? '',
  );
  return Object.keys(env).filter((name) => {
    const isNamed = (one: string): boolean =>
      one.slice(0, name.length).toUpperCase() === name.toUpperCase() &&
      /^($|[?:-])/.test(one.slice(name.length));
    return env[name] !== undefined && name !== '' && written.some(isNamed);
  });
}

/** The folders whose configuration counts: the one to be installed, and the root of its workspace. */
function installed({ directory, root }: InstallPlace): readonly string[] {
  return [...new Set([directory, root])];
}

function pnpmDangers(place: InstallPlace): readonly string[] {
  const names = ['.pnpmfile.cjs', '.pnpmfile.mjs', 'pnpmfile.js', 'package.yaml', 'package.json5'];
  const files = installed(place).flatMap((folder) => names.map((name) => path.join(folder, name)));
  return [
    ...files
      .filter(existsSync)
      .map((file) => `${/pnpmfile/.test(file) ? 'it would run' : 'it would read'} ${shown(file, place)}`),
    ...unlistedBelow(place),
  ];
}

/**
 * pnpm 9 and 10 take the settings of a workspace above also for a folder that it does not list. An install of that folder
 * alone does not read them, and names of private packages would go to the public registry.
 */
function unlistedBelow({ directory, root, ...place }: InstallPlace): readonly string[] {
  const workspace = foldersAbove(path.dirname(directory)).find((folder) =>
    existsSync(path.join(folder, 'pnpm-workspace.yaml')),
  );
  if (
    root !== directory ||
    workspace === undefined ||
    existsSync(path.join(directory, 'pnpm-workspace.yaml'))
  )
    return [];
  return (['.npmrc', 'pnpm-workspace.yaml'] as const)
    .map((kind) => ({ kind, file: path.join(workspace, kind) }))
    .filter(({ file }) => !userFiles(place.env).includes(file))
    .filter(({ kind, file }) => namesRegistry(kind, file))
    .map(
      ({ file }) =>
        `${shown(file, place)}, which an install of this folder alone does not read, names a registry`,
    );
}

function namesRegistry(kind: ConfigurationName, file: string): boolean {
  const settings = settingsReaders[kind](readConfiguration(file) ?? '');
  return settings?.some(({ key, name }) => /^registr(y|ies)$/.test(name) || registryKey.test(key)) ?? true;
}

/** What is in the folders that are installed together: packages that git fetches, scripts, links and pipes. */
function folderDangers(packageManager: PackageManager, place: InstallPlace): readonly string[] {
  const { directory, root } = place;
  const top = [place.top, root].sort((one, other) => one.length - other.length)[0] ?? root;
  const found = isWorkspace(root) ? foldersOfWorkspace(root) : { withManifest: [directory], links: [] };
  if (found === undefined) return [`${shown(root, place)} has too many folders to be looked through`];
  const folders = [...new Set([...installed(place), ...found.withManifest])];
  const endless = folders.flatMap(endlessFiles);
  const out = [
    ...folders.flatMap((folder) => linksOutside(folder, top)),
    ...foldersOutside(found.links, top),
  ];
  return [
    ...new Set([
      ...folders.flatMap((folder) => manifestDangers(packageManager, folder, place)),
      ...(packageManager === 'npm'
        ? installed(place).flatMap((folder) => packageDangers(folder, place))
        : []),
      ...installed(place).flatMap((folder) => lockfileDangers(folder, [...out, ...endless], place)),
      ...out.map((link) => `${shown(link, place)} is a link that leads out of the project`),
      ...endless.map((file) => `${shown(file, place)} is not a file`),
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
  const name = shown(path.join(folder, 'package.json'), place);
  const found = manifestOf(folder);
  // Elsewhere in a workspace, a file that is broken may be there for a test.
  if (found === 'doubtful' || (found === 'broken' && installed(place).includes(folder)))
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
          `${shown(path.join(one, 'package.json'), place)} has packages that git fetches, or in folders outside`,
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
    if (text === undefined) return [unreadable(shown(file, place))];
    const packages = name.endsWith('.json') ? lockedPackages(text) : [];
    return [
      ...(lockedFromGit.test(text) || packages.some(fromGit)
        ? [`${shown(file, place)} has packages that git fetches or a program makes`]
        : []),
      ...(packages.some((one) => leadsOutside(one, folder, place))
        ? [`${shown(file, place)} has packages in folders outside`]
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

function unreadable(name: string): string {
  return `${name} is written in a way that only the package manager can read`;
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

/** Relative to what came with the project, where it is in there. */
function shown(file: string, { top }: Pick<InstallPlace, 'top'>): string {
  const relative = path.relative(top, file).replaceAll(path.sep, '/');
  return relative.startsWith('../') ? file : relative;
}

/** The user's own configuration, which may be in a repository of dotfiles. */
function userFiles(env: Environment): readonly string[] {
  const home = env.HOME || env.USERPROFILE || homedir();
  const files = ['.npmrc', '.yarnrc', '.yarnrc.yml', '.bunfig.toml'].map((name) => path.join(home, name));
  return [
    ...files,
    ...[env.npm_config_userconfig, env.npm_config_globalconfig].filter((file) => file !== undefined),
  ];
}

function userVariables(env: Environment): readonly string[] {
  return userFiles(env).flatMap((file) => variablesIn(readConfiguration(file) ?? '', env));
}

function userHosts(env: Environment): readonly string[] {
  return userFiles(env).flatMap((file) =>
    [...(readConfiguration(file) ?? '').matchAll(/\/\/([^/:\s]+)/g)].map(([, host = '']) => host),
  );
}
