import { existsSync } from 'node:fs';
import path from 'node:path';
import { execPath, platform } from 'node:process';
import { isWithin } from '../args/caller.ts';
import { allowedSettings } from '../data/install-settings.ts';
import type { PackageManager } from '../data/package-managers.ts';
import type { Environment } from '../types.ts';
import {
  folderDangers,
  fromGit,
  globDangers,
  isNamedOutside,
  leadsOutside,
  misdirected,
  patchesOutside,
  type Server,
  serverAt,
  variableInText,
  withLocalPackages,
  workspaceFolders,
} from './folder-dangers.ts';
import { isElsewhere } from './install-paths.ts';
import {
  effectOf,
  type InstallPlace,
  installedFolders,
  leadsElsewhere,
  shownPath,
  unreadable,
} from './install-place.ts';
import { foldersAbove, homeOf, type NpmSetting, parseNpmrc, readConfiguration } from './npmrc.ts';
import { hiddenCharacter, type Setting, settingsReaders } from './read-settings.ts';
import { packagesOfYaml } from './workspace.ts';
import type { NamedText } from './yaml.ts';

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
  /** Absolute path of the folder that it is in. */
  readonly folder: string;
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
  // It takes over what pnpm has.
  bun: { names: ['.npmrc', 'bunfig.toml', 'pnpm-workspace.yaml'], above: false },
};

/** The public registries, which a token of the shell is meant for. */
const publicRegistries: readonly Server[] = [
  ...['npmjs.org', 'yarnpkg.com'].map((domain) => `registry.${domain}`),
  'npm.pkg.github.com',
].map((host) => ({ host, port: '', isOpen: false }));

/**
 * Looks through what a project says to a package manager: one from strangers would run its own code, write elsewhere or
 * send something away before anybody has looked at it. Only settings that are known to be harmless may be there; what
 * cannot be read with certainty is not. What an option of the install forbids is not looked for.
 */
export function projectSettings(packageManager: PackageManager, place: InstallPlace): ProjectSettings {
  const { names, above } = read[packageManager];
  const workspace = workspaceFolders(place);
  const own = installedFolders(place);
  const packages = withLocalPackages(packageManager, [...own, ...(workspace?.withManifest ?? [])], place);
  // pnpm reads an .npmrc in every folder of a workspace, and other manifests in every package of the project.
  const installed = packageManager === 'pnpm' ? packages.folders : own;
  const folders = above ? foldersAbove(place.directory) : installed;
  const files = folders.flatMap((folder) => names.map((kind) => ({ kind, file: path.join(folder, kind) })));
  const user = readUser(place.env);
  const found = files
    .filter(({ file }) => !user.files.includes(file))
    .map(({ kind, file }) => readFile(kind, file, place));
  const configurations = found.filter((one) => typeof one !== 'string');
  const uses = variableUses(configurations, place.env, user.servers);
  const secret = [...user.servers, ...user.serversOfShell, ...(uses.length === 0 ? [] : publicRegistries)];
  const sent = uses.filter(({ trusted }) => !trusted);
  const dangers = [
    ...found.filter((one) => typeof one === 'string'),
    ...configurations.flatMap((one) => forbidden(packageManager, one, place)),
    ...configurations.flatMap((one) => redirections(one, user, secret)),
    ...configurations.flatMap((one) => yamlDangers(one, place)),
    ...sent.map(({ variable, name, to }) => `${name} hands ${variable} to ${to}`),
    ...(packageManager === 'pnpm' ? pnpmDangers(place, installed, user.files) : []),
    ...(packageManager === 'yarn'
      ? [...variablesOfYarn(place), ...archivesElsewhere(place, user, uses.length > 0, secret)]
      : []),
    ...folderDangers(packageManager, place, secret, workspace, packages),
  ];
  return {
    dangers: [...new Set(dangers)],
    passed: [
      ...uses.map(({ variable }) => variable).filter((one) => !sent.some(({ variable }) => variable === one)),
      ...user.texts.flatMap((text) => variablesIn(text, place.env)),
    ],
  };
}

