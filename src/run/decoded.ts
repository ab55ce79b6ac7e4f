/** A text that was made of another one, and where its characters come from. */
export interface Derived {
  readonly text: string;
  /** The place in the other text of the character at an index. */
  readonly placeOf: (index: number) => number;
  /** Where what ends before an index ends in the other text. */
  readonly endOf: (index: number) => number;
}

/** A part of a text, and its place in another one. */
type Part = readonly [part: string, place: number];

/**
 * A text that was made of another one.
 *
 * @param parts what it consists of; nobody asks where they are if it holds no secret, as most do
 */
export function derived(text: string, parts: () => readonly Part[]): Derived {
  let known: readonly (readonly [index: number, place: number])[] | undefined;
  const placeOf = (index: number): number => {
    let length = 0;
    known ??= parts().map(([part, place]) => {
      length += part.length;
      return [length - part.length, place];
    });
    let low = 0;
    for (let high = known.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if ((known[middle]?.[0] ?? 0) <= index) low = middle;
      else high = middle;
    }
    const [start, place] = known[low] ?? [0, 0];
    return place + index - start;
  };
  return { text, placeOf, endOf: placeOf };
}

/**
 * Escapes of URLs, JSON, JavaScript and HTML, with what was done to their first sign when they were escaped again; the bytes
 * of characters in UTF-8; and what is left of any where a text was cut.
 */
const escapes =
  /(?:(?:%|\\+)(?:[uU][\dA-Fa-f{]{0,7}|[xX]?[\dA-Fa-f]?)|&[#\w]{0,8}|[\xc2-\xf4][\x80-\xbf]{0,2})(?=…)|(?:%(?:25)*|\\+[xX])([\dA-Fa-f]{2})|(?:%(?:25)*|\\+)[uU](?:\{([\dA-Fa-f]{1,6})\}|([\dA-Fa-f]{4}))|\\+([\s\S])|&(?:amp;|AMP;|#38;|#[xX]26;)*(?:#(\d{1,7})|#[xX]([\dA-Fa-f]{1,6})|(amp|lt|gt|quot|apos|AMP|LT|GT|QUOT));|([\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})/g;

/** The zeros of UTF-16, which stand between the signs of an escape. */
const zeros = /\0/g;

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** A text without its escapes, of which those of URLs become bytes, one a character; undefined if it has none. */
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
  const [byte, long, unit, sign, decimal, hex, name, utf8] = groups;
  if (name) return named[name.toLowerCase()] ?? '';
  if (sign) return '\b\f\n\r\t\v\0'['bfnrtv0'.indexOf(sign)] ?? sign;
  if (utf8) return Buffer.from(utf8, 'latin1').toString();
  const digits = byte ?? long ?? unit ?? hex;
  const code = digits === undefined ? Number(decimal) : Number.parseInt(digits, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

/** Base64, in lines too. */
const runs = /[\w+/-]{4,}(?:\r?\n[\w+/-]+)*/g;

/** Fewer characters of base64 hold no secret that was encoded before. */
const fewestInRun = 10;

/**
 * What all base64 in a text stands for, bytes as characters: four times each, as what stands before may be taken for some of
 * it. Undefined if there is none.
 */
export function fromBase64(text: string): Derived | undefined {
  let code = '';
  for (const { 0: run } of text.matchAll(runs)) {
    if (run.length < fewestInRun) continue;
    const line = run.replace(/[\r\n]+/g, '');
    for (let late = 0; late < 4; late += 1) code += 'A'.repeat(late) + line + fillingOf(late + line.length);
  }
  if (code === '') return undefined;
  const { placeOf } = derived(code, () => partsInBase64(text));
  return {
    text: Buffer.from(code, 'base64').toString('latin1'),
    placeOf: (index) => placeOf(Math.floor((index * 4) / 3)),
    endOf: (index) => placeOf(Math.floor(((index - 1) * 4) / 3) + 1) + 1,
  };
}

/** A group of its own keeps what a run ends with from what comes next. */
function fillingOf(length: number): string {
  return 'A'.repeat(8 - (length % 4));
}

function partsInBase64(text: string): Part[] {
  const parts: Part[] = [];
  for (const { 0: run, index } of text.matchAll(runs)) {
    if (run.length < fewestInRun) continue;
    const lines = Array.from(run.matchAll(/[^\r\n]+/g), (line): Part => [line[0], index + line.index]);
    const length = lines.reduce((sum, [line]) => sum + line.length, 0);
    for (let late = 0; late < 4; late += 1)
      parts.push(['A'.repeat(late), index], ...lines, [fillingOf(late + length), index + run.length - 1]);
  }
  return parts;
}
