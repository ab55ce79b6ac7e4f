import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../types.ts';

/** What is to be added: members of an object, items of a list, or a whole value. */
export type JsonDraft = JsonDraftObject | JsonDraftList | JsonLeaf;
export type JsonDraftObject = Map<string, JsonDraft>;
export type JsonDraftList = Set<string>;

export interface JsonLeaf {
  readonly value: Json;
}

/**
 * Adds a value or an item of a list to a draft, below a path of keys; the item's list has no key of its own.
 *
 * @returns what stands there already and is something else, or undefined where nothing is in the way
 */
export function addToDraft(
  draft: JsonDraft,
  path: readonly string[],
  added: JsonLeaf | { readonly item: string },
): JsonLeaf | undefined {
  const [key, ...rest] = path;
  if (key !== undefined && draft instanceof Map) {
    const present = draft.get(key);
    if (present !== undefined) return addToDraft(present, rest, added);
    draft.set(key, newDraft(rest, added));
    return undefined;
  }
  if (key === undefined && 'item' in added && draft instanceof Set) {
    draft.add(added.item);
    return undefined;
  }
  const value = draftValue(draft);
  const isSame = key === undefined && 'value' in added && isDeepStrictEqual(value, added.value);
  return isSame ? undefined : { value };
}

function newDraft([key, ...rest]: readonly string[], added: JsonLeaf | { readonly item: string }): JsonDraft {
  if (key !== undefined) return new Map([[key, newDraft(rest, added)]]);
  return 'item' in added ? new Set([added.item]) : added;
}

/** Keys and values of a draft; the items of a list have no keys. */
export function draftEntries(draft: JsonDraftObject | JsonDraftList): readonly (readonly [string, Json])[] {
  if (draft instanceof Set) return Array.from(draft, (item) => ['', item]);
  return Array.from(draft, ([key, inner]) => [key, draftValue(inner)]);
}

/** `Object.fromEntries` and no assignment: a key may be `__proto__`. */
function draftValue(draft: JsonDraft): Json {
  if (draft instanceof Map) return Object.fromEntries(draftEntries(draft));
  return draft instanceof Set ? [...draft] : draft.value;
}