/** @returns a danger where it cannot be read with certainty */
function readFile(kind: ConfigurationName, file: string, place: InstallPlace): Configuration | string {
  const name = shownPath(file, place);
  if (isWithin(place.top, file) && isElsewhere(file, place.top)) return leadsElsewhere(name);
  const text = readConfiguration(file);
  const settings =
    text === undefined || (!/ya?ml$/.test(kind) && hiddenCharacter.test(text.replace(/^[ \t]*[;#].*/gm, '')))
      ? undefined
      : settingsReaders[kind](text);
  const folder = path.dirname(file);
  return text === undefined || settings === undefined
    ? unreadable(name)
    : { kind, name, folder, text, settings };
}

function forbidden(
  packageManager: PackageManager,
  { kind, name, folder, settings }: Configuration,
  place: InstallPlace,
): readonly string[] {
  const allowed = allowedSettings[kind === '.npmrc' && packageManager === 'npm' ? '.npmrc of npm' : kind];
  const isRc = kind === '.npmrc' || kind === '.yarnrc';
  // Where Yarn keeps it anyway, if it is not to be shared.
  const ownCache = /^\s*(["']?)(?:\.\/)?\.yarn\/cache\1\s*$/;
  const isInstalled = installedFolders(place).includes(folder);
  return settings
    .filter((setting) => !allowed.has(setting.name))
    .filter(({ key }) => !isRc || !registryKey.test(key))
    .filter(({ name: one, value }) => one !== 'cachefolder' || !isInstalled || !ownCache.test(value))
    .filter(
      ({ name: one, value }) => !/^(enable)?strictssl$/.test(one) || !/^\s*["']?true["']?\s*$/.test(value),
    )
    .map((setting) => `${name} sets ${setting.key}, which ${effectOf(setting.name)}`);
}

/** Folders outside and packages that git fetches, as a YAML file names them. */
function yamlDangers(
  { name, folder, text, settings }: Configuration,
  place: InstallPlace,
): readonly string[] {
  const namedTexts = (names: RegExp): readonly NamedText[] =>
    settings.filter((one) => names.test(one.name)).flatMap(({ texts = [] }) => texts);
  const textsOf = (names: RegExp): readonly string[] => namedTexts(names).map(([, one]) => one);
  const globs = textsOf(/^packages$/);
  const isAsRead = globs.length === 0 || globs.join('\n') === packagesOfYaml(text).join('\n');
  const ofPackages = /^(overrides|catalogs?|packageextensions)$/;
  const packages = textsOf(ofPackages);
  // Keys are texts without a name.
  const isOddName = namedTexts(ofPackages).some(([key, one]) =>
    isNamedOutside(key === '' ? [one, ''] : ['', one]),
  );
  return [
    ...(isAsRead ? globDangers(name, globs) : [unreadable(name)]),
    ...(packages.some((one) => leadsOutside(one, folder, place))
      ? [`${name} has packages in folders outside`]
      : []),
    ...(isOddName ? [`${name} has a dependency whose name is not one of a package`] : []),
    ...(packages.some(fromGit) ? [`${name} has packages that git fetches or a program makes`] : []),
    ...patchesOutside(textsOf(/^patcheddependencies$/), folder, place),
  ];
}

/** Which registry has a scope, and who one is for it. */
const registryKey = /^(@[^:]+:registry|\/\/.+:(_authToken|_auth|username|_password|email|always-auth))$/i;

/** Where a project would have sent elsewhere, or in the open, what is the user's. */
function redirections(
  { name, text, settings }: Configuration,
  user: UserConfiguration,
  secret: readonly Server[],
): readonly string[] {
  const scopes = settings
    .filter(({ key, value }) =>
      user.npmrc.some(
        (one) => /^@.+:registry$/.test(key) && one.key === key && asAddress(one.value) !== asAddress(value),
      ),
    )
    .map(({ key }) => `${name} takes ${key} to another registry than your own configuration`);
  const odd = settings
    .filter(({ name: one, key }) => one === 'registry' || /^@.+:registry$/.test(key))
    .filter(({ value }) => !/^\s*["']?(https?:\/\/|\$)/.test(value))
    .map(({ key }) => `${name} sets ${key} to what is not the address of a registry`);
  const sent = settings
    .filter(
      ({ name: one, texts }) =>
        (user.hasTokenForAll && /^(npm)?registr|registry$/.test(one)) ||
        (one === 'npmscopes' && (user.hasTokenForAny || texts?.some(([, one]) => user.scopes.includes(one)))),
    )
    .filter((one) => addressesIn(one).some((address) => ownerOf(address, user.servers) === 'others'))
    .map(({ key }) => `${name} hands a token of yours to what it names in ${key}`);
  const lines = [text, ...settings.flatMap(linesOf)].join('\n');
  return [...scopes, ...odd, ...sent, ...misdirected(name, lines, secret)];
}

/** Who the user is for every registry that has nothing else. */
const tokenForAny = /^[ \t]*["']?_(?:auth|authToken|password)(?:\[\])?["']?[ \t]*=/im;
const variableForAny =
  /^(?:(?:p?npm_config_)_(?:auth|authtoken|password)|YARN_NPM_AUTH_\w+|BUN_CONFIG_TOKEN)$/i;

/** An address as it can be compared with others. */
function asAddress(value: string): string {
  const text = value.replace(/^["']|["']$/g, '');
  return (URL.canParse(text) ? new URL(text).href : text).replace(/(?<!\/)\/+$/, '');
}

/** Variables of the shell that the settings use, and where they would go. */
function variableUses(
  configurations: readonly Configuration[],
  env: Environment,
  serversOfUser: readonly Server[],
) {
  const everywhere = configurations.flatMap(({ settings }) => settings.flatMap(addressesIn));
  return configurations.flatMap(({ kind, name, text, settings }) =>
    settings.flatMap((setting) => {
      const { key, texts } = setting;
      const lines = linesOf(setting);
      const address = /^(\/\/.*):[^:/]+$/.exec(key)?.[1];
      const addresses = address === undefined ? everywhere : [address];
      const owners = addresses.map((one) => ownerOf(one, serversOfUser));
      const isUsers = owners.length > 0 && owners.every((one) => one === 'user');
      // What reads an address takes out tabs.
      const isClear = address !== undefined || texts !== undefined || !/\\|\S\t+\S/.test(text);
      const isExpected = isClear && isCredential(kind, lines, isUsers);
      return variablesIn(lines.join('\n'), env).map((variable) => ({
        variable,
        name,
        to: address?.split('/')[2] ?? key,
        trusted: (isUsers && address !== undefined) || (isExpected && !owners.includes('others')),
      }));
    }),
  );
}

/** What may be the address of a registry in a setting. */
function addressesIn({ key, name, value, texts }: Setting): readonly string[] {
  if (name === 'unsafehttpwhitelist') return ['http:'];
  if (texts !== undefined)
    return texts
      .map(([one, text]) => ({ one, address: text.replace(variableInText, '$1') }))
      .filter(({ one, address }) => one === 'npmRegistryServer' || /https?:|\/\//i.test(address))
      .map(({ address }) => address);
  const text = `${key.replace(/:[\w-]+$/, '')}: ${value}`.replace(variableInText, '$1');
  const found = text.matchAll(/(?:\burl["']?\s*[:=]\s*["']?|(?=https?:|\/\/))([^\s"',)\]}]*)/gi);
  return [...found].map(([, address = '']) => address);
}

/** Whose is the registry at an address, or at what an `.npmrc` has for one? A public one is so only with encryption. */
function ownerOf(address: string, serversOfUser: readonly Server[]): 'user' | 'public' | 'others' {
  const [, open, host = '', port = '', rest = ''] =
    /^(?:https:|(http:))?\/\/([\w.-]+)(:\d+)?(\/.*)?$/i.exec(address) ?? [];
  const isAt = (one: Server): boolean =>
    one.host === host.toLowerCase() && one.port === port.replace(/^:443$/, '');
  if (serversOfUser.some(isAt)) return 'user';
  const isPublic = !open && publicRegistries.some(isAt);
  return isPublic && /^(?:\/[\w@-]*)*$/.test(rest) ? 'public' : 'others';
}

/** What a setting says, each with its name. */
function linesOf({ key, value, texts = [[key, value]] }: Setting): readonly string[] {
  return texts.map(([name, text]) => `${name}:${text}`);
}

/** A line of a setting whose whole value is a variable, and is a token. */
const token =
  /^(?:\/\/[^$\s]*:_authToken|[ \t]*npmAuth(?:Token|Ident)):[ \t]*["']?\$\{(\w+)(?:\?|:?-[^${}]*)?\}["']?(?:[ \t]+#.*)?$/;
const tokenOfBun = /\btoken\s*=\s*["']\$\{?(\w+)\}?["']/;

/** Is all that a setting has of variables the token for its registry: that of the user, or called one? */
function isCredential(kind: ConfigurationName, lines: readonly string[], isUsers: boolean): boolean {
  return lines
    .filter((line) => line.includes('$'))
    .every((line) => {
      const name = (kind === 'bunfig.toml' ? tokenOfBun : token).exec(line)?.[1];
      const isToken =
        isUsers || (/token|auth|(?:^|_)pat(?:_|$)/i.test(name ?? '') && !/^\s*npmAuthIdent/.test(line));
      return name !== undefined && line.split('$').length === 2 && isToken;
    });
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

/** Yarn 4 sends what it has for a registry to the address that a lockfile names for the archive of a package of it. */
function archivesElsewhere(
  place: InstallPlace,
  user: UserConfiguration,
  usesVariables: boolean,
  secret: readonly Server[],
): readonly string[] {
  const hasToken =
    usesVariables || user.hasTokenForAny || user.texts.some((text) => /npmAuth(?:Token|Ident)/.test(text));
  return installedFolders(place).flatMap((folder) => {
    const file = path.join(folder, 'yarn.lock');
    const name = shownPath(file, place);
    const bindings = (readConfiguration(file) ?? '')
      .split(/["'\s]+/)
      .filter((one) => /::|%(?:25)*3A/i.test(one));
    const addresses = bindings.flatMap(archivesIn).filter((address) => URL.canParse(address));
    const isSent = addresses.some((one) => ownerOf(new URL(one).origin, user.servers) === 'others');
    return [
      ...(bindings.some((one) => needlessEscape.test(one)) ? [unreadable(name)] : []),
      ...(hasToken && isSent ? [`${name} hands a token of yours to where it says that archives are`] : []),
      ...misdirected(name, addresses.join('\n'), secret),
    ];
  });
}

/** An escape in an address of a character that needs none, and that Yarn does not write. */
const needlessEscape = /%(?:25)*(?:3\d|[46][1-9a-f]|[57][\da]|5f)/i;

/** The addresses of archives in what follows the name of a package: of one that is patched, they are escaped repeatedly. */
function archivesIn(binding: string): readonly string[] {
  const unescaped = (text: string): string => new URLSearchParams(`a=${text}`).get('a') ?? '';
  return [...binding.matchAll(/__archiveUrl(?:=|%(?:25)*3D)([^&]+)/gi)].flatMap(([, address = '']) => {
    const once = unescaped(address);
    return [address, once, unescaped(once), unescaped(unescaped(once))];
  });
}

/** Yarn 4 takes variables from a file of the project, also for the addresses in its settings. */
function variablesOfYarn(place: InstallPlace): readonly string[] {
  return foldersAbove(place.directory)
    .map((folder) => path.join(folder, '.env.yarn'))
    .filter((file) => isWithin(place.top, file) && existsSync(file))
    .map((file) => `it would read ${shownPath(file, place)}`);
}

function pnpmDangers(
  place: InstallPlace,
  folders: readonly string[],
  filesOfUser: readonly string[],
): readonly string[] {
  const names = ['.pnpmfile.cjs', '.pnpmfile.mjs', 'pnpmfile.js', 'package.yaml', 'package.json5'];
  const files = folders.flatMap((folder) => names.map((name) => path.join(folder, name)));
  return [
    ...files
      .filter(existsSync)
      .map((file) => `${/pnpmfile/.test(file) ? 'it would run' : 'it would read'} ${shownPath(file, place)}`),
    ...unlistedBelow(place, filesOfUser),
  ];
}

/**
 * pnpm 9 and 10 take the settings of a workspace above also for a folder that it does not list. An install of that folder
 * alone does not read them, and names of private packages would go to the public registry.
 */
function unlistedBelow(
  { directory, root, ...place }: InstallPlace,
  filesOfUser: readonly string[],
): readonly string[] {
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
    .filter(({ file }) => !filesOfUser.includes(file))
    .filter(({ kind, file }) => namesRegistry(kind, file))
    .map(
      ({ file }) =>
        `${shownPath(file, place)}, which an install of this folder alone does not read, names a registry`,
    );
}

function namesRegistry(kind: ConfigurationName, file: string): boolean {
  const settings = settingsReaders[kind](readConfiguration(file) ?? '');
  return settings?.some(({ key, name }) => /^registr(y|ies)$/.test(name) || registryKey.test(key)) ?? true;
}

/** The user's own configuration, which may be in a repository of dotfiles, and the system's. */
function userFiles(env: Environment): readonly string[] {
  const home = homeOf(env);
  const settings = env.XDG_CONFIG_HOME || path.join(home, '.config');
  const ofPnpm = [
    path.join(settings, 'pnpm'),
    path.join(home, 'Library/Preferences/pnpm'),
    // On Windows.
    path.join(env.LOCALAPPDATA || home, 'pnpm/config'),
  ];
  const named = Object.keys(env).filter((name) => /^npm_config_(?:user|global)config$/i.test(name));
  return [
    ...['.npmrc', '.yarnrc', '.yarnrc.yml', '.bunfig.toml'].map((name) => path.join(home, name)),
    path.join(settings, '.bunfig.toml'),
    ...ofPnpm.flatMap((folder) => ['rc', 'auth.ini', 'config.yaml'].map((name) => path.join(folder, name))),
    path.join(path.dirname(execPath), platform === 'win32' ? '' : '..', 'etc', 'npmrc'),
    ...named.flatMap((name) => env[name] ?? []),
  ];
}

/** What the user's own configuration says. */
interface UserConfiguration {
  /** Absolute paths; there need not be any. */
  readonly files: readonly string[];
  readonly texts: readonly string[];
  /** What can be read of them as an `.npmrc`. */
  readonly npmrc: readonly NpmSetting[];
  /** The servers that it names. */
  readonly servers: readonly Server[];
  /** Those that variables of the shell name, which a package manager around this program may have set. */
  readonly serversOfShell: readonly Server[];
  /** Names of the scopes in it, for Yarn. */
  readonly scopes: readonly string[];
  /** Has it a token for every registry that has none of its own? */
  readonly hasTokenForAny: boolean;
  /** Has it one for the registry of all packages? That of a scope without a registry of its own is one. */
  readonly hasTokenForAll: boolean;
}

function readUser(env: Environment): UserConfiguration {
  const files = userFiles(env);
  const written = files.map((file) => readConfiguration(file) ?? '');
  const texts = written.map((text) => withVariables(text, env));
  const ofYarn = written
    .filter((_, index) => files[index]?.endsWith('.yarnrc.yml'))
    .map(settingsReaders['.yarnrc.yml']);
  const settings = ofYarn.flatMap((one) => one ?? []);
  const scopes = settings
    .filter(({ name }) => name === 'npmscopes')
    .flatMap(({ entries }) => Object.entries(Object(entries)));
  const hasTokenForAny =
    texts.some((one) => tokenForAny.test(one)) ||
    ofYarn.includes(undefined) ||
    settings.some(({ name }) => name.startsWith('npmauth')) ||
    Object.keys(env).some((name) => variableForAny.test(name) && Boolean(env[name]));
  return {
    files,
    texts: written,
    npmrc: texts.flatMap((text) => parseNpmrc(text) ?? []),
    servers: texts.flatMap(serversIn),
    serversOfShell: Object.entries(env)
      .filter(([name]) => variableOfRegistry.test(name))
      .flatMap(([name, value]) => serversIn(`${name.replace(/^\w*_(?=\/\/)/, '')} ${value}`)),
    scopes: scopes.map(([name]) => name),
    hasTokenForAny,
    hasTokenForAll:
      hasTokenForAny ||
      scopes.some(([, one]) => /"npmAuth/.test(JSON.stringify(one)) && !Object(one).npmRegistryServer),
  };
}

/** Where a variable of the shell names a registry. */
const variableOfRegistry =
  /^(?:p?npm_config_(?:\/\/.*|.*registry)|YARN_NPM_REGISTRY_SERVER|BUN_CONFIG_REGISTRY)$/i;

/** A text with the values of the variables in it. */
function withVariables(text: string, env: Environment): string {
  return text.replace(
    /\$(?:\{(\w+)(?:\?|:?-([^{}]*))?\}|(\w+))/g,
    (whole, braces, otherwise, plain) => env[braces ?? plain] ?? otherwise ?? whole,
  );
}

/** The servers that a text names. */
function serversIn(text: string): readonly Server[] {
  const addresses = text
    .replace(/^[ \t]*[;#].*/gm, '')
    .matchAll(/(http:)?\/\/(?:[^/@\s]*@)?((?:\[[^\]\s]*\]|[^/:\s"']+)(?::\d+)?)/gi);
  return [...addresses].flatMap(([, open = 'https:', server]) => serverAt(`${open}//${server}`) ?? []);
}
