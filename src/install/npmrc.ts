import { devNull, homedir } from 'node:os';
import path from 'node:path';
import { foldersAbove } from '../project/same-file.ts';
import type { Environment } from '../types.ts';
import { readText } from '../write/read-file.ts';

/** A setting of an `.npmrc`. */
export interface NpmSetting {
  /** As it is written, without the `[]` of a list. */
  readonly key: string;
  /** As npm names its variable, without `npm_config_`: lower case, `_` for `-`. */
  readonly name: string;
  readonly value: string;
}

/**
 * The settings of an `.npmrc`.
 * @returns undefined if a key is written in a way that only npm can read: with escapes, variables or comments
 */
export function parseNpmrc(text: string): readonly NpmSetting[] | undefined {
  const settings: NpmSetting[] = [];
  for (const line of text.replace(/^\uFEFF/, '').split(/[\r\n]+/)) {
    const setting = line.trim();
    if (setting === '' || /^[;#]|^\[[^\]]*\]$/.test(setting)) continue;
    const equals = setting.indexOf('=');
    const key = unquoted((equals < 0 ? setting : setting.slice(0, equals)).replace(/\[\]\s*$/, ''));
    if (!/^[\w.:/@+%~ -]+$/.test(key)) return undefined;
    const value = equals < 0 ? 'true' : unquoted(setting.slice(equals + 1));
    settings.push({ key, name: key.toLowerCase().replaceAll('-', '_'), value });
  }
  return settings;
}

function unquoted(text: string): string {
  const trimmed = text.trim();
  return /^(["'])([^"']*)\1$/.exec(trimmed)?.[2] ?? trimmed;
}

/**
 * Returns the settings of a file: an empty list if the file does not exist, undefined if it cannot be read with certainty.
 */
function readNpmrc(file: string): readonly NpmSetting[] | undefined {
  const text = readConfiguration(file);
  return text === undefined ? undefined : parseNpmrc(text);
}

/**
 * Returns the text of a file that a package manager would read; empty if the file does not exist.
 * @returns undefined if it cannot be read, or is not a file (a pipe would keep the package manager waiting)
 */
export function readConfiguration(file: string): string | undefined {
  if (file === devNull) return '';
  try {
    return readText(file);
  } catch (error) {
    return /^(ENOENT|ENOTDIR)$/.test(Object(error).code) ? '' : undefined;
  }
}

/** The environment by where it comes from. npm passes on settings of an `.npmrc` as if they had been typed. */
export interface PassedOn {
  /** Without npm's variables that can come from an `.npmrc`, so that a stranger's project cannot answer for the user. */
  readonly env: Environment;
  /** Variables with the value that an `.npmrc` gives them. If the user typed the same value, nothing shows it. */
  readonly given: Environment;
  /** Variables that may come from an `.npmrc` or from what was typed, because only npm can read that file or that value. */
  readonly unclear: Environment;
}

/**
 * Separates what was typed from what npm can have from an `.npmrc`.
 * @param directory absolute path of the working directory; undefined if it is gone
 */
export function typedSettings(env: Environment, directory: string | undefined): PassedOn {
  const { settings, isCertain } = settingsOf(npmrcFiles(env, directory));
  const source = (key: string, value = ''): keyof PassedOn => {
    const name = /^npm_config_(.*)$/i.exec(key)?.[1]?.toLowerCase();
    // Only npm calls itself npm.
    if (name === undefined || (name === 'user_agent' && value.startsWith('npm/'))) return 'env';
    const values = settings.filter((setting) => setting.name === name).map((setting) => setting.value);
    if (!isCertain || !values.every(isPlain)) return 'unclear';
    return values.some((setting) => canBecome(setting, value)) ? 'given' : 'env';
  };
  const from = (wanted: keyof PassedOn) =>
    withoutVariables(env, (key, value) => source(key, value) !== wanted);
  return { env: from('env'), given: from('given'), unclear: from('unclear') };
}

/** Whether npm takes a setting's value as it is: without variables, escapes and comments. */
function isPlain(value: string): boolean {
  return !/["'\\;#$]/.test(value);
}

/** Whether a setting's plain value can be the one of npm's variable. npm takes almost any value of a switch for `true`. */
function canBecome(setting: string, value: string): boolean {
  if (value === 'true') return !/^(false|null|0)$/.test(setting);
  if (value === '') return !/^(true|1)$/.test(setting);
  return value.split('\n\n').includes(setting);
}

function withoutVariables(
  env: Environment,
  isUnwanted: (key: string, value: string | undefined) => boolean,
): Environment {
  return Object.fromEntries(Object.entries(env).filter(([key, value]) => !isUnwanted(key, value)));
}

/** The settings of several files, of which those that cannot be read with certainty are left out. */
function settingsOf(files: readonly string[]) {
  const read = files.map(readNpmrc);
  return {
    settings: read.flatMap((settings) => settings ?? []),
    isCertain: read.every((settings) => settings !== undefined),
  };
}

/**
 * The environment for an install in another folder, without the settings that npm took from the `.npmrc` of the project it
 * was called in: that folder would not read them. Settings from the user's own file stay. So do variables with capitals:
 * npm never writes them, so they come from the shell.
 */
export function withoutProjectSettings(env: Environment): Environment {
  const files = npmrcFiles(env, undefined);
  const ofHome = path.join(homeOf(env), '.npmrc');
  const own = (['userconfig', 'globalconfig'] as const)
    // A project may name a file of its own as the user's.
    .filter((name) =>
      files.every((file) => file === ofHome || readNpmrc(file)?.every((one) => one.name !== name)),
    )
    .map((name) => env[`npm_config_${name}`]);
  const { settings, isCertain } = settingsOf(files.filter((file) => file !== ofHome && !own.includes(file)));
  const names = settings.map(({ name }) => name);
  return withoutVariables(env, (key) => {
    const name = /^npm_config_([^A-Z]*)$/.exec(key)?.[1];
    return name !== undefined && (isCertain ? names.includes(name) : name !== 'user_agent');
  });
}

/** Absolute path of the user's home folder, as package managers find it. */
export function homeOf(env: Environment): string {
  return env.HOME || env.USERPROFILE || homedir();
}

/** Every `.npmrc` that npm may have read: the project's, whichever folder npm took for it, the user's and the system's. */
function npmrcFiles(env: Environment, directory: string | undefined): readonly string[] {
  const {
    npm_config_local_prefix: prefix,
    npm_config_userconfig: user,
    npm_config_globalconfig: system,
  } = env;
  const starts = [directory, env.INIT_CWD, prefix].filter((folder) => folder && path.isAbsolute(folder));
  const folders = new Set((starts as string[]).flatMap(foldersAbove));
  const named = [user, system].filter((file) => file) as string[];
  return [...named, ...[...folders].map((folder) => path.join(folder, '.npmrc'))];
}
