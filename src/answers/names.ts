import path from 'node:path';
import validatePackageName from 'validate-npm-package-name';
import { secretValuesIn } from '../check/secret-values.ts';
import { longestUid } from '../data/limits.ts';
import type { NameFault } from '../messages/answers.ts';
import type { DirectoryFault } from '../messages/files.ts';
import { rejected } from '../messages/messages.ts';
import { printable, withoutClass } from '../terminal/text.ts';
import type { Parsed } from './choices.ts';

/** Device names that Windows refuses as a file's name, with any ending. */
const windowsDevice = /^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$)(\.|$)/i;

/** A file's name in which Windows sees no device: `aux-.js` of `aux.js`. */
export function withoutDevice(name: string): string {
  return name.replace(windowsDevice, '$1-$2');
}

/** Longest path of a folder, in characters, for Windows and most of its programs. */
const longestWindowsPath = 247;

/**
 * Why Windows cannot have a directory; undefined if it can.
 *
 * @param directory as it was typed: its parts may lie on another drive, and `.` and `..` are none
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
  const [character] = /[<>:"|?*]|[^ -~\u00a0-\u{10ffff}]/u.exec(name) ?? [];
  if (character !== undefined) return { fault: 'character', character };
  if (/[. ]$/.test(name)) return { fault: name.endsWith('.') ? 'final-dot' : 'final-space' };
  return windowsDevice.test(name.replace(/(?<! ) +(?=\.|$)/, '')) ? { fault: 'device' } : undefined;
}

const sourceEnding = /\.[cm]?[jt]s$/i;

/** Longest app name, in characters; a longer one fits no screen. */
const longestAppName = 100;

/** An app's name as HubSpot shows it: any text in one line. */
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

/** How many characters of a text a name is made of; a longer text was not meant as a name. */
const mostLookedAt = 1000;

/** The app's name if there is nothing to make one from. */
export const defaultApp = 'my-app';

/**
 * What an app's name is in places that do not take any text: the name of its folder, its npm package and its HubSpot
 * project, and its `uid`.
 */
export function appSlug(name: string): string {
  if (appSlugFault(name) === undefined) return name;
  return correctedName(name, 'app', defaultApp, appSlugFault);
}

/** The app's name where only its directory is given: the directory's own, if HubSpot can show that. */
export function appNameOf(directory: string): string {
  const parsed = parseAppName(path.basename(directory));
  return 'value' in parsed ? parsed.value : appSlug(path.basename(directory));
}

/** A name that is valid as a HubSpot `uid` and, with `.js` appended, as a file name on any system. */
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

/** @param ending appended to a name that cannot be used otherwise */
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

/** Letters that are no accented A-Z, as they are commonly spelled without them. */
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
 * The letters A-Z and a-z, digits, `_`, `-` and `.` of a text, with accents taken off and one hyphen for all
 * between; it neither starts nor ends with a mark, and is empty if nothing is left.
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
