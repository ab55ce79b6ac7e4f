import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { redaction, secretPlaceholder, shortestHiddenInText, tokenName } from '../data/limits.ts';
import type { Json, Warning } from '../types.ts';
import { readText } from '../write/read-file.ts';

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
 * there as here. A byte order mark is left out, as theirs do.
 */
export function readLocalSecrets(functionsDirectory: string, nodeEnv: string | undefined): LocalSecrets {
  const names = nodeEnv
    ? [`.env.${nodeEnv}.local`, '.env.local', `.env.${nodeEnv}`, '.env']
    : ['.env.local', '.env'];
  const file = names.find((name) => existsSync(path.join(functionsDirectory, name)));
  if (file === undefined) return { file, values: {} };
  try {
    const text = readText(path.join(functionsDirectory, file));
    return { file, values: parseEnv(text.replace(/^\uFEFF/, '')) as Record<string, string> };
  } catch (error) {
    return { file, values: {}, failure: (error as NodeJS.ErrnoException).code };
  }
}

/** Characters of base64 below which a match would be chance: five of them hold as much as four letters. */
const shortestInBase64 = 5;

/** Replaces secret values in what is about to be shown. */
export interface Redactor {
  readonly text: (text: string) => string;
  /** The same for a text that stands alone, such as a line: it may be a value that is too short to be hidden within text. */
  readonly whole: (text: string) => string;
  /** The same for every text, key and number of a JSON value. */
  readonly json: (value: Json) => Json;
  /** Names of the secrets whose values were found so far. */
  readonly found: ReadonlySet<string>;
  /** Length of the longest text that is looked for; a shorter piece at the end of a cut text may be part of one. */
  readonly longest: number;
}

/**
 * Makes a redactor of these secrets, by name: values of a UTF-8 file. Each value is also found as it stands within JSON, in a URL, in
 * base64, and, where it has several lines, line by line.
 */
export function redactor(secrets: Readonly<Record<string, string>>): Redactor {
  const names = new Map<string, string>();
  const short = new Map<string, string>();
  for (const [name, value] of Object.entries(secrets)) {
    if (isShort(value)) short.set(value, name);
    for (const form of formsOf(value)) if (!names.has(form)) names.set(form, name);
  }
  const found = new Set<string>();
  const forms = [...names.keys()].sort((one, other) => other.length - one.length);
  const pattern = forms.length === 0 ? undefined : new RegExp(forms.map(escaped).join('|'), 'g');
  const hide = (name: string | undefined): string => {
    found.add(name ?? '');
    return redaction;
  };
  const text = (given: string): string =>
    pattern === undefined ? given : given.replace(pattern, (form) => hide(names.get(form)));
  const whole = (given: string): string => {
    const name = short.size === 0 ? undefined : short.get(given.trim());
    return name === undefined ? text(given) : hide(name);
  };
  return {
    text,
    whole,
    json: (value) => (forms.length + short.size === 0 ? value : redactJson(value, whole)),
    found,
    longest: forms[0]?.length ?? 0,
  };
}

/** Is a value too short to be hidden within text? An empty one is none. */
export function isShort(value: string): boolean {
  return value !== '' && value.length < shortestHiddenInText;
}

function formsOf(value: string): string[] {
  const lines = value.includes('\n') ? value.split(/\r?\n/).map((line) => line.trim()) : [];
  return [value, ...lines]
    .filter((form) => form.length >= shortestHiddenInText)
    .flatMap((form) => [form, JSON.stringify(form).slice(1, -1), encodeURIComponent(form), ...base64(form)]);
}

/**
 * A value in base64 and base64url: alone or last, and with more behind it, for each of the three places that it can
 * have behind other bytes. What it shares a character with is left out.
 */
function base64(value: string): string[] {
  const bytes = Buffer.from(value);
  return [0, 1, 2].flatMap((before) => {
    const length = before + bytes.length;
    const code = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const last = code.slice(Math.ceil((before * 8) / 6));
    const within = code.slice(Math.ceil((before * 8) / 6), Math.floor((length * 8) / 6));
    return [last, within]
      .filter((form) => form.length >= shortestInBase64)
      .flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
  });
}

function escaped(form: string): string {
  return form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function redactJson(value: Json, whole: (text: string) => string): Json {
  if (typeof value === 'string') return whole(value);
  if (typeof value === 'number') return whole(String(value)) === redaction ? redaction : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => redactJson(item, whole));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [whole(key), redactJson(item, whole)]),
  );
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
