import type { JsonSource } from './json-tokens.ts';

/** The least number of members that are passed over, and left to the scanner at the end. */
export const plainCount = 8;
/** In less text than this, what is prepared takes longer than it saves. */
const shortText = 1 << 15;
/** Beyond these, the regular expression would be too large. */
const mostKeys = 100;

/** How many entries a plain list or object has at most: the matcher's stack stays small. */
const few = '{0,16}';
const space = '[ \\t\\r\\n]*';
const string = '"[^"\\\\\\x00-\\x1f]*"';
const scalar = `(?:${string}|-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?|true|false|null)`;
const list = `\\[${space}(?:${scalar}${space}(?:,${space}(?!\\])|(?=\\])))${few}\\]`;
const value = withObjectsOf(withObjectsOf(`(?:${scalar}|${list})`));

/** A scalar, a list of scalars, or an object with such values. */
function withObjectsOf(inner: string): string {
  const member = `${string}${space}:${space}${inner}${space}`;
  return `(?:${scalar}|${list}|\\{${space}(?:${member}(?:,${space}(?=")|(?=\\})))${few}\\})`;
}

/**
 * Matches members of an object that are as plain as those of a registry usually are: no comments, no escapes, no deeper
 * than the methods of a function's endpoint, and with none of some keys. Undefined where it would not pay.
 *
 * @param start where the object starts
 * @param keys of members that are not to be matched
 */
export function plainMembers(
  { text }: JsonSource,
  start: number,
  keys: Pick<ReadonlyMap<string, unknown>, 'keys' | 'size'>,
): RegExp | undefined {
  if (text.length - start < shortText || keys.size > mostKeys) return undefined;
  const key = `(?!"(?:${Array.from(keys.keys(), literal).join('|')})")${string}`;
  const member = `${key}${space}:${space}${value}${space},${space}`;
  return new RegExp(`(?:${member}){${plainCount},${2 * plainCount}}`, 'y');
}

/**
 * Passes over plain members of a large object: the engine's own matcher takes a tenth of the time that the scanner
 * takes. What it does not know it leaves to the scanner.
 *
 * @param members as `plainMembers` gives it
 * @param start where a member starts
 * @returns where a later member starts, with at least `plainCount` more from there on; else `start`
 */
export function skipPlainMembers({ text }: JsonSource, members: RegExp, start: number): number {
  let last = start;
  members.lastIndex = start;
  for (let next = start; members.test(text); next = members.lastIndex) last = next;
  return last;
}

function literal(key: string): string {
  return key.replace(/\W/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
