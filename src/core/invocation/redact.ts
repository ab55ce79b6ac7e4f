import { redaction, shortestHiddenInText } from '../../data/secrets.ts';
import type { Json } from '../../types.ts';

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
