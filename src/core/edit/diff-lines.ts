/** A line of a comparison; numbers count from 0. A removed line has the number that the next line after has, and so on. */
export interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  readonly before: number;
  readonly after: number;
}

type Sign = DiffLine['sign'];

/** With more differences than this all between them counts as replaced: nobody reads more, and time grows squared. */
const mostDifferences = 500;

/**
 * Compares two texts line by line; the fewest lines are removed and added.
 *
 * @param context how many of the unchanged lines before the first and after the last change to return
 */
export function diffLines(
  before: readonly string[],
  after: readonly string[],
  context: number,
): readonly DiffLine[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const script = shortestScript(
    before.slice(start, before.length - end),
    after.slice(start, after.length - end),
  );
  const unchanged = (count: number) => Array<Sign>(Math.min(count, context)).fill(' ');
  return numbered([...unchanged(start), ...script, ...unchanged(end)], Math.max(0, start - context));
}

function numbered(signs: readonly Sign[], start: number): readonly DiffLine[] {
  let before = start;
  let after = start;
  return signs.map((sign) => {
    const line = { sign, before, after };
    if (sign !== '+') before += 1;
    if (sign !== '-') after += 1;
    return line;
  });
}

/**
 * Myers' greedy algorithm ("An O(ND) Difference Algorithm and Its Variations", 1986): for each number of differences
 * it notes how far each diagonal (lines removed less lines added) reaches, then walks back from the end.
 */
function shortestScript(before: readonly string[], after: readonly string[]): readonly Sign[] {
  let reach = new Map<number, number>([[1, 0]]);
  const reaches: (typeof reach)[] = [];
  for (let differences = 0; differences <= mostDifferences; differences += 1) {
    reaches.push(reach);
    reach = new Map(reach);
    for (let diagonal = -differences; diagonal <= differences; diagonal += 2) {
      let x = firstStep(reach, diagonal);
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1;
      reach.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length)
        return walkBack(reaches, before.length, after.length);
    }
  }
  return [...before.map((): Sign => '-'), ...after.map((): Sign => '+')];
}

/** Where a diagonal is entered: from the one above or below that reaches further. */
function firstStep(reach: ReadonlyMap<number, number>, diagonal: number): number {
  return Math.max((reach.get(diagonal - 1) ?? -1) + 1, reach.get(diagonal + 1) ?? -1);
}

function walkBack(reaches: readonly ReadonlyMap<number, number>[], x: number, y: number): readonly Sign[] {
  const signs: Sign[] = [];
  let atX = x;
  let atY = y;
  for (const [differences, reach] of [...reaches.entries()].reverse()) {
    const diagonal = atX - atY;
    const fromX = firstStep(reach, diagonal);
    const removes =
      fromX === (reach.get(diagonal - 1) ?? -1) + 1 && fromX !== (reach.get(diagonal + 1) ?? -1);
    while (atX > fromX && atY > fromX - diagonal) {
      signs.push(' ');
      atX -= 1;
      atY -= 1;
    }
    if (differences === 0) break;
    signs.push(removes ? '-' : '+');
    if (removes) atX -= 1;
    else atY -= 1;
  }
  return signs.reverse();
}
