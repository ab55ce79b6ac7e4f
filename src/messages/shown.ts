import { withoutLikelyValues } from '../check/secret-values.ts';
import type { Problem } from '../errors.ts';
import { printable } from '../terminal/text.ts';
import type { Texts, WordsOf } from './row.ts';

/** Formats values for messages. */

/** The text of the fault that `values.fault` names. */
export function faultText<Text, Values extends { readonly fault: string }>(
  texts: Texts<Text>,
  values: Values,
  wordsOf?: WordsOf,
): Text {
  return (texts[values.fault] as Texts<Text>[string])(values, wordsOf);
}

/** Problems as a bulleted list, each with its hint. */
export function listed(problems: readonly Problem[], wordsOf: WordsOf): string {
  const texts = problems.map(wordsOf).map(({ message, hint = '' }) => `${message}\n${hint}`.trim());
  return texts.map((text) => `- ${text.replaceAll('\n', '\n  ')}`).join('\n');
}

/** Names or paths, separated by commas. */
export function list(items: readonly string[]): string {
  return items.map(printable).join(', ');
}

/** Alternatives as text: `a, b or c`. */
export function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** A value from the user or a file, in quotes and safe to show. What looks like a key is masked, except in paths. */
export function quoted(value: string): string {
  return `"${printable(/[\\/]/.test(value) ? value : withoutLikelyValues(value))}"`;
}
