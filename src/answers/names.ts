import path from 'node:path';
import validatePackageName from 'validate-npm-package-name';
import { secretValuesIn } from '../check/secret-values.ts';
import { controlCharacter, longestUid } from '../data/limits.ts';
import type { NameFault } from '../messages/answers.ts';
import type { DirectoryFault } from '../messages/files.ts';
import { rejected } from '../messages/messages.ts';
import { printable, withoutClass } from '../terminal/text.ts';
import type { Parsed } from './choices.ts';

/** Device names that Windows does not accept as file names, with or without an extension. */
const windowsDevice = /^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$)(\.|$)/i;

/** A file name that Windows does not treat as a device: `aux-.js` for `aux.js`. */
export function withoutDevice(name: string): string {
  return name.replace(windowsDevice, '$1-$2');
}

/** Maximum length of a folder's path on Windows and in most of its programs, in characters. */
const longestWindowsPath = 247;

/**
 * Returns the reason why Windows cannot create a directory, or undefined if it can.
 * @param directory as typed; may start with a drive, and `.` and `..` are not checked as names
 * @param whole the absolute path
 */
export function windowsDirectoryFault(directory: string, whole: string): DirectoryFault | undefined {
  if (/^[\\/]{2}\.[\\/]/.test(directory)) return { fault: 'device' };
  const parts = directory.replace(/^[A-Za-z]:(?=[\\/]|$)/, '').split(/[\\/]/);
  const faults = parts.filter((part) => !/^\.{0,2}$/.test(part)).map(windowsNameFault);
  const isLong = whole.length > longestWindowsPath;
  const length = isLong ? ({ fault: 'too-long', limit: longestWindowsPath } as const) : undefined;
  return faults.find((one) => one !== undefined) ?? length;
}

function windowsNameFault(name: string): DirectoryFault | undefined {
  const [character] = /[<>:"|?*]/.exec(name) ?? controlCharacter.exec(name) ?? [];
  if (character !== undefined) return { fault: 'character', character };
  if (/[. ]$/.test(name)) return { fault: name.endsWith('.') ? 'final-dot' : 'final-space' };
  return windowsDevice.test(name.replace(/(?<! ) +(?=\.|$)/, '')) ? { fault: 'device' } : undefined;
}

const sourceEnding = /\.[cm]?[jt]s$/i;

/** Maximum length of an app name, in characters. A longer name would not fit on a screen. */
const longestAppName = 100;

/** Parses an app's display name in HubSpot: any single line of text. */
export function parseAppName(raw: string): Parsed<string> {
  const name = raw.trim();
  if (name === '') return rejected('no-name', { what: 'app' }, defaultApp);
  if (secretValuesIn(name).length > 0) return rejected('secret-is-value', {});
  if (name.length > longestAppName) {
    return rejected('app-name-too-long', { length: name.length, most: longestAppName });
  }
  if (name !== printable(name) || !name.isWellFormed()) {
    return rejected('app-name-invisible', { name });
  }
  return { value: name };
}

/** How many characters of a text are used to derive a name. A longer text was not meant as a name. */
const mostLookedAt = 1000;

/** The app name if it cannot be derived from anything. */
export const defaultApp = 'my-app';

/**
 * An app's name in a form for places with a restricted character set: its folder, npm package, HubSpot project and `uid`.
 */
export function appSlug(name: string): string {
  if (appSlugFault(name) === undefined) return name;
  return correctedName(name, 'app', defaultApp, appSlugFault);
}

/** The app name derived from its directory: the directory's own name, if HubSpot can display it. */
export function appNameOf(directory: string): string {
  const parsed = parseAppName(path.basename(directory));
  return 'value' in parsed ? parsed.value : appSlug(path.basename(directory));
}

/** Parses a function name. It must be valid as a HubSpot `uid` and, with `.js` appended, as a file name on any system. */
export function parseFunctionName(raw: string): Parsed<string> {
  const name = raw.trim();
  if (name === '') return rejected('no-name', { what: 'function' }, defaultFunction);
  if (secretValuesIn(name).length > 0) return rejected('secret-is-value', {});
  const fault = functionNameFault(name);
  if (fault === undefined) return { value: name };
  const proposal = correctedName(name, 'function', defaultFunction, functionNameFault);
  return rejected('function-name', { name, fault }, proposal);
}

const defaultFunction = 'hello';

/** @param ending appended to a name that cannot be used as it is */
function correctedName(
  name: string,
  ending: 'app' | 'function',
  fallback: string,
  faultOf: (name: string) => string | undefined,
): string {
  const bare = slug(name.replace(sourceEnding, ''))
    .slice(0, longestUid)
    .replace(/(?<![-._])[-._]+$/, '');
  const dotless = bare.replaceAll('.', '-');
  const marked = `${dotless}-${ending}`;
  const candidates = [bare, bare.toLowerCase(), dotless.toLowerCase(), marked.toLowerCase()];
  return candidates.find((candidate) => candidate !== '' && faultOf(candidate) === undefined) ?? fallback;
}

function appSlugFault(name: string): string | undefined {
  const fault = nameFault(name);
  if (fault !== undefined) return fault;
  const { errors = [], warnings = [] }: validatePackageName.Results = validatePackageName(name);
  return [...errors, ...warnings][0];
}

function functionNameFault(name: string): NameFault | undefined {
  return sourceEnding.test(name) ? 'extension' : nameFault(name);
}

function nameFault(name: string): NameFault | undefined {
  if (!/^[A-Za-z0-9_.-]+$/.test(name)) return 'characters';
  if (name.length > longestUid) return 'too-long';
  if (/^[-.]/.test(name)) return 'start';
  if (name.endsWith('.')) return 'end';
  if (windowsDevice.test(name)) return 'windows-device';
  if (name in {} || name === 'prototype') return 'javascript';
  return /^(node_modules|favicon\.ico)$/i.test(name) ? 'npm' : undefined;
}

/** Common spellings of letters that Unicode normalization does not reduce to A-Z. */
const spellings: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/**
 * Reduces the first 1000 characters of a text to A-Z, a-z, digits, `_`, `-` and `.`. Accents are removed, and each run of
 * other characters becomes a hyphen. The result does not start or end with `-`, `.` or `_`, and can be empty.
 */
export function slug(text: string): string {
  return text
    .slice(0, mostLookedAt)
    .replace(/[ßæœøłđðþı]/giu, (letter) => spellings[letter.toLowerCase()] ?? letter)
    .replace(/[^ -~]+/g, (part) => withoutClass(part.normalize('NFKD'), 'Mark'))
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/[.-]{2,}/g, '-')
    .replace(/^[-._]+|(?<![-._])[-._]+$/g, '');
}
