import { redaction } from '../../data/secrets.ts';
import type { Json } from '../../types.ts';

/**
 * Values shorter than this stay: replacing every `1` or `dev` would make the output unreadable, and something so
 * short keeps no secret.
 */
export const shortestRedacted = 4;

/** Replaces secret values in what is about to be shown. */
export interface Redactor {
  readonly text: (text: string) => string;
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
  for (const [name, value] of Object.entries(secrets)) {
    for (const form of formsOf(value)) if (!names.has(form)) names.set(form, name);
  }
  const found = new Set<string>();
  const forms = [...names.keys()].sort((one, other) => other.length - one.length);
  const pattern = forms.length === 0 ? undefined : new RegExp(forms.map(escaped).join('|'), 'g');
  const text = (given: string): string =>
    pattern === undefined
      ? given
      : given.replace(pattern, (form) => {
          found.add(names.get(form) ?? '');
          return redaction;
        });
  return {
    text,
    json: (value) => (forms.length === 0 ? value : redactJson(value, text)),
    found,
    longest: forms[0]?.length ?? 0,
  };
}

function formsOf(value: string): string[] {
  const lines = value.includes('\n') ? value.split(/\r?\n/).map((line) => line.trim()) : [];
  return [value, ...lines]
    .filter((form) => form.length >= shortestRedacted)
    .flatMap((form) => [form, JSON.stringify(form).slice(1, -1), encodeURIComponent(form), base64(form)]);
}

/** Without padding, so that it is found where more follows. */
function base64(value: string): string {
  return Buffer.from(value).toString('base64').replace(/=+$/, '');
}

function escaped(form: string): string {
  return form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function redactJson(value: Json, text: (text: string) => string): Json {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') return text(String(value)) === redaction ? redaction : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => redactJson(item, text));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [text(key), redactJson(item, text)]));
}
