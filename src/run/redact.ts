import { inspect } from 'node:util';
import { withoutSecretValues } from '../check/secret-values.ts';
import { redaction, shortestHiddenInText } from '../data/limits.ts';
import { partitionPoint } from '../partition-point.ts';
import { printableText } from '../terminal/text.ts';
import type { Json } from '../types.ts';
import { type Derived, fromBase64, readable, unescaped } from './decoded.ts';
import { beginnings, type Hit, letterFinder } from './secret-letters.ts';

/** Shorter base64 would match by chance: five characters of it carry about as much as four letters. */
const shortestInBase64 = 5;

/** Characters of a piece. Longer values are looked for piece by piece, so parts of them are found as well. */
const pieceLength = 32;

/** Marks where a text was cut; the text before it may end with the beginning of a secret. */
const cutMark = '…';

/** Follows what `JSON.parse` quotes of a text that is not JSON. */
const afterQuote = ' is not valid JSON';
/** Maximum number of characters that `JSON.parse` quotes, counted with their escapes. */
const longestQuote = 40;

/** A URL up to its path; the group is the part after the scheme. */
const addressStart = /^(?:(?:jdbc:)?[a-z][\w+.-]*:[/\\]*|[/\\]{2})([^/?#]*)/i;

/** Maximum number of times that a text's escapes are undone, and that it is decoded as base64, to find secrets. */
const mostEscaped = 8;
const mostInBase64 = 3;

/**
 * Characters of a text that are searched at once, and how many of the next part are searched with them: pieces of a value
 * are shorter, however they are encoded.
 */
const partLength = 1 << 16;
const overlap = 1 << 14;

/** Names whose values are secret, however ordinary they look. */
export const secretName =
  /key|token|secret|pass|pwd|auth|credential|private|webhook|p(?:in|w)(?![a-z])|pincode|(?<![a-z])(?:pat|dsn|cert)(?![a-z])/i;

/** Values such as `info` and `3000`, which are part of many words and numbers. */
const ordinary = /^(?:[a-z]{1,11}|[A-Z]{1,11}|\d{1,11})$/;
const letterOrDigit = /[\p{L}\p{N}]/u;

/** Replaces secret values in what is about to be shown. */
export interface Redactor {
  readonly text: (text: string) => string;
  /** Redacts a text on its own, such as a line. It may be a whole value that is too short to be hidden within text. */
  readonly whole: (text: string) => string;
  /** Redacts every text, key and number of a JSON value. */
  readonly json: (value: Json) => Json;
  /** Redacts JSON with pauses in which signals and other requests are handled. Undefined if `signal` stops it. */
  readonly jsonInTurns: (value: Json, signal?: AbortSignal) => Promise<Json | undefined>;
  /** Names of the secrets found so far, without those with ordinary values: a text may contain the same word by chance. */
  readonly found: ReadonlySet<string>;
}

/** Values or pieces of them, each with the name of its secret; undefined if the value is ordinary. */
type Names = Map<string, string | undefined>;

/** Work that can pause between its parts. */
type Work<Result> = Generator<undefined, Result>;

/**
 * Makes a redactor of secrets, by name: values of a UTF-8 file. Each value is also found in JSON, in a quoted string of
 * JavaScript, a shell, SQL or CSV, in a URL, in HTML, in base64, and in these within one another; a value of several lines
 * also line by line; and of a URL, the password too. Of a value that was cut with `…`, or that `JSON.parse` quotes, four or
 * more characters are hidden. If a value has twelve or more letters and digits, other characters between them do not
 * matter. An ordinary value is only hidden where it is not part of a longer word or number. No regular expression is built
 * from a secret: a text is looked up piece by piece, in time that only grows with its length.
 */
export function redactor(secrets: Readonly<Record<string, string>>): Redactor {
  return redactors(secrets)();
}

/** Makes several redactors of the same secrets, which are prepared once; each has its own `found`. */
export function redactors(secrets: Readonly<Record<string, string>>): () => Redactor {
  const short = new Map<string, string>();
  const pieces: Names = new Map();
  for (const [name, value] of Object.entries(secrets)) {
    if (isShort(name, value)) short.set(value, name);
    for (const form of formsOf(value)) {
      const isWord = isOrdinary(name, form);
      for (const piece of isWord ? [form] : spellings(form).flatMap(piecesOf))
        pieces.set(piece, pieces.get(piece) ?? (isWord ? undefined : name));
    }
  }
  const hitsIn = hitFinder(pieces, secrets);
  return () => {
    const found = new Set<string>();
    const onFound = (name: string | undefined): void => {
      if (name !== undefined) found.add(name);
    };
    const inText = function* (given: string): Work<string> {
      if (pieces.size === 0 || given.length < shortestHiddenInText) return given;
      return hide(given, yield* hitsInParts(given, hitsIn), onFound);
    };
    const inWhole = function* (given: string): Work<string> {
      const name = short.get(given.trim());
      if (name === undefined) return yield* inText(given);
      found.add(name);
      return redaction;
    };
    return {
      text: (given) => atOnce(inText(given)),
      whole: (given) => atOnce(inWhole(given)),
      json: (value) => atOnce(inJson(value, inWhole)),
      jsonInTurns: (value, signal) => inTurns(inJson(value, inWhole), signal),
      found,
    };
  };
}

/** Returns true if a value looks like any word or number and its name does not say that it is secret. */
export function isOrdinary(name: string, value: string): boolean {
  return ordinary.test(value) && !secretName.test(name);
}

/**
 * Returns true if a variable is a secret by its name, by a token or password in its value, or by a name in it (`Password=x`, `password: x`).
 */
export function looksSecret(name: string, value: string): boolean {
  // What comes before a path is part of a list of paths, or of an address.
  const named = value.matchAll(/(?<![\w.-])([\w.-]+)["']?\s*(?:=|:(?![/\\]))/g);
  return (
    [name, ...Array.from(named, ([, one = '']) => one)].some((one) => secretName.test(one)) ||
    passwordsIn(value).length > 0 ||
    withoutSecretValues(value) !== value
  );
}

/** Finds secrets in a text, and in it with escapes undone and base64 decoded. */
function hitFinder(pieces: Names, secrets: Readonly<Record<string, string>>): (text: string) => Hit[] {
  const others = Object.entries(secrets).filter(([name, value]) => !isOrdinary(name, value));
  const find = pieceFinder(pieces);
  const findLetters = letterFinder(
    others.flatMap(([name, value]) =>
      [value, ...passwordsIn(value), ...base64(value), Buffer.from(value).toString('hex')].map(
        (form) => [form, name] as const,
      ),
    ),
  );
  const findQuoted = quoteFinder(others);
  const hitsIn = (text: string, escaped = mostEscaped, inBase64 = mostInBase64): Hit[] => {
    const plain = escaped === 0 ? undefined : unescaped(text);
    // In decoded base64, values as they are were found before it was decoded: values are known in base64, too.
    const isKnown = plain !== undefined && escaped === mostEscaped && inBase64 < mostInBase64;
    const hits = isKnown ? [] : [...find(text), ...findLetters(text), ...findQuoted(text)];
    if (plain !== undefined) return [...hits, ...moved(hitsIn(plain.text, escaped - 1, inBase64), plain)];
    const inBytes = (inBase64 > 0 ? fromBase64(text) : []).flatMap((bytes) => {
      const parts = readable(bytes.text);
      const within = moved(hitsIn(parts.text, mostEscaped, inBase64 - 1), parts);
      return moved([...find(bytes.text), ...within], bytes);
    });
    return [...hits, ...inBytes];
  };
  return hitsIn;
}

function* hitsInParts(text: string, hitsIn: (text: string) => Hit[]): Work<Hit[]> {
  const hits: Hit[] = [];
  for (let from = 0; from === 0 || from + overlap < text.length; from += partLength) {
    if (from > 0) yield;
    for (const { start, end, name } of hitsIn(text.slice(from, from + partLength + overlap)))
      hits.push({ start: from + start, end: from + end, name });
  }
  return hits.sort((one, other) => one.start - other.start);
}

function* inJson(value: Json, inWhole: (text: string) => Work<string>): Work<Json> {
  const texts: string[] = [];
  withTexts(value, (text) => {
    texts.push(text);
    return text;
  });
  let length = 0;
  for (const [index, text] of texts.entries()) {
    texts[index] = yield* inWhole(text);
    length += text.length + 1;
    if (length < partLength) continue;
    length = 0;
    yield;
  }
  const shown = texts.values();
  return withTexts(value, () => shown.next().value ?? '');
}

function atOnce<Result>(work: Work<Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

async function inTurns<Result>(
  work: Work<Result>,
  signal: AbortSignal | undefined,
): Promise<Result | undefined> {
  while (!signal?.aborted) {
    const { done, value } = work.next();
    if (done) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return undefined;
}

/** Hits with their places in the text that the searched text was made from. */
function moved(hits: readonly Hit[], { placeOf, endOf }: Derived): Hit[] {
  return hits.map(({ start, end, name }) => ({ start: placeOf(start), end: endOf(end), name }));
}

/** Returns true if a value is too short to be hidden within text, but is not empty or so ordinary that it is shown. */
export function isShort(name: string, value: string): boolean {
  return value !== '' && value.length < shortestHiddenInText && !isOrdinary(name, value);
}

function formsOf(value: string): string[] {
  // A variable of the environment ends at NUL.
  const lines = /[\n\0]/.test(value) ? value.split(/\r?\n|\0/).map((line) => line.trim()) : [];
  return [value, ...passwordsIn(value), ...lines].filter((form) => form.length >= shortestHiddenInText);
}

/** The passwords in URLs, such as a database's. Programs differ in whether one ends at the first `@` or the last. */
function passwordsIn(value: string): string[] {
  return [value.trim(), ...value.split(/[\s,;]+/)].flatMap((address) => {
    const [, start = ''] = addressStart.exec(address) ?? [];
    return [start.indexOf('@'), start.lastIndexOf('@')].flatMap((end) => {
      const [, ...password] = start.slice(0, Math.max(0, end)).split(':');
      return password.length === 0 ? [] : [password.join(':')];
    });
  });
}

/** Forms in which a value may be written. */
function spellings(value: string): readonly string[] {
  if (/^[\w.-]+$/.test(value)) return [value, ...base64(value)];
  const quoted = inspect(value, { breakLength: Number.POSITIVE_INFINITY, maxStringLength: null });
  const quotedAgain = ["''", "'''", `'"'"'`].map((quotes) => value.replaceAll("'", quotes));
  const inQuotes = [...new Set([value, ...quotedAgain, value.replaceAll('"', '""')])];
  const inAddresses = inQuotes.flatMap((quoted) => [
    encodeURIComponent(quoted.toWellFormed()),
    new URLSearchParams({ quoted }).toString().slice('quoted='.length),
  ]);
  const plain = [...inQuotes, ...inAddresses].map(withoutEscapes);
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    quoted.slice(1, -1),
    printableText(value),
    ...inAddresses,
    ...plain.filter((form) => form.length >= shortestHiddenInText),
    ...base64(value),
  ];
}

/** Returns the form that is found in a text after all escapes in the text, including repeated ones, are undone. */
function withoutEscapes(form: string): string {
  // Backslashes at its end are left out: within a text, they would escape the next character.
  let text: string | undefined = `${form}\n`;
  let plain = text;
  for (let times = 0; times < mostEscaped && text !== undefined; times += 1) {
    plain = text;
    text = unescaped(text)?.text;
  }
  return (text ?? plain).slice(0, -1);
}

/**
 * A value in base64 and base64url, at the end of the encoded bytes and before others, for each of the three positions that
 * it can have after other bytes. Characters that also encode bits of other bytes are left out.
 */
function base64(value: string): string[] {
  const bytes = Buffer.from(value);
  return [0, 1, 2].flatMap((before) => {
    const length = before + bytes.length;
    const code = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '');
    const last = code.slice(Math.ceil((before * 8) / 6));
    const within = code.slice(Math.ceil((before * 8) / 6), Math.floor((length * 8) / 6));
    return [last, within]
      .filter((form) => form.length >= shortestInBase64)
      .flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
  });
}

/** A short form itself; of a longer one, pieces of equal length that cover it. */
function piecesOf(form: string): readonly string[] {
  if (form.length <= pieceLength) return [form];
  const starts = Array.from(
    { length: Math.floor(form.length / pieceLength) },
    (_, index) => index * pieceLength,
  );
  return [...starts, form.length - pieceLength].map((start) => form.slice(start, start + pieceLength));
}

type Find = (text: string) => Iterable<Hit>;

/** Finds the longest piece at each place of a text, from left to right. */
function pieceFinder(names: Names): Find {
  const pieces = [...names.keys()];
  const lengths = new Map<string, number[]>();
  const beginningsIn = beginnings(pieces);
  for (const piece of pieces) {
    const head = piece.slice(0, shortestHiddenInText);
    const list = lengths.get(head) ?? [];
    if (!list.includes(piece.length)) list.push(piece.length);
    lengths.set(head, list);
  }
  for (const list of lengths.values()) list.sort((one, other) => other - one);
  const beginning = beginningFinder(pieces.filter((piece) => names.get(piece) !== undefined));
  return function* (text) {
    for (const start of beginningsIn(text)) {
      const piece = beginning(text, start);
      if (piece !== undefined) yield { start, end: text.indexOf(cutMark, start), name: names.get(piece) };
      for (const length of lengths.get(text.slice(start, start + shortestHiddenInText)) ?? []) {
        const end = start + length;
        const whole = text.slice(start, end);
        const name = names.get(whole);
        if (name === undefined && !(names.has(whole) && isWord(text, start, end))) continue;
        yield { start, end, name };
        break;
      }
    }
  };
}

/** Returns true if a part of a text is not part of a longer word or number. */
function isWord(text: string, start: number, end: number): boolean {
  return !letterOrDigit.test(text[start - 1] ?? '') && !letterOrDigit.test(text[end] ?? '');
}

/** Finds a piece that begins at `start` in a text and is cut before its end. */
function beginningFinder(pieces: readonly string[]): (text: string, start: number) => string | undefined {
  let sorted: readonly string[] | undefined;
  return (text, start) => {
    const length = text.slice(start, start + pieceLength).indexOf(cutMark);
    if (length < shortestHiddenInText) return undefined;
    sorted ??= [...pieces].sort();
    const part = text.slice(start, start + length);
    const next = sorted[partitionPoint(sorted, (one) => one < part)];
    return next?.startsWith(part) ? next : undefined;
  };
}

/** Finds what `JSON.parse` quotes, if it has four characters in a row from a secret. */
function quoteFinder(secrets: readonly (readonly [name: string, value: string])[]): Find {
  let names: ReadonlyMap<string, string> | undefined;
  return function* (text) {
    for (let at = text.indexOf(afterQuote); at !== -1; at = text.indexOf(afterQuote, at + 1)) {
      const end = text.endsWith('...', at) ? at - 4 : at - 1;
      if (text[end] !== '"') continue;
      names ??= new Map(secrets.flatMap(([name, value]) => partsOf(value).map((one) => [one, name])));
      const start = text.indexOf('"', Math.max(0, end - longestQuote - 1)) + 1;
      const part = partsOf(text.slice(start, end)).find((one) => names?.has(one));
      if (part !== undefined) yield { start, end, name: names.get(part) };
    }
  };
}

/** All parts of a text that are just long enough to be hidden. */
function partsOf(text: string): string[] {
  const count = Math.max(0, text.length - shortestHiddenInText + 1);
  return Array.from({ length: count }, (_, start) => text.slice(start, start + shortestHiddenInText));
}

/** Replaces each part of a text that hits cover by one mark. */
function hide(text: string, hits: Iterable<Hit>, onFound: (name: string | undefined) => void): string {
  const parts: string[] = [];
  let shownFrom = 0;
  let end = -1;
  for (const hit of hits) {
    if (hit.end <= end) continue;
    onFound(hit.name);
    if (hit.start > end) {
      parts.push(text.slice(shownFrom, hit.start), redaction);
    }
    end = hit.end;
    shownFrom = end;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(shownFrom);
}

/** A JSON value with its texts and keys changed, and a mark instead of each number whose text would change. */
function withTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (typeof value === 'number') return change(String(value)) === String(value) ? value : redaction;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withTexts(item, change));
  const counts = new Map<string, number>();
  const members = Object.entries(value).map(([key, item]): [string, Json] => {
    const shown = change(key);
    let count = counts.get(shown) ?? 0;
    let name = shown;
    // Keys that become equal are numbered, so that no member replaces another.
    while (counts.has(name) || (name !== key && Object.hasOwn(value, name))) {
      count += 1;
      name = `${shown} (${count + 1})`;
    }
    counts.set(shown, count).set(name, counts.get(name) ?? 0);
    return [name, withTexts(item, change)];
  });
  return Object.fromEntries(members);
}
