import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { secretPlaceholder, tokenName } from '../data/limits.ts';
import { dotenvValues, everyDotenvValue, isTooLargeDotenv } from '../edit/edit-dotenv.ts';
import type { DotenvPair } from '../edit/read-dotenv.ts';
import { memoized } from '../memoized.ts';
import { warning } from '../messages/messages.ts';
import type { Project, Warning } from '../types.ts';
import { isSecretFile, readBytes } from '../write/read-file.ts';
import { isOrdinary, isShort, type Redactor, redactors } from './redact.ts';

/** Local values of secrets. */
export interface LocalSecrets {
  /** Name of the file that they come from; undefined if none of the four exists. */
  readonly file: string | undefined;
  readonly values: Readonly<Record<string, string>>;
  /** Why the file cannot be read, as the system says it, such as `EACCES`, or `UTF-16`; undefined if it can. */
  readonly failure?: string | undefined;
  /** Values that must not be shown: of all `.env` files in the folder, except the placeholder, `true` and `false`. */
  readonly hidden: Readonly<Record<string, string>>;
  /** The text of the `.env` files that were read, all together. */
  readonly text: string;
  /** True if the values of some `.env` files are unknown, because the files cannot be read or are too large. */
  readonly hasUnread: boolean;
}

/**
 * Why a file has no values although it can be read: `dotenv`, with which HubSpot's local runtimes read it, takes every file
 * for UTF-8. Its values are hidden all the same.
 */
const utf16 = 'UTF-16';

/** Maximum number of `.env` files in a folder whose values are hidden. */
const mostFiles = 100;

/** Returns a folder's secrets, read once for all of its functions, and what hides their values. */
export type SecretsIn = (folder: string) => LocalSecrets & { readonly redactor: () => Redactor };

/** @param nodeEnv `NODE_ENV`, which decides which file is read */
export function localSecrets(nodeEnv: string | undefined): SecretsIn {
  return memoized((folder: string) => withRedactor(readLocalSecrets(folder, nodeEnv)));
}

function withRedactor(local: LocalSecrets): ReturnType<SecretsIn> {
  let make: ReturnType<typeof redactors> | undefined;
  return {
    ...local,
    redactor: () => {
      make ??= redactors(local.hidden);
      return make();
    },
  };
}

/**
 * Reads local values as HubSpot's own runtimes do (`@hubspot/ui-extensions-dev-server` 2.1.2,
 * `@hubspot/app-functions-dev-server` 0.11.1): from the first of `.env.<NODE_ENV>.local`, `.env.local`,
 * `.env.<NODE_ENV>` and `.env` in the functions folder, without merging. As there, a file that cannot be read has no
 * values, and a byte order mark is left out. A file that is too large has none here, since they could not be hidden.
 */
export function readLocalSecrets(functionsDirectory: string, nodeEnv: string | undefined): LocalSecrets {
  const candidates = nodeEnv
    ? [`.env.${nodeEnv}.local`, '.env.local', `.env.${nodeEnv}`, '.env']
    : ['.env.local', '.env'];
  const file = candidates.find((name) => existsSync(path.join(functionsDirectory, name)));
  const others = otherFiles(functionsDirectory, file);
  const names = file === undefined ? others : [file, ...others];
  const read = names.slice(0, mostFiles).map((name) => dotenvText(path.join(functionsDirectory, name)));
  const hidden = new Map<string, string>();
  let all = '';
  for (const [index, { text, failure }] of read.entries()) {
    all = index === 0 ? text : `${all}\n${text}`;
    // Together they may be as large as a single one.
    if (isTooLargeDotenv(all)) break;
    const isUtf16 = failure === utf16;
    for (const [name, value] of everyDotenvValue(text).flatMap(isUtf16 ? withBytes : (pair) => [pair])) {
      if (hidden.get(name) === value) continue;
      const other = `${name} of ${names[index]}`;
      hidden.set(!hidden.has(name) ? name : hidden.has(other) ? `${other} (${hidden.size})` : other, value);
    }
  }
  const secret = [...hidden].filter(([, value]) => ![secretPlaceholder, 'true', 'false'].includes(value));
  const { text = '', failure } = (file === undefined ? undefined : read[0]) ?? {};
  const hasUnread = read.some(({ failure = 'ENOENT' }) => !['ENOENT', 'EISDIR', utf16].includes(failure));
  return {
    file,
    values: failure === utf16 ? {} : dotenvValues(text),
    failure,
    hidden: Object.fromEntries(secret),
    text: all,
    hasUnread: hasUnread || names.length > mostFiles || isTooLargeDotenv(all),
  };
}

