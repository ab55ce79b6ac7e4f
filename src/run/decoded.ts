import { partitionPoint } from '../partition-point.ts';

/** A text that was made from another text, with the origin of its characters. */
export interface Derived {
  readonly text: string;
  /** The index in the other text of the character at `index`. */
  readonly placeOf: (index: number) => number;
  /** The end (exclusive) in the other text of a part that ends at `index` (exclusive). */
  readonly endOf: (index: number) => number;
}

/** A part of a text, and its index in another text. */
type Part = readonly [part: string, place: number];

/**
 * Describes a text that was made from another text.
 * @param parts returns its parts; only called to look up a place, which is not needed for most texts, since they have no
 *   secret
 */
export function derived(text: string, parts: () => readonly Part[]): Derived {
  let known: readonly (readonly [index: number, place: number])[] | undefined;
  const partAt = (index: number) => {
    let length = 0;
    known ??= parts().map(([part, place]) => {
      length += part.length;
      return [length - part.length, place];
    });
    const after = Math.max(
      1,
      partitionPoint(known, ([start]) => start <= index),
    );
    const [start, place] = known[after - 1] ?? [0, 0];
    const next = known[after];
    return { next, placeOf: (index: number) => place + index - start };
  };
  return {
    text,
    placeOf: (index) => partAt(index).placeOf(index),
    // Nothing that was left out before the next part belongs to this one.
    endOf: (index) => {
      const { next, placeOf } = partAt(index - 1);
      return next?.[0] === index ? next[1] : placeOf(index);
    },
  };
}

/**
 * Escapes of URLs, JSON, JavaScript, shells, YAML and HTML, also if their first character was escaped again; UTF-8 bytes,
 * one a character; and the beginning of any of these before `…`, where a text was cut.
 */
