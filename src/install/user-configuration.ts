import path from 'node:path';
import { execPath, platform } from 'node:process';
import type { Environment } from '../types.ts';
import { homeOf, readConfiguration } from './npmrc.ts';
import { anyScope, registriesIn, type Setting, settingName, settingsReaders } from './read-settings.ts';
import { type Server, serversIn } from './servers.ts';
import type { NamedText } from './structured-texts.ts';

/** The user's own configuration of package managers. */
export interface UserConfiguration {
  /** Absolute paths; the files need not exist. */
  readonly files: readonly string[];
  readonly texts: readonly string[];
  /** The registries of scopes: each scope (`@a`) and the address. A file that cannot be read has one for any scope. */
  readonly registries: readonly NamedText[];
  /** The servers that it names. */
  readonly servers: readonly Server[];
  /** The servers in environment variables, which a package manager around this program might have set. */
  readonly serversOfShell: readonly Server[];
  /** Names of the scopes in Yarn's configuration. */
  readonly scopes: readonly string[];
  /** True if a token is configured for every registry that does not have its own. */
  readonly hasTokenForAny: boolean;
  /** True if the registry of all packages has a token. The token of a scope without its own registry counts. */
  readonly hasTokenForAll: boolean;
  /** True if Yarn would send any token. */
  readonly hasToken: boolean;
}

/**
 * Reads the user's own configuration: files of the home folder and the system, and variables of the shell.
 * @param more absolute paths of other files that are read as such
 */
export function readUser(env: Environment, more: readonly string[] = []): UserConfiguration {
  const files = [...userFiles(env), ...more];
  // As what cannot be read, this text is not understood in any of them, and may be a token for any registry.
  const written = files.map((file) => readConfiguration(file) ?? '\ufffd_auth=');
  const texts = written.map((text) => withVariables(text, env));
  const ofFiles = texts.map((text, index) => readAs(files[index] ?? '', text)?.flatMap(registriesIn));
  const ofVariables = Object.entries(env).flatMap(([name, value = '']) =>
    registriesIn({ key: name.replace(/^p?npm_config_/i, ''), name: '', value }),
  );
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
    registries: [...ofFiles, ofVariables].flatMap((one) => one ?? [anyScope]),
    servers: texts.flatMap(serversIn),
    serversOfShell: Object.entries(env)
      .filter(([name]) => variableOfRegistry.test(name))
      .flatMap(([name, value]) => serversIn(`${name.replace(/^\w*_(?=\/\/)/, '')} ${value}`)),
    scopes: scopes.map(([name]) => name),
    hasTokenForAny,
    hasTokenForAll:
      hasTokenForAny ||
      scopes.some(([, one]) => /"npmAuth/.test(JSON.stringify(one)) && !Object(one).npmRegistryServer),
    hasToken: hasTokenForAny || written.some((text) => /npmAuth(?:Token|Ident)/.test(text)),
  };
}

/** The settings of a file of the user's; undefined if they cannot be read. */
function readAs(file: string, text: string): readonly Setting[] | undefined {
  // Paths of Windows have backslashes, which Yarn 1 writes as escapes.
  if (file.endsWith('.yarnrc')) return settingsReaders['.yarnrc'](text.replaceAll('\\\\', '/'));
  const kind = file.endsWith('.toml') ? 'bunfig.toml' : '.npmrc';
  return settingsReaders[/\.ya?ml$/.test(file) ? '.yarnrc.yml' : kind](text);
}

/** Credentials for every registry that has none of its own. */
const tokenForAny = /^[ \t\ufffd]*["']?_(?:auth|authToken|password)(?:\[\])?["']?[ \t]*=/im;
const variableForAny = /^(?:(?:p?npm|bun)_config_(?:_auth|_authtoken|_password|token)|YARN_NPM_AUTH_\w+)$/i;

/** Environment variables that name a registry. */
const variableOfRegistry =
  /^(?:p?npm_config_(?:\/\/.*|.*registry)|YARN_NPM_REGISTRY_SERVER|BUN_CONFIG_REGISTRY)$/i;

/** A text with its variables replaced by their values. */
function withVariables(text: string, env: Environment): string {
  return text.replace(
    /\$(?:\{(\w+)(?:\?|:?-([^{}]*))?\}|(\w+))/g,
    (whole, braces, otherwise, plain) => env[braces ?? plain] ?? otherwise ?? whole,
  );
}

/** The configuration files of the user, which may be in a repository of dotfiles, and of the system. */
function userFiles(env: Environment): readonly string[] {
  const home = homeOf(env);
  const settings = env.XDG_CONFIG_HOME || path.join(home, '.config');
  const ofPnpm = [
    path.join(settings, 'pnpm'),
    path.join(home, 'Library/Preferences/pnpm'),
    // On Windows.
    path.join(env.LOCALAPPDATA || home, 'pnpm/config'),
  ];
  // With `--prefix`, npm sets the one in lower case for the project in which it is called; no install gets it.
  const variables = Object.entries(env)
    .filter(([name]) => /^(?:PREFIX|p?npm_config_.*)$/i.test(name) && name !== 'npm_config_prefix')
    .map(([name, value = '']) => ({ name: settingName(name.replace(/^p?npm_config_/i, '')), value }));
  const files = [
    ...['.npmrc', '.yarnrc', '.yarnrc.yml', '.bunfig.toml'].map((name) => path.join(home, name)),
    path.join(settings, '.bunfig.toml'),
    ...ofPnpm.flatMap((folder) => ['rc', 'auth.ini', 'config.yaml'].map((name) => path.join(folder, name))),
    path.join(env.DESTDIR ?? '', path.dirname(execPath), platform === 'win32' ? '' : '..', 'etc/npmrc'),
    path.join(env.APPDATA || home, 'npm/etc/npmrc'),
    // Yarn 1 has these as the root user's.
    ...['.npmrc', '.yarnrc'].map((name) => path.join('/usr/local/share', name)),
    ...variables.flatMap((one) => fileNamedIn(one, home)),
  ];
  const read = files.flatMap((file) => readAs(file, withVariables(readConfiguration(file) ?? '', env)) ?? []);
  return [...files, ...read.flatMap((one) => fileNamedIn(one, home))];
}

/**
 * The file of settings that a setting of npm or pnpm names. The home folder stands for one whose place cannot be told: it
 * cannot be read, so it counts as not understood.
 */
function fileNamedIn({ name, value }: Pick<Setting, 'name' | 'value'>, home: string): readonly string[] {
  if (!/^(?:prefix|(?:user|global)config|npmrcauthfile)$/.test(name) || value === '') return [];
  const place = value.replace(/^(["'])(.*)\1$/, '$2').replace(/^~(?=[/\\])/, home);
  if (!path.isAbsolute(place) || /["'$;#]/.test(place)) return [home];
  return [name === 'prefix' ? path.join(place, 'etc/npmrc') : place];
}
