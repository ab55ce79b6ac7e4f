import { withoutLikelyValues } from '../check/secret-values.ts';
import type { Problem } from '../errors.ts';
import { printable } from '../terminal/text.ts';
import type { Texts, WordsOf } from './row.ts';

/** How values are shown in a message. */

/** The text of a fault, by its name. */
export function faultText<Text, Values extends { readonly fault: string }>(
  texts: Texts<Text>,
  values: Values,
  wordsOf?: WordsOf,
): Text {
  return (texts[values.fault] as Texts<Text>[string])(values, wordsOf);
}

/** A list of Problems, with what to do about each. */
export function listed(problems: readonly Problem[], wordsOf: WordsOf): string {
  const texts = problems.map(wordsOf).map(({ message, hint = '' }) => `${message}\n${hint}`.trim());
  return texts.map((text) => `- ${text.replaceAll('\n', '\n  ')}`).join('\n');
}

/** Names or paths in a row. */
export function list(items: readonly string[]): string {
  return items.map(printable).join(', ');
}

/** Words of which one is to be chosen. */
export function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** A value that a person gave or a file holds, in quotes and safe to show; a path is shown whole, a key is not. */
export function quoted(value: string): string {
  return `"${printable(/[\\/]/.test(value) ? value : withoutLikelyValues(value))}"`;
}
