/** A text that was made of another one, and where its characters come from. */
export interface Derived {
  readonly text: string;
  /** The place in the other text of the character at an index. */
  readonly placeOf: (index: number) => number;
  /** Where what ends before an index ends in the other text. */
  readonly endOf: (index: number) => number;
}

/** Joins parts that each begin at a place of another text. */
export function derived(parts: Iterable<readonly [part: string, place: number]>): Derived {
  const texts: string[] = [];
  const indexes: number[] = [];
  const places: number[] = [];
  let length = 0;
  for (const [part, place] of parts) {
    texts.push(part);
    indexes.push(length);
    places.push(place);
    length += part.length;
  }
  const placeOf = (index: number): number => {
    let low = 0;
    for (let high = indexes.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if ((indexes[middle] as number) <= index) low = middle;
      else high = middle;
    }
    return (places[low] as number) + index - (indexes[low] as number);
  };
  return { text: texts.join(''), placeOf, endOf: placeOf };
}

/**
 * Escapes of URLs, JSON, JavaScript and HTML, with what was done to their first sign when they were escaped again; and what
 * is left of one where a text was cut.
 */
const escapes =
  /(?:%[\da-f]?|\\+(?:u[\da-f{]{0,7}|x[\da-f]?)?|&[#\w]{0,8})(?=…)|(?:%(?:25)*|\\+x)([\da-f]{2})|\\+u(?:\{([\da-f]{1,6})\}|([\da-f]{4}))|\\+([\s\S])|&(?:amp;|#38;|#x26;)*(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi;

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** A text without its escapes, of which those of URLs become bytes, one a character; undefined if it has none. */
export function unescaped(text: string): Derived | undefined {
  const parts: [string, number][] = [];
  let at = 0;
  for (const match of text.matchAll(escapes)) {
    const [all, byte, long, unit, sign, decimal, hex, name] = match;
    const digits = byte ?? long ?? unit ?? hex;
    const code = digits === undefined ? Number(decimal) : Number.parseInt(digits, 16);
    const character = name
      ? named[name.toLowerCase()]
      : sign
        ? signOf(sign)
        : code <= 0x10ffff
          ? String.fromCodePoint(code)
          : '';
    parts.push([text.slice(at, match.index), at], [character ?? '', match.index]);
    at = match.index + all.length;
  }
  return at === 0 ? undefined : derived([...parts, [text.slice(at), at], ['', text.length]]);
}

function signOf(sign: string): string {
  return '\b\f\n\r\t\v\0'['bfnrtv0'.indexOf(sign)] ?? sign;
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
  const parts: (readonly [string, number])[] = [];
  for (const { 0: run, index } of text.matchAll(runs)) {
    if (run.length < fewestInRun) continue;
    const lines = Array.from(run.matchAll(/[^\r\n]+/g), (line) => [line[0], index + line.index] as const);
    const length = lines.reduce((sum, [line]) => sum + line.length, 0);
    for (let late = 0; late < 4; late += 1) {
      // A group of its own keeps what this ends with from what comes next.
      const filling = 'A'.repeat(8 - ((late + length) % 4));
      parts.push(['A'.repeat(late), index]);
      for (const line of lines) parts.push(line);
      parts.push([filling, index + run.length - 1]);
    }
  }
  if (parts.length === 0) return undefined;
  const code = derived(parts);
  return {
    text: Buffer.from(code.text, 'base64').toString('latin1'),
    placeOf: (index) => code.placeOf(Math.floor((index * 4) / 3)),
    endOf: (index) => code.placeOf(Math.floor(((index - 1) * 4) / 3) + 1) + 1,
  };
}
