import { FAILSAFE_SCHEMA, loadAll } from 'js-yaml';

/** Limits of a YAML text in characters, separators and values. With more, the parser would take longer than a second. */
const longestYaml = 3_000_000;
const mostMarks = 300_000;
const mostValues = 200_000;

/** A text and its key, which is empty for a text that is a key itself, and in a list of YAML. */
export type NamedText = readonly [name: string, text: string];

/**
 * The documents of a text of YAML, read by the parser of pnpm and Yarn, with every scalar as a text.
 * @returns undefined if it is not YAML in UTF-8, is too long, or may be read differently by them (tags, merged mappings, a
 *   key twice)
 */
export function parseYaml(text: string): readonly unknown[] | undefined {
  // With aliases, a value may be endless, or too deep to be visited.
  let left = mostValues;
  const isCertain = (value: unknown, levels = 30): boolean => {
    left -= 1;
    if (left < 0 || levels === 0) return false;
    if (typeof value === 'string') return true;
    return Object.entries(Object(value)).every(([key, one]) => key !== '<<' && isCertain(one, levels - 1));
  };
  if (text.length > longestYaml || isBroken(text)) return undefined;
  if ((text.match(/[\n,[{&*]|[-:?] /g)?.length ?? 0) > mostMarks) return undefined;
  try {
    const documents = loadAll(text, null, { schema: FAILSAFE_SCHEMA });
    return isCertain(documents) ? documents : undefined;
  } catch {
    return undefined;
  }
}

/** Returns true if a file was not UTF-8. A package manager might then open other paths than those in the text. */
function isBroken(text: string): boolean {
  return text.includes('\ufffd');
}

/** All texts in a value of YAML, also its keys. */
export function textsIn(value: unknown, name = ''): readonly NamedText[] {
  if (typeof value === 'string') return [[name, value]];
  if (Array.isArray(value)) return value.flatMap((one) => textsIn(one));
  return Object.entries(Object(value)).flatMap(([key, one]) => [['', key], ...textsIn(one, key)]);
}

/** All texts in a value of JSON, with their keys. */
export function stringsIn(value: unknown, name = ''): readonly NamedText[] {
  if (typeof value === 'string') return [[name, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => stringsIn(one, key));
}

/** Deeper than anybody writes, but not too deep for functions that visit all of a value. */
const mostLevels = 500;

/**
 * Returns true if a JSON text repeats a key in one object (Bun and npm use different ones), is nested too deep, or is not
 * UTF-8.
 */
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
  return members !== written || isBroken(text);
}
