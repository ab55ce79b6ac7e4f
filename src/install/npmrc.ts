import { devNull, homedir } from 'node:os';
import path from 'node:path';
import { npmSwitches } from '../data/npm-options.ts';
import { foldersAbove } from '../project/same-file.ts';
import type { Environment } from '../types.ts';
import { readText } from '../write/read-file.ts';

/** A setting of an `.npmrc`. */
interface NpmSetting {
  /** As it is written, without the `[]` of a list. */
  readonly key: string;
  /** As npm names its variable, without `npm_config_`: lower case, `_` for `-`. */
  readonly name: string;
  /** As it is written, with quotes and comments. */
  readonly value: string;
  readonly isList: boolean;
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
    const written = (equals < 0 ? setting : setting.slice(0, equals)).trim();
    const single = written.replace(/\[\]$/, '');
    const key = /^(["'])([^"']*)\1$/.exec(single)?.[2] ?? single;
    if (!/^[\w.:/@+%~ -]+$/.test(key)) return undefined;
    const value = equals < 0 ? 'true' : setting.slice(equals + 1).trim();
    settings.push({
      key,
      name: key.toLowerCase().replaceAll('-', '_'),
      value,
      isList: single !== written,
    });
  }
  return settings;
}

/** The value that npm reads from a setting; undefined if only npm can read it. */
function plainValue({ value, isList }: NpmSetting): string | undefined {
  const quoted = /^(["'])([A-Za-z][\w.:/@+%~-]*)\1$/.exec(value)?.[2];
  const uncommented = value.replace(/[;#].*/, '').trim();
  return isList || /["'\\$]/.test(quoted ?? uncommented) ? undefined : (quoted ?? uncommented);
}

/**
 * Returns the settings of a file: an empty list if the file does not exist, undefined if it cannot be read with certainty.
 * Leaves out settings of servers (`//packages.example/:_authToken`), which npm does not pass on.
 */
export function readNpmrc(file: string): readonly NpmSetting[] | undefined {
  const lines = readConfiguration(file)?.split(/[\r\n]/);
  return lines && parseNpmrc(lines.filter((line) => !line.trimStart().startsWith('//')).join('\n'));
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
  const { named, around } = npmrcFiles(env, directory);
  // npm's own settings, wherever a user keeps global packages.
  const ofPrefix = valuesOf(env, 'prefix').map((prefix) => path.join(prefix, 'etc/npmrc'));
  const [ofUser, ofProject] = [settingsOf([...named, ...ofPrefix]), settingsOf(around)];
  const settings = [...ofUser.settings, ...ofProject.settings];
  // A project that names other files could have npm read settings that are not known here.
  const isKnown = ofUser.isCertain && ofProject.isCertain && !isRedirecting(ofProject);
  const sourceOf = ([key, value = '']: readonly [string, string | undefined]): keyof PassedOn => {
    const name = /^npm_config_(.*)$/i.exec(key)?.[1]?.toLowerCase();
    // Only npm calls itself npm.
    if (name === undefined || (name === 'user_agent' && value.startsWith('npm/'))) return 'env';
    const values = settings.filter((setting) => setting.name === name).map(plainValue);
    if (!isKnown || values.includes(undefined)) return 'unclear';
    return values.some((setting) => canBecome(name, setting ?? '', value)) ? 'given' : 'env';
  };
  const variables = Object.entries(env);
  const sources = variables.map(sourceOf);
  const from = (source: keyof PassedOn) =>
    Object.fromEntries(variables.filter((_, index) => sources[index] === source));
  return { env: from('env'), given: from('given'), unclear: from('unclear') };
}

/** Whether settings decide which other files npm reads. */
export function isRedirecting({ settings }: ReturnType<typeof settingsOf>): boolean {
  return settings.some(({ name }) => /^(prefix|userconfig|globalconfig)$/.test(name));
}

/** Whether a setting's plain value can be the one of npm's variable. npm takes almost any value of its switches for `true`. */
function canBecome(name: string, setting: string, value: string): boolean {
  const isOff = /^(false|null)$/.test(setting);
  if (!npmSwitches.includes(name.replaceAll('_', '-'))) return value === (isOff ? '' : setting);
  if (value === 'true') return !isOff && setting !== '0';
  return value === '' ? !/^(true|1)$/.test(setting) : value === setting;
}

/** The settings of several files, of which those that cannot be read with certainty are left out. */
export function settingsOf(files: readonly string[], reader = readNpmrc) {
  const read = files.map(reader);
  return {
    settings: read.flatMap((settings) => settings ?? []),
    isCertain: read.every((settings) => settings !== undefined),
  };
}

/** Absolute path of the user's home folder, as package managers find it. */
export function homeOf(env: Environment): string {
  return env.HOME || env.USERPROFILE || homedir();
}

/**
 * Every `.npmrc` that npm may have read: `named` are the user's and the system's; `around` are the project's, whichever
 * folder npm took for it, without the one of the home folder.
 */
export function npmrcFiles(env: Environment, directory: string | undefined) {
  const ofHome = path.join(homeOf(env), '.npmrc');
  const starts = [directory, env.INIT_CWD, ...valuesOf(env, 'local_prefix')].filter(
    (folder) => folder !== undefined && path.isAbsolute(folder),
  );
  const folders = new Set((starts as string[]).flatMap(foldersAbove));
  return {
    named: [ofHome, ...valuesOf(env, 'userconfig'), ...valuesOf(env, 'globalconfig')],
    around: [...folders].map((folder) => path.join(folder, '.npmrc')).filter((file) => file !== ofHome),
  };
}

/** The values of a variable of npm, which reads its name in any letter case. */
function valuesOf(env: Environment, name: string): readonly string[] {
  return Object.entries(env).flatMap(([key, value]) =>
    key.toLowerCase() === `npm_config_${name}` && value ? [value] : [],
  );
}
