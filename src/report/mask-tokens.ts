import { withoutSecretValues } from '../check/secret-values.ts';
import type { Mask } from '../edit/diff.ts';

/**
 * Members of documents that are not masked, with everything in them. Every other member is, so that none can be forgotten.
 * These are this program's own identifiers; what a function said, which is masked for that function; and the values of a
 * warning, which is masked once it is in words.
 */
export const unmasked =
  'action caller code endedAt event id kind mode packageManager rule severity state status logs response values'.split(
    ' ',
  );

/** A document with every text in it masked, also those that its functions return, except in exempt members. Keys are kept. */
export function masked<Value>(value: Value, hide: Mask, kept: readonly string[] = unmasked): Value {
  if (typeof value === 'string') return hide(value) as Value;
  if (Array.isArray(value)) return value.map((one) => masked(one, hide, kept)) as Value;
  if (typeof value === 'function') return ((...given: []) => masked(value(...given), hide, kept)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, kept.includes(key) ? one : masked(one, hide, kept)]),
  ) as Value;
}

/**
 * Masks tokens and keys in a report or a part of it. If someone enters one where a name belongs, it must not end up in
 * terminal histories and logs.
 */
export function maskTokens<Part>(part: Part): Part {
  return masked(part, withoutSecretValues);
}
