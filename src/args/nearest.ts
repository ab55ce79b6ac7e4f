/** Maximum length of a word that is compared, because comparing takes quadratic time. */
const longestCompared = 100;

/**
 * The candidate that a mistyped word most likely means; undefined if none is close enough. Up to a third of the word can be
 * wrong: missing, extra, different or swapped letters. Ignores letter case.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > longestCompared) return undefined;
  const best = leastOf(candidates, (candidate) => wholeDistance(word, candidate));
  if (best === undefined) return undefined;
  const tolerated = Math.max(1, Math.floor(Math.min(word.length, best.length) / 3));
  return wholeDistance(word, best) <= tolerated ? best : undefined;
}

/**
 * The option closest to a mistyped one, however different. The typed word can be just the beginning of an option, or have
 * `--no-` before an option that does not support it.
 */
export function nearestOption(typed: string, flags: readonly string[]): string | undefined {
  const word = typed.slice(0, longestCompared);
  const positive = word.replace(/^--no-/, '--');
  return leastOf(flags, (flag) => Math.min(farness(word, flag), farness(positive, flag) + 0.5));
}

/** Ranks by the distance to a beginning of the flag, then by the distance to the whole flag. */
function farness(word: string, flag: string): number {
  return Math.min(...editDistances(word, flag)) + wholeDistance(word, flag) / 1000;
}

function leastOf(candidates: readonly string[], measure: (candidate: string) => number): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const measured = measure(candidate);
    if (measured < least) [best, least] = [candidate, measured];
  }
  return best;
}

export function wholeDistance(word: string, candidate: string): number {
  return editDistances(word, candidate).at(-1) as number;
}

/**
 * The distances from a word to every beginning of a candidate, starting with the empty one, ignoring case. Uses optimal
 * string alignment: Levenshtein distance in which swapping two neighbouring letters counts once.
 */
function editDistances(word: string, candidate: string): readonly number[] {
  const from = word.toLowerCase();
  const to = candidate.toLowerCase();
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const cost = from[row - 1] === to[column - 1] ? 0 : 1;
      const swapped =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        (last[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (last[column - 1] as number) + cost,
        swapped ? (beforeLast[column - 2] as number) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last;
}
