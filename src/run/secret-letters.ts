import { type Derived, derived } from './decoded.ts';

/** Where letters of a secret stand in a text, and its name. */
export interface LetterHit {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

/** Fewer letters in a row may be a word or an address that has nothing to do with the secret. */
const fewestLetters = 12;
const mostLettersOfPiece = 32;

/** What escapes in JSON, JavaScript, URLs and HTML look like, however often they were escaped again, or a run of letters. */
const escapeOrLetters =
  /(?:\\|%(?:25)*5c)+(?:u\{[\da-f]{1,6}\}|u[\da-f]{4}|x[\da-f]{2}|[bfnrtv0])?|%(?:25)*[\da-f]{2}|&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8});|([a-z\d]+)/gi;

/** The ASCII letters, all of them small, and digits of a text. */
function lettersOf(text: string): Derived {
  const given = derived(
    [...text.matchAll(escapeOrLetters)].flatMap(({ 1: run, index }) =>
      run === undefined ? [] : [[run, index] as const],
    ),
  );
  return { ...given, text: given.text.toLowerCase() };
}

/** A piece of a secret's letters. */
interface Piece {
  readonly name: string;
  readonly letters: string;
  readonly offset: number;
  /** How many of them in a row are hidden. */
  readonly fewest: number;
}

/**
 * Finds secrets by their letters and digits alone, so that neither escapes in escapes, nor line breaks within base64,
 * nor the case, nor what a function cut off hide them: any half of the letters is enough, and 32 of a long value, but no
 * fewer than twelve. It takes time in proportion to the text: of as many letters in a row, one half is a piece.
 *
 * @param forms the values as they are, in base64 and in hexadecimal, each with the name of its secret
 */
export function letterFinder(
  forms: Iterable<readonly [form: string, name: string]>,
): (text: string) => readonly LetterHit[] {
  const pieces = new Map<string, Piece>();
  const lengths = new Set<number>();
  for (const [form, name] of forms) {
    const { text: letters } = lettersOf(form);
    if (letters.length < fewestLetters) continue;
    const fewest = Math.min(Math.max(Math.ceil(letters.length / 2), fewestLetters), mostLettersOfPiece);
    const length = fewest >> 1;
    lengths.add(length);
    const last = letters.length - length;
    for (let offset = 0; offset < last + length; offset += length) {
      const at = Math.min(offset, last);
      pieces.set(letters.slice(at, at + length), { name, letters, offset: at, fewest });
    }
  }
  const longestFirst = [...lengths].sort((one, other) => other - one);
  const beginnings = new Set([...pieces.keys()].map((piece) => piece.slice(0, 4)));
  return (text) => {
    if (pieces.size === 0) return [];
    const { text: letters, placeOf } = lettersOf(text);
    const hits: LetterHit[] = [];
    let end = 0;
    for (let at = 0; at + fewestLetters / 2 <= letters.length; at = Math.max(at + 1, end)) {
      if (!beginnings.has(letters.slice(at, at + 4))) continue;
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

/** How many steps, counted from one, go on from each other before one does not hold. */
function shared(most: number, holds: (step: number) => boolean): number {
  let steps = 0;
  while (steps < most && holds(steps + 1)) steps += 1;
  return steps;
}
