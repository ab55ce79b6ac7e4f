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
 * @returns undefined if a key is written in a way that only npm can read: with quotes or variables
 */
export function parseNpmrc(text: string): readonly NpmSetting[] | undefined {
  const settings: NpmSetting[] = [];
  for (const line of text.replace(/^\uFEFF/, '').split(/[\r\n]+/)) {
    const setting = line.trim();
    if (setting === '' || /^[;#]|^\[[^\]]*\]$/.test(setting)) continue;
    const equals = setting.indexOf('=');
    const key = (equals < 0 ? setting : setting.slice(0, equals)).trim().replace(/\[\]$/, '');
    if (!/^[\w.:/@+%~-]+$/.test(key)) return undefined;
    const value = equals < 0 ? 'true' : setting.slice(equals + 1).trim();
    settings.push({ key, name: key.toLowerCase().replaceAll('-', '_'), value });
  }
  return settings;
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

/**
 * The environment without the settings that npm took from an `.npmrc`: npm passes them on as if they had been typed, so a
 * stranger's project could answer for the user. If a file cannot be read with certainty, all settings of npm are removed.
 * @param directory absolute path of the working directory; undefined if it is gone
 */
export function withoutNpmrc(env: Environment, directory: string | undefined): Environment {
  return withoutSettings(env, npmrcFiles(env, directory), /^npm_config_(.*)$/i);
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
  return withoutSettings(
    env,
    files.filter((file) => file !== ofHome && !own.includes(file)),
    /^npm_config_([^A-Z]*)$/,
  );
}

/** Absolute path of the user's home folder, as package managers find it. */
export function homeOf(env: Environment): string {
  return env.HOME || env.USERPROFILE || homedir();
}

function withoutSettings(env: Environment, npmrcs: readonly string[], variable: RegExp): Environment {
  const files = npmrcs.map(readNpmrc);
  const names = new Set(files.flatMap((settings) => settings?.map(({ name }) => name) ?? []));
  const isCertain = files.every((settings) => settings !== undefined);
  return Object.fromEntries(
    Object.entries(env).filter(([key]) => {
      const name = variable.exec(key)?.[1]?.toLowerCase();
      return name === undefined || (isCertain ? !names.has(name) : name === 'user_agent');
    }),
  );
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
