import { isDeepStrictEqual } from 'node:util';
import type { JsonItem, JsonMember } from '../../types.ts';
import { printable } from '../report/printable.ts';
import type { JsonSpot } from './json-insert.ts';
import { parseJson } from './json-parse.ts';
import { placed } from './json-problems.ts';
import type { JsonContainer, JsonEntry } from './json-scan.ts';
import { type JsonSource, stringAt } from './json-tokens.ts';

/** Where a wanted member or item stands in the file, or belongs. */
export type JsonPlacement =
  | { readonly kind: 'present' }
  /** It belongs into this object or list; of an object these keys are missing, the wanted member's own included. */
  | { readonly kind: 'missing'; readonly spot: JsonSpot; readonly keys: readonly string[] }
  /** The member has another value: how that is written, and the conflict in a sentence. */
  | { readonly kind: 'different'; readonly present: string; readonly conflict: string }
  /** A value on the way is no object or list, though one is needed: the conflict in a sentence. */
  | { readonly kind: 'misfit'; readonly conflict: string };

/** A file whose wanted objects and lists have been read. */
export interface JsonDocument {
  readonly source: JsonSource;
  readonly root: JsonContainer;
}

/** Finds where a member or item stands or belongs. */
export function placementOf(document: JsonDocument, wanted: JsonMember | JsonItem): JsonPlacement {
  const { at } = wanted;
  const ownKey = 'key' in wanted ? [wanted.key] : [];
  let spot: JsonSpot = { container: document.root, parent: undefined };
  for (const [depth, key] of at.entries()) {
    if (spot.container.kind !== 'object')
      return misfit(document, spot.container.start, at.slice(0, depth), 'object');
    const entry = memberOf(spot.container, key);
    if (entry === undefined) return { kind: 'missing', spot, keys: [...at.slice(depth), ...ownKey] };
    if (entry.container === undefined) {
      const needed = 'item' in wanted && depth === at.length - 1 ? 'list' : 'object';
      return misfit(document, entry.valueStart, at.slice(0, depth + 1), needed);
    }
    spot = { container: entry.container, parent: spot.container };
  }
  return 'item' in wanted ? itemPlacement(document, spot, wanted) : memberPlacement(document, spot, wanted);
}

function memberPlacement(
  document: JsonDocument,
  spot: JsonSpot,
  { at, key, value }: JsonMember,
): JsonPlacement {
  if (spot.container.kind !== 'object') return misfit(document, spot.container.start, at, 'object');
  const entry = memberOf(spot.container, key);
  if (entry === undefined) return { kind: 'missing', spot, keys: [key] };
  const { source } = document;
  const present = source.text.slice(entry.valueStart, entry.end);
  if (isDeepStrictEqual(parseJson(source.path, present).value, value)) return { kind: 'present' };
  const conflict = `${placed(source, entry.start)} has ${memberName([...at, key])} already, with another value.`;
  return { kind: 'different', present, conflict };
}

function itemPlacement(document: JsonDocument, spot: JsonSpot, { at, item }: JsonItem): JsonPlacement {
  const { kind, start, entries } = spot.container;
  if (kind !== 'array') return misfit(document, start, at, 'list');
  const { text } = document.source;
  const isPresent = entries.some(
    ({ valueStart, end }) => text[valueStart] === '"' && stringAt(text, valueStart, end) === item,
  );
  return isPresent ? { kind: 'present' } : { kind: 'missing', spot, keys: [] };
}

function misfit(
  { source }: JsonDocument,
  offset: number,
  path: readonly string[],
  needed: 'object' | 'list',
): JsonPlacement {
  const what = path.length === 0 ? 'the file' : memberName(path);
  const example = needed === 'object' ? 'an object, such as {}' : 'a list, such as []';
  return { kind: 'misfit', conflict: `${placed(source, offset)}: ${what} has to be ${example}.` };
}

/** Of a key that is there twice the last one counts, as for `JSON.parse`. */
function memberOf({ entries }: JsonContainer, key: string): JsonEntry | undefined {
  return entries.findLast((entry) => entry.key === key);
}

/** A member's path as it is shown: `"appFunctions.hello"`. */
export function memberName(path: readonly string[]): string {
  return `"${printable(path.join('.'))}"`;
}
