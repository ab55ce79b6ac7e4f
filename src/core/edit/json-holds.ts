import type { Json, JsonItem, JsonMember } from '../../types.ts';

/**
 * Whether a strict JSON text has all these members, with just these values, and all these items. That is known in no
 * time, where finding each place in the text is not.
 */
export function holdsAll(text: string, members: readonly JsonMember[], items: readonly JsonItem[]): boolean {
  const root: Json = JSON.parse(text);
  return (
    members.every(({ at, key, value }) => isSame(valueAt(root, [...at, key]), value)) &&
    items.every(({ at, item }) => {
      const list = valueAt(root, at);
      return Array.isArray(list) && list.includes(item);
    })
  );
}

function valueAt(root: Json, keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Readonly<Record<string, Json>>)[key]
        : undefined,
    root,
  );
}

/** Values with their keys in another order count as different. */
function isSame(one: Json | undefined, other: Json): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
