import { type Derived, derived } from './decoded.ts';

/** A place in a text where a secret or a part of it was found. */
export interface Hit {
  readonly start: number;
  readonly end: number;
  /** The secret's name; undefined if its value is ordinary. */
  readonly name: string | undefined;
}

/** Fewer letters in a row may be a word or URL that has nothing to do with the secret. */
const fewestLetters = 12;
const mostLettersOfPiece = 32;

const letters = /[\p{L}\p{N}]+/gu;
const others = /[^\p{L}\p{N}]+/gu;

/** The letters and digits of a text, in lower case, each as long as it was. */
function lettersOf(text: string): Derived {
  const small = text.replace(others, '').replaceAll('İ', 'i').toLowerCase().replaceAll('ς', 'σ');
  return derived(small, () => Array.from(text.matchAll(letters), ({ 0: run, index }) => [run, index]));
}

/** A piece of a secret's letters. */
interface Piece {
  readonly name: string;
  readonly letters: string;
  readonly offset: number;
  /** The smallest number of letters in a row that is hidden. */
  readonly fewest: number;
}

/**
 * Finds secrets by their letters and digits alone, whatever line breaks are in base64, whatever the letter case, and even
 * if a function cut a part off: half of the letters in a row are enough, but at least twelve, and 32 of a long value. To
 * take time in proportion to the text only, it looks for pieces half as long, one of which is always among them.
 * @param forms the values as they are, in base64 and in hexadecimal, each with the name of its secret
 */
export function letterFinder(
  forms: Iterable<readonly [form: string, name: string]>,
): (text: string) => readonly Hit[] {
  const pieces = new Map<string, Piece>();
  const lengths = new Set<number>();
  for (const [form, name] of forms) {
    const { text: all } = lettersOf(form);
    if (all.length < fewestLetters) continue;
    const fewest = Math.min(Math.max(Math.ceil(all.length / 2), fewestLetters), mostLettersOfPiece);
    const length = fewest >> 1;
    lengths.add(length);
    const last = all.length - length;
    for (let offset = 0; offset < last + length; offset += length) {
      const at = Math.min(offset, last);
      pieces.set(all.slice(at, at + length), { name, letters: all, offset: at, fewest });
    }
  }
  const longestFirst = [...lengths].sort((one, other) => other - one);
  const beginningsIn = beginnings(pieces.keys());
  return (text) => {
    if (pieces.size === 0) return [];
    const { text: letters, placeOf } = lettersOf(text);
    const hits: Hit[] = [];
    let end = 0;
    for (const at of beginningsIn(letters)) {
      if (at < end) continue;
      for (const length of longestFirst) {
        const piece = pieces.get(letters.slice(at, at + length));
        if (piece === undefined) continue;
        const { name, letters: all, offset, fewest } = piece;
        const before = shared(at - end, (back) => letters[at - back] === all[offset - back]);
        const after = shared(letters.length - at, (on) => letters[at + on - 1] === all[offset + on - 1]);
        if (before + after < fewest) continue;
        end = at + after;
        hits.push({ start: placeOf(at - before), end: placeOf(end - 1) + 1, name });
        break;
      }
    }
    return hits;
  };
}

/** Returns the places in a text where a piece may begin, by a hash of four characters: nearly all others are skipped. */
export function beginnings(given: Iterable<string>): (text: string) => Iterable<number> {
  const pieces = [...given];
  const known = new Uint8Array(1 << (pieces.length > 4096 ? 20 : 15));
  const next = (key: number, text: string, at: number) =>
    ((key << 5) ^ text.charCodeAt(at)) & (known.length - 1);
  for (const piece of pieces) known[[0, 1, 2, 3].reduce((key, at) => next(key, piece, at), 0)] = 1;
  return function* (text) {
    let key = 0;
    for (let at = 0; at < text.length; at += 1) {
      key = next(key, text, at);
      if (at > 2 && known[key] === 1) yield at - 3;
    }
  };
}

/** Counts the steps, starting with step 1, for which `holds` is true before the first false one; at most `most`. */
function shared(most: number, holds: (step: number) => boolean): number {
  let steps = 0;
  while (steps < most && holds(steps + 1)) steps += 1;
  return steps;
}