const escapes =
  /(?:(?:%|\\+)(?:[uU][\dA-Fa-f{]{0,7}|[0-3][0-7]|[xX]?[\dA-Fa-f]?)|&[#\w]{0,8}|[\xc2-\xf4][\x80-\xbf]{0,2})(?=…)|(?:%(?:25)*|\\+[xX])([\dA-Fa-f]{2})|\\+(?:([0-3][0-7]{2})|U(00[01][\dA-Fa-f]{5}))|(?:%(?:25)*|\\+)[uU](?:\{([\dA-Fa-f]{1,6})\}|([\dA-Fa-f]{4}))|\\+([\s\S])|&(?:amp;|AMP;|#38;|#[xX]26;)*(?:#(\d{1,9})|#[xX]([\dA-Fa-f]{1,8})|(amp|lt|gt|quot|apos|AMP|LT|GT|QUOT));|([\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})/g;

/** The zero bytes of UTF-16, which would separate the characters of an escape. */
const zeros = /\0/g;

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** A text with its escapes undone; those of URLs become bytes, one a character. Undefined if it has none. */
export function unescaped(text: string): Derived | undefined {
  const undone = text.includes('\0') ? zeros : escapes;
  const plain = undone === zeros ? text.replace(zeros, '') : text.replace(escapes, characterOf);
  return plain === text ? undefined : derived(plain, () => unescapedParts(text, undone));
}

function unescapedParts(text: string, undone: RegExp): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const match of text.matchAll(undone)) {
    parts.push(
      [text.slice(at, match.index), at],
      [characterOf(...(match as unknown as [string])), match.index],
    );
    at = match.index + match[0].length;
  }
  return [...parts, [text.slice(at), at], ['', text.length]];
}

function characterOf(_all: string, ...groups: (string | undefined)[]): string {
  const [byte, octal, eight, long, unit, sign, decimal, hex, name, utf8] = groups;
  if (name) return named[name.toLowerCase()] ?? '';
  if (sign) return '\b\f\n\r\t\v\0'['bfnrtv0'.indexOf(sign)] ?? sign;
  if (utf8) return Buffer.from(utf8, 'latin1').toString();
  const digits = byte ?? eight ?? long ?? unit ?? hex;
  const code = Number.parseInt(digits ?? octal ?? decimal ?? '', digits ? 16 : octal ? 8 : 10);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

/** Lines of base64. */
const lines = /[\w+/-]+/g;

/** Fewer characters of base64 cannot contain a secret that was encoded in another way before. */
const fewestInRun = 10;

/**
 * Decodes all base64 in a text, with each byte as a character: four times, with 0 to 3 characters put before each run, since
 * text before it that looks like base64, too, may shift it. Empty if the text contains no base64.
 */
export function fromBase64(text: string): readonly Derived[] {
  const runs = runsIn(text);
  return runs.length === 0 ? [] : before.map((filling) => decoded(runs, filling));
}

function decoded(runs: readonly (readonly Part[])[], filling: string): Derived {
  let code = '';
  for (const run of runs) {
    const line = run.length === 1 ? (run[0]?.[0] ?? '') : run.map(([line]) => line).join('');
    code += filling + line + fillingOf(filling.length + line.length);
  }
  const { placeOf } = derived(code, () => runs.flatMap((run) => partsOfRun(run, filling)));
  return {
    text: Buffer.from(code, 'base64').toString('latin1'),
    placeOf: (index) => placeOf(Math.floor((index * 4) / 3)),
    endOf: (index) => placeOf(Math.floor(((index - 1) * 4) / 3) + 1) + 1,
  };
}

const before = ['', 'A', 'AA', 'AAA'] as const;

/** Filling that completes the last group of a run, and one more, so that it does not run into what comes next. */
function fillingOf(length: number): string {
  return 'A'.repeat(8 - (length % 4));
}

/** The lines of each run of base64. One pattern for a whole run would need memory for each of its lines. */
function runsIn(text: string): Part[][] {
  const runs: Part[][] = [];
  let run: Part[] = [];
  let length = 0;
  let end = 0;
  for (const { 0: line, index } of text.matchAll(lines)) {
    if (index - end > 2 || !/^\r?\n$/.test(text.slice(end, index))) {
      if (length >= fewestInRun) runs.push(run);
      run = [];
      length = 0;
    }
    run.push([line, index]);
    length += line.length;
    end = index + line.length;
  }
  return length >= fewestInRun ? [...runs, run] : runs;
}

function partsOfRun(run: readonly Part[], filling: string): Part[] {
  const [line, index] = run.at(-1) as Part;
  const length = run.reduce((sum, [one]) => sum + one.length, filling.length);
  const beside = (filling: string, place: number) => Array.from(filling, (one): Part => [one, place]);
  return [
    ...beside(filling, run[0]?.[1] ?? 0),
    ...run,
    ...beside(fillingOf(length), index + line.length - 1),
  ];
}

/** Shorter runs cannot contain a secret with an escape. */
const fewestReadable = 5;

/** The parts of decoded bytes that may be text, separated by spaces: in an image, for example, few. */
export function readable(bytes: string): Derived {
  const parts: Part[] = [];
  let start = 0;
  for (let at = 0; at <= bytes.length; ) {
    const length = signLength(bytes, at);
    at += length || 1;
    if (length > 0) continue;
    if (at - 1 - start >= fewestReadable) parts.push([`${bytes.slice(start, at - 1)} `, start]);
    start = at;
  }
  return derived(parts.map(([part]) => part).join(''), () => parts);
}

/** Bytes of the character at a place, in UTF-8 or UTF-16; 0 if there is none. */
function signLength(bytes: string, at: number): number {
  const code = bytes.charCodeAt(at);
  if (code < 0x80) return 1;
  const next = bytes.charCodeAt(at + 1);
  if (at < bytes.length && (next === 0 || bytes.charCodeAt(at - 1) === 0)) return 1;
  const length = code < 0xc2 || !(code < 0xf5) ? 0 : code < 0xe0 ? 2 : code < 0xf0 ? 3 : 4;
  for (let index = 1; index < length; index += 1) if (bytes.charCodeAt(at + index) >> 6 !== 2) return 0;
  return length;
}
