import path from 'node:path';
import { execPath, platform } from 'node:process';
import type { Environment } from '../types.ts';
import { homeOf, type NpmSetting, parseNpmrc, readConfiguration } from './npmrc.ts';
import { settingsReaders } from './read-settings.ts';
import { type Server, serversIn } from './servers.ts';

/** What the user's own configuration says. */
export interface UserConfiguration {
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
  /** Has it any that Yarn would send? */
  readonly hasToken: boolean;
}

/**
 * Reads the user's own configuration: files of the home folder and the system, and variables of the shell.
 *
 * @param more absolute paths of other files that are read as such
 */
export function readUser(env: Environment, more: readonly string[] = []): UserConfiguration {
  const files = [...userFiles(env), ...more];
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
    hasToken: hasTokenForAny || written.some((text) => /npmAuth(?:Token|Ident)/.test(text)),
  };
}

/** Who the user is for every registry that has nothing else. */
const tokenForAny = /^[ \t]*["']?_(?:auth|authToken|password)(?:\[\])?["']?[ \t]*=/im;
const variableForAny =
  /^(?:(?:p?npm_config_)_(?:auth|authtoken|password)|YARN_NPM_AUTH_\w+|BUN_CONFIG_TOKEN)$/i;

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