/** A value of a file in UTF-16, and what a function may show of its bytes: in hexadecimal, or read as UTF-8. */
function withBytes([name, value]: DotenvPair): readonly DotenvPair[] {
  if (isShort(name, value) || isOrdinary(name, value)) return [[name, value]];
  const little = Buffer.from(value, 'utf16le');
  const orders = { 'UTF-16LE': little, 'UTF-16BE': Buffer.from(little).swap16() };
  const shown = Object.entries(orders).flatMap(([order, bytes]): DotenvPair[] => [
    [`${name} in ${order}`, bytes.toString('hex')],
    [`${name} in ${order} as UTF-8`, bytes.toString()],
  ]);
  return [[name, value], ...shown];
}

function dotenvText(file: string): { readonly text: string; readonly failure?: string | undefined } {
  try {
    const bytes = readBytes(file);
    const encoding = { fffe: 'utf-16le', feff: 'utf-16be' }[bytes.toString('hex', 0, 2)];
    const text = encoding === undefined ? bytes.toString() : new TextDecoder(encoding).decode(bytes);
    if (encoding !== undefined && !isTooLargeDotenv(text)) return { text, failure: utf16 };
    return isTooLargeDotenv(text) ? { text: '', failure: 'EFBIG' } : { text: text.replace(/^\uFEFF/, '') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A pipe has the same code as a folder, which has no values. A link in a circle has another.
    const isPipe = code === 'EISDIR' && statSync(file, { throwIfNoEntry: false })?.isDirectory() === false;
    return { text: '', failure: isPipe ? 'EINVAL' : code };
  }
}

/** Other `.env` files, which a function can read, too. */
function otherFiles(folder: string, file: string | undefined): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name !== file && isSecretFile(name));
  } catch {
    return [];
  }
}

/**
 * The values that a function gets from the file: only the declared secrets and the token. Empty values are included, the
 * placeholder is not.
 */
export function providedSecrets(
  declared: readonly string[],
  values: LocalSecrets['values'],
): Record<string, string> {
  const names = [...new Set([...declared, tokenName])];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = values[name];
      return value === undefined || value === secretPlaceholder ? [] : [[name, value]];
    }),
  );
}

/**
 * Names of a project's secrets: those that its functions declare, and those with values in a functions folder.
 * @param folder absolute path
 */
export function secretNames(
  { functions = [], otherFunctions = [] }: Partial<Pick<Project, 'functions' | 'otherFunctions'>>,
  folder: string,
  nodeEnv: string | undefined,
): readonly string[] {
  const declared = [...functions, ...otherFunctions].flatMap(({ secrets }) => secrets);
  return [...declared, ...Object.keys(readLocalSecrets(folder, nodeEnv).values)];
}

/** The state of a secret's value in `.env`. */
export function secretState(value: string): 'empty' | 'placeholder' | 'set' {
  if (value === '') return 'empty';
  return value === secretPlaceholder ? 'placeholder' : 'set';
}

/**
 * Warns of secrets whose value is too short to be hidden everywhere.
 * @param names of the secrets that the function gets
 */
export function shortSecrets(names: readonly string[], values: LocalSecrets['values']): Warning[] {
  const short = names.filter((name) => isShort(name, values[name] ?? ''));
  return short.length === 0 ? [] : [warning('short-secret', { names: short })];
}
