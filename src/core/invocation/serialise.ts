import { deepestNesting } from '../../data/input-limits.ts';
import type { Json } from '../../types.ts';

/** A value that JSON cannot say. */
export interface Unserialisable {
  /** Where it stands, such as `response.items[2].owner`. */
  readonly path: string;
  readonly reason: 'circular' | 'bigint' | 'function' | 'symbol' | 'nested-too-deep';
  /** For a circular reference: the path that it leads back to. */
  readonly target?: string;
}

/** Does a JSON value nest deeper than common JSON parsers follow? */
export function isTooDeep(value: Json): boolean {
  let level = [value].filter(isContainer);
  for (let depth = 0; depth < deepestNesting; depth++) {
    if (level.length === 0) return false;
    level = level.flatMap((one): Json[] => Object.values(one)).filter(isContainer);
  }
  return level.length > 0;
}

function isContainer(value: Json): value is Exclude<Json, null | boolean | number | string> {
  return typeof value === 'object' && value !== null;
}

type Holder = { readonly value: object; readonly path: string };

/**
 * Finds the first value that would be lost or would throw when `value` is written as JSON, in the order in which
 * JSON is written. `toJSON` is respected; `undefined` is no fault.
 *
 * @throws whatever a getter, a proxy or a `toJSON` of the value throws
 */
export function unserialisable(value: unknown): Unserialisable | undefined {
  return search(value, 'response', '', []);
}

function search(
  given: unknown,
  path: string,
  key: string,
  holders: readonly Holder[],
): Unserialisable | undefined {
  const value = jsonValue(given, key);
  const reason = typeof value;
  if (reason === 'bigint' || reason === 'function' || reason === 'symbol') return { path, reason };
  if (typeof value !== 'object' || value === null) return undefined;
  const target = holders.find((holder) => holder.value === value);
  if (target !== undefined) return { path, reason: 'circular', target: target.path };
  if (holders.length >= deepestNesting) return { path, reason: 'nested-too-deep' };
  return searchMembers(value, path, [...holders, { value, path }]);
}

function searchMembers(value: object, path: string, holders: readonly Holder[]): Unserialisable | undefined {
  const list = Array.isArray(value);
  const keys = list ? value.keys() : Object.keys(value);
  for (const key of keys) {
    const member = (value as Record<PropertyKey, unknown>)[key];
    if (member === null || typeof member === 'string' || typeof member === 'number') continue;
    const found = search(member, memberPath(path, key), String(key), holders);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What JSON writes for a value: the result of its `toJSON`, where it has one. */
function jsonValue(value: unknown, key: string): unknown {
  if (value === null || value === undefined) return value;
  const { toJSON } = Object(value) as { toJSON?: unknown };
  return typeof toJSON === 'function' ? toJSON.call(value, key) : value;
}

function memberPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}
