import { devNull, homedir } from 'node:os';
import path from 'node:path';
import { npmSwitches } from '../data/npm-options.ts';
import { foldersAbove } from '../project/same-file.ts';
import type { Environment } from '../types.ts';
import { readText } from '../write/read-file.ts';

/** A setting of an `.npmrc`. */
export interface NpmSetting {
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
    const [, listed, mark] =
      /^(.*?)(\[\])?$/.exec((equals < 0 ? setting : setting.slice(0, equals)).trim()) ?? [];
    const key = /^(["'])([^"']*)\1$/.exec(listed ?? '')?.[2] ?? listed ?? '';
    if (!/^[\w.:/@+%~ -]+$/.test(key)) return undefined;
    const value = equals < 0 ? 'true' : setting.slice(equals + 1).trim();
    settings.push({
      key,
      name: key.toLowerCase().replaceAll('-', '_'),
      value,
      isList: mark !== undefined,
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
function readNpmrc(file: string): readonly NpmSetting[] | undefined {
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
  const files = npmrcFiles(env, directory);
  const { settings, isCertain } = settingsOf([
    ...files.named,
    ...files.around,
    // npm's own settings, wherever a user keeps global packages.
    ...valuesOf(env, 'prefix').map((prefix) => path.join(prefix, 'etc/npmrc')),
  ]);
  // A project that names other files could have npm read settings that are not known here.
  const isKnown = isCertain && !settingsOf(files.around).settings.some(({ name }) => isRedirecting(name));
  const source = (key: string, value = ''): keyof PassedOn => {
    const name = /^npm_config_(.*)$/i.exec(key)?.[1]?.toLowerCase();
    // Only npm calls itself npm.
    if (name === undefined || (name === 'user_agent' && value.startsWith('npm/'))) return 'env';
    const values = settings.filter((setting) => setting.name === name).map(plainValue);
    if (!isKnown || values.includes(undefined)) return 'unclear';
    return values.some((setting) => canBecome(name, setting ?? '', value)) ? 'given' : 'env';
  };
  const from = (wanted: keyof PassedOn) =>
    withoutVariables(env, (key, value) => source(key, value) !== wanted);
  return { env: from('env'), given: from('given'), unclear: from('unclear') };
}

/** Whether a setting decides which other files npm reads. */
function isRedirecting(name: string): boolean {
  return /^(prefix|userconfig|globalconfig)$/.test(name);
}

/** Whether a setting's plain value can be the one of npm's variable. npm takes almost any value of its switches for `true`. */
function canBecome(name: string, setting: string, value: string): boolean {
  const isOff = /^(false|null)$/.test(setting);
  if (!npmSwitches.includes(name.replaceAll('_', '-'))) return value === (isOff ? '' : setting);
  if (value === 'true') return !isOff && setting !== '0';
  return value === '' ? !/^(true|1)$/.test(setting) : value === setting;
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
  const { named, around } = npmrcFiles(env, undefined);
  const ofHome = path.join(homeOf(env), '.npmrc');
  // A project may name a file of its own as the user's.
  const own = settingsOf(around).settings.some(({ name }) => isRedirecting(name)) ? [] : named;
  const { settings, isCertain } = settingsOf(
    [...named, ...around].filter((file) => file !== ofHome && !own.includes(file)),
  );
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

/**
 * Every `.npmrc` that npm may have read: `named` are the user's and the system's; `around` are the project's, whichever
 * folder npm took for it, without the one of the home folder.
 */
function npmrcFiles(env: Environment, directory: string | undefined) {
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
