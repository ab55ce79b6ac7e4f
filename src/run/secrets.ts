import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import {
  largestDotenvBytes,
  redaction,
  secretPlaceholder,
  shortestHiddenInText,
  tokenName,
} from '../data/limits.ts';
import type { Warning } from '../types.ts';
import { readText } from '../write/read-file.ts';
import { isShort } from './redact.ts';

/** Local values of secrets. */
export interface LocalSecrets {
  /** Name of the file that they come from; undefined where none of the four exists. */
  readonly file: string | undefined;
  readonly values: Readonly<Record<string, string>>;
  /** Why the file cannot be read, as the system says it, such as `EACCES`; undefined where it can. */
  readonly failure?: string | undefined;
}

/**
 * Reads local values as HubSpot's own runtimes do (`@hubspot/ui-extensions-dev-server` 2.1.2,
 * `@hubspot/app-functions-dev-server` 0.11.1): from the first of `.env.<NODE_ENV>.local`, `.env.local`,
 * `.env.<NODE_ENV>` and `.env` in the functions folder, without merging. A file that cannot be read has no values,
 * there as here; nor has one of more than a megabyte, whose values nobody could hide. A byte order mark is left out, as
 * theirs do.
 */
export function readLocalSecrets(functionsDirectory: string, nodeEnv: string | undefined): LocalSecrets {
  const names = nodeEnv
    ? [`.env.${nodeEnv}.local`, '.env.local', `.env.${nodeEnv}`, '.env']
    : ['.env.local', '.env'];
  const file = names.find((name) => existsSync(path.join(functionsDirectory, name)));
  if (file === undefined) return { file, values: {} };
  try {
    const text = readText(path.join(functionsDirectory, file));
    if (text.length > largestDotenvBytes) return { file, values: {}, failure: 'EFBIG' };
    return { file, values: parseEnv(text.replace(/^\uFEFF/, '')) as Record<string, string> };
  } catch (error) {
    return { file, values: {}, failure: (error as NodeJS.ErrnoException).code };
  }
}

/** What is known of a function's secrets before it runs. */
export interface SecretFacts {
  /** Declared names. */
  readonly declared: readonly string[];
  readonly readsToken: boolean;
  /** Local values by name. */
  readonly values: Readonly<Record<string, string>>;
  /** The file that they come from, or the one to make, for messages. */
  readonly file: string;
  /** Why the file cannot be read, such as `EACCES`; undefined where it can. */
  readonly failure: string | undefined;
}

/**
 * What the function finds in its environment: the declared secrets and the token, as far as the file has them, an empty
 * value too, and nothing else of the file.
 */
export function providedSecrets(
  declared: readonly string[],
  values: SecretFacts['values'],
): Record<string, string> {
  const names = [...new Set([...declared, tokenName])];
  return Object.fromEntries(
    names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
  );
}

/** Values that must not be shown: all of the file's but the placeholders. */
export function secretValues(values: SecretFacts['values']): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== secretPlaceholder));
}

/**
 * Warns of secrets without a value, of those that have only the placeholder that the generator wrote, and of those whose
 * value is too short to be hidden everywhere.
 */
export function secretWarnings({ declared, readsToken, values, file, failure }: SecretFacts): Warning[] {
  const names = [...new Set([...declared, ...(readsToken ? [tokenName] : [])])];
  const missing = names.filter((name) => !values[name]);
  const short = names.filter((name) => isShort(values[name] ?? ''));
  const placeholders = names.filter((name) => values[name] === secretPlaceholder);
  return [
    ...missing.map((name) => ({
      code: 'missing-secret',
      message:
        failure === undefined
          ? `${name} has no value here: put ${name}=… into ${file}.`
          : `${name} has no value here: ${file} cannot be read (${failure}).`,
    })),
    ...warnOf(
      'placeholder-secrets',
      placeholders,
      `only the placeholder ${secretPlaceholder}, which counts as a value for this run: put the real one into ${file}.`,
    ),
    ...warnOf(
      'short-secret',
      short,
      `a value of fewer than ${shortestHiddenInText} characters: it is shown as ${redaction} only where it stands alone, and in clear within text.`,
    ),
  ];
}

function warnOf(code: string, names: readonly string[], what: string): Warning[] {
  if (names.length === 0) return [];
  return [{ code, message: `${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} ${what}` }];
}
