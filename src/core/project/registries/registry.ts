import type { Registered } from '../../../types.ts';

/** What the configuration of a project registers: all of it, or what may have to do with some words. */
export interface Registry {
  all(): Registered;
  /** What is left out surely has none of these words, in whatever letter case. */
  withWords(words: readonly string[]): Registered;
}

export const nothing: Registered = { functions: [], uids: new Map() };

/** Beyond these, a regular expression would be too large: of long words the beginning is looked for. */
const longestWord = 100;
const mostWords = 200;

/** May a JSON text hold one of these words, in whatever letter case? With an escape in it, it may. */
export function wordSearch(words: readonly string[]): (text: string) => boolean {
  if (words.length > mostWords) return () => true;
  const beginnings = words.filter((word) => word !== '').map((word) => word.slice(0, longestWord));
  const literals = beginnings.map((word) => word.replace(/[^\w-]/g, '\\$&'));
  if (literals.length === 0) return hasEscape;
  const pattern = new RegExp(literals.join('|'), 'i');
  // Among the words, the single character would keep the engine from skipping ahead by a word's length.
  return (text) => hasEscape(text) || pattern.test(text);
}

function hasEscape(text: string): boolean {
  return text.includes('\\');
}

/** Reads when it is first asked, and then remembers. */
export function once<Value>(read: () => Value): () => Value {
  let known: { readonly value: Value } | undefined;
  return () => {
    known ??= { value: read() };
    return known.value;
  };
}
