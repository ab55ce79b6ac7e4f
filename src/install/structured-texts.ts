import { FAILSAFE_SCHEMA, loadAll } from 'js-yaml';

/** Characters, what separates values in them, and values; what has more would keep the parser busy for more than a second. */
const longestYaml = 3_000_000;
const mostMarks = 300_000;
const mostValues = 200_000;

/** A text in YAML and the key that it has: none for a key, and in a list. */
export type NamedText = readonly [name: string, text: string];

/**
 * The documents of a text of YAML, read by the parser of pnpm and Yarn, with every scalar as a text.
 *
 * @returns undefined if it is no YAML, or if they may read it in another way (with tags, merged mappings, or a key twice), or if it is too long
 */
export function parseYaml(text: string): readonly unknown[] | undefined {
  // What aliases repeat may be endless, or too deep to be visited.
  let left = mostValues;
  const isCertain = (value: unknown, levels = 30): boolean => {
    left -= 1;
    if (left < 0 || levels === 0) return false;
    if (typeof value === 'string') return true;
    return Object.entries(Object(value)).every(([key, one]) => key !== '<<' && isCertain(one, levels - 1));
  };
  if (text.length > longestYaml) return undefined;
  if ((text.match(/[\n,[{&*]|[-:?] /g)?.length ?? 0) > mostMarks) return undefined;
  try {
    const documents = loadAll(text, null, { schema: FAILSAFE_SCHEMA });
    return isCertain(documents) ? documents : undefined;
  } catch {
    return undefined;
  }
}

/** All texts in a value of YAML, also its keys. */
export function textsIn(value: unknown, name = ''): readonly NamedText[] {
  if (typeof value === 'string') return [[name, value]];
  if (Array.isArray(value)) return value.flatMap((one) => textsIn(one));
  return Object.entries(Object(value)).flatMap(([key, one]) => [['', key], ...textsIn(one, key)]);
}

/** All texts in a value of JSON, with the names that they have. */
export function stringsIn(value: unknown, name = ''): readonly NamedText[] {
  if (typeof value === 'string') return [[name, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => stringsIn(one, key));
}

/** Deeper than anybody writes, and deep enough for no function that visits all of it. */
const mostLevels = 500;

/** Has a text of JSON a key twice in one object, of which Bun takes another than npm, or too many levels? */
export function isDoubtful(text: string, value: unknown): boolean {
  const strings = text.matchAll(/"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)(\s*:)?/g);
  const written = [...strings].filter(([, colon]) => colon !== undefined).length;
  let members = 0;
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > mostLevels) return true;
    const objects = level.filter((one) => typeof one === 'object' && one !== null) as object[];
    members += objects.filter((one) => !Array.isArray(one)).flatMap(Object.keys).length;
    level = objects.flatMap((one) => Object.values(one));
  }
  return members !== written;
}
