import { type Derived, derived } from './decoded.ts';

/** A place in a text where a secret or a part of it was found. */
export interface Hit {
  readonly start: number;
  readonly end: number;
  /** The secret's name; undefined if its value is ordinary. */
  readonly name: string | undefined;
}

/**
 * How many letters in a row are hidden: the largest number that is at most half of a value's, else the smallest. Fewer may
 * be a word or URL that has nothing to do with the secret.
 */
const runLengths = [32, 24, 16, 12] as const;
const shortestRun = Math.min(...runLengths);

const letters = /[\p{L}\p{N}]+/gu;
const others = /[^\p{L}\p{N}]+/gu;

/** The letters and digits of a text, in lower case, each as long as it was. */
function lettersOf(text: string): Derived {
  const small = text.replace(others, '').replaceAll('İ', 'i').toLowerCase().replaceAll('ς', 'σ');
  return derived(small, () => Array.from(text.matchAll(letters), ({ 0: run, index }) => [run, index]));
}

/** Where a piece is in the letters of a secret. Several secrets may have the same piece. */
type Place = readonly [letters: string, at: number, name: string];

/**
 * Finds secrets by their letters and digits alone, whatever line breaks are in base64, whatever the letter case, and even
 * if a function cut a part off: half of the letters in a row are enough, but at least twelve, and 32 of a long value. To
 * need little memory, and time in proportion to the text only, it looks for pieces half as long as such a run, one of
 * which is in each, and compares runs only with those that have the piece.
 * @param forms the values as they are, in base64 and in hexadecimal, each with the name of its secret
 */
export function letterFinder(
  forms: Iterable<readonly [form: string, name: string]>,
): (text: string) => readonly Hit[] {
  const places = new Map<string, Place[]>();
  for (const [form, name] of forms) {
    const { text: letters } = lettersOf(form);
    const half = (runLengths.find((length) => length * 2 <= letters.length) ?? shortestRun) / 2;
    if (letters.length < shortestRun) continue;
    for (let at = 0; at + half <= letters.length; at += half) {
      const piece = letters.slice(at, at + half);
      const others = places.get(piece);
      if (others === undefined) places.set(piece, [[letters, at, name]]);
      else others.push([letters, at, name]);
    }
  }
  /** Names by the runs that have a piece which was in a text. */
  const runs = new Map<string, string>();
  const isPiece = (piece: string): boolean => {
    const found = places.get(piece);
    const length = piece.length * 2;
    for (const [letters, at, name] of found?.splice(0) ?? []) {
      const last = Math.min(at, letters.length - length);
      for (let start = Math.max(0, at - piece.length); start <= last; start += 1)
        runs.set(letters.slice(start, start + length), name);
    }
    return found !== undefined;
  };
  const beginningsIn = beginnings(places.keys());
  return (text) => {
    const { text: letters, placeOf } = lettersOf(text);
    const hits: Hit[] = [];
    for (const at of beginningsIn(letters)) {
      for (const length of runLengths) {
        let start = Math.max(0, at - length / 2);
        const last = hits.at(-1);
        // What is hidden already is not looked up again.
        if (last !== undefined && start >= last.start) start = Math.max(start, last.end - length + 1);
        const stop = Math.min(at, letters.length - length);
        if (start > stop || !isPiece(letters.slice(at, at + length / 2))) continue;
        for (; start <= stop; start += 1) {
          const name = runs.get(letters.slice(start, start + length));
          if (name !== undefined) addHit(hits, { start, end: start + length, name });
        }
      }
    }
    return hits.map(({ start, end, name }) => ({ start: placeOf(start), end: placeOf(end - 1) + 1, name }));
  };
}

/** Adds a hit, or makes the last one larger if they overlap. */
function addHit(hits: Hit[], { start, end, name }: Hit): void {
  const last = hits.at(-1);
  if (last === undefined || start >= last.end) hits.push({ start, end, name });
  else hits[hits.length - 1] = { start: Math.min(start, last.start), end: Math.max(end, last.end), name };
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
