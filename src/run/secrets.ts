import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { secretPlaceholder, tokenName } from '../data/limits.ts';
import { dotenvValues, isTooLargeDotenv } from '../edit/edit-dotenv.ts';
import { warning } from '../messages/messages.ts';
import { remembered } from '../remembered.ts';
import type { Warning } from '../types.ts';
import { readText } from '../write/read-file.ts';
import { isShort, type Redactor, redactors } from './redact.ts';

/** Local values of secrets. */
export interface LocalSecrets {
  /** Name of the file that they come from; undefined if none of the four exists. */
  readonly file: string | undefined;
  readonly values: Readonly<Record<string, string>>;
  /** Why the file cannot be read, as the system says it, such as `EACCES`; undefined if it can. */
  readonly failure?: string | undefined;
  /** Values that must not be shown: of all `.env` files in the folder, except the placeholder, `true` and `false`. */
  readonly hidden: Readonly<Record<string, string>>;
}

/** Most other `.env` files whose values are hidden, too. */
const mostOthers = 100;

/** Returns a folder's secrets, read once for all of its functions, and what hides their values. */
export type SecretsIn = (folder: string) => LocalSecrets & { readonly redactor: () => Redactor };

/** @param nodeEnv `NODE_ENV`, which decides which file is read */
export function localSecrets(nodeEnv: string | undefined): SecretsIn {
  return remembered((folder: string) => withRedactor(readLocalSecrets(folder, nodeEnv)));
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
  const names = nodeEnv
    ? [`.env.${nodeEnv}.local`, '.env.local', `.env.${nodeEnv}`, '.env']
    : ['.env.local', '.env'];
  const file = names.find((name) => existsSync(path.join(functionsDirectory, name)));
  const { text, failure } =
    file === undefined ? { text: '' } : dotenvText(path.join(functionsDirectory, file));
  const values = dotenvValues(text);
  const hidden = new Map(Object.entries(values));
  let read = '';
  for (const other of otherFiles(functionsDirectory, file)) {
    const { text } = dotenvText(path.join(functionsDirectory, other));
    read += `${text}\n`;
    // Together they may be as large as a single one.
    if (isTooLargeDotenv(read)) break;
    for (const [name, value] of Object.entries(dotenvValues(text))) {
      if (hidden.get(name) !== value) hidden.set(hidden.has(name) ? `${name} of ${other}` : name, value);
    }
  }
  const secret = [...hidden].filter(([, value]) => ![secretPlaceholder, 'true', 'false'].includes(value));
  return { file, values, failure, hidden: Object.fromEntries(secret) };
}

function dotenvText(file: string): { readonly text: string; readonly failure?: string | undefined } {
  try {
    const text = readText(file);
    return isTooLargeDotenv(text) ? { text: '', failure: 'EFBIG' } : { text: text.replace(/^\uFEFF/, '') };
  } catch (error) {
    return { text: '', failure: (error as NodeJS.ErrnoException).code };
  }
}

/** Other `.env` files, which a function can read, too. Those that only show what a `.env` looks like have no secrets. */
function otherFiles(folder: string, file: string | undefined): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name !== file && /^\.env(?!.*(example|sample|template))/i.test(name))
      .slice(0, mostOthers);
  } catch {
    return [];
  }
}

/**
 * What a function gets from the file: the declared secrets and the token, also with empty values, but not with the
 * placeholder, and nothing else.
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

/** What kind of value a secret has in `.env`. */
export function secretState(value: string): 'empty' | 'placeholder' | 'set' {
  if (value === '') return 'empty';
  return value === secretPlaceholder ? 'placeholder' : 'set';
}

/**
 * Warns of secrets whose value is too short to be hidden everywhere.
 *
 * @param names of the secrets that the function gets
 */
export function shortSecrets(names: readonly string[], values: LocalSecrets['values']): Warning[] {
  const short = names.filter((name) => isShort(name, values[name] ?? ''));
  return short.length === 0 ? [] : [warning('short-secret', { names: short })];
}
