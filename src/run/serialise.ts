import { deepestNesting } from '../data/limits.ts';
import type { Json } from '../types.ts';

/** A value that cannot be written as JSON, so that there is no response. */
export interface Unserialisable {
  /** Where it is, such as `response.items[2].owner`. */
  readonly path: string;
  /** `function` and `symbol` only if the response itself is one: members of these kinds are left out. */
  readonly reason: 'circular' | 'bigint' | 'function' | 'symbol' | 'nested-too-deep';
  /** For a circular reference: the path that it refers to. */
  readonly target?: string;
}

/** A value that JSON silently drops. */
export interface Emptied {
  /** Where it is, such as `response.items`. */
  readonly path: string;
  /** What it is, such as `Map`, `NaN` or `function`. */
  readonly what: string;
  /** The text written in its place; undefined if the value is left out with its key. */
  readonly written: '{}' | 'null' | undefined;
}

/** Returns true if a JSON value is nested deeper than common JSON parsers follow. */
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
 * Finds the first value that keeps `value` from being written as JSON, in the order in which JSON is written. `toJSON` is
 * respected; `undefined` is not a problem. Members that are functions or symbols are left out, and become `null` in a
 * list, as in HubSpot's runtimes (`JSON.parse(JSON.stringify(response))`).
 * @param onEmptied called with each value that comes out empty, until such a value is found
 * @throws whatever a getter, a proxy or a `toJSON` of the value throws
 */
export function unserialisable(
  value: unknown,
  onEmptied: (emptied: Emptied) => void = () => {},
): Unserialisable | undefined {
  return search(value, { path: 'response', key: '', holders: [] }, onEmptied);
}

/** The current position of the search. */
interface Place {
  readonly path: string;
  readonly key: string;
  readonly holders: readonly Holder[];
}

function search(
  given: unknown,
  { path, key, holders }: Place,
  onEmptied: (emptied: Emptied) => void,
): Unserialisable | undefined {
  const value = jsonValue(given, key);
  const reason = typeof value;
  if (reason === 'function' || reason === 'symbol') {
    const holder = holders.at(-1);
    if (holder === undefined) return { path, reason };
    onEmptied({ path, what: reason, written: Array.isArray(holder.value) ? 'null' : undefined });
    return undefined;
  }
  const emptied = emptiedBy(value);
  if (emptied !== undefined) onEmptied({ path, ...emptied });
  if (reason === 'bigint') return { path, reason };
  if (typeof value !== 'object' || value === null) return undefined;
  const target = holders.find((holder) => holder.value === value);
  if (target !== undefined) return { path, reason: 'circular', target: target.path };
  if (holders.length >= deepestNesting) return { path, reason: 'nested-too-deep' };
  return searchMembers(value, path, [...holders, { value, path }], onEmptied);
}

/** What becomes of a value that JSON drops; undefined for any other. */
function emptiedBy(value: unknown): Pick<Emptied, 'what' | 'written'> | undefined {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : { what: String(value), written: 'null' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  const isBoxed = value instanceof Number || value instanceof String || value instanceof Boolean;
  if (isPlain || isBoxed || Object.keys(value).length > 0) return undefined;
  return { what: String(value.constructor?.name || 'such object'), written: '{}' };
}

function searchMembers(
  value: object,
  path: string,
  holders: readonly Holder[],
  onEmptied: (emptied: Emptied) => void,
): Unserialisable | undefined {
  const list = Array.isArray(value);
  const keys = list ? value.keys() : Object.keys(value);
  for (const key of keys) {
    const member = (value as Record<PropertyKey, unknown>)[key];
    if (member === null || typeof member === 'string' || Number.isFinite(member)) continue;
    const found = search(member, { path: memberPath(path, key), key: String(key), holders }, onEmptied);
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
