import { withoutLikelyValues } from '../check/secret-values.ts';
import { redaction } from '../data/limits.ts';
import type { Problem } from '../errors.ts';
import { onOneLine, printable } from '../terminal/text.ts';
import type { Texts, WordsOf } from './row.ts';

/** Formats values for messages. */

/**
 * Values that may have several lines: commands, and what an error, a program or another message says. All others are names
 * or the like.
 */
const texts = new Set([
  'thrown',
  'message',
  'hint',
  'output',
  'cause',
  'excerpt',
  'answers',
  'why',
  'meant',
  'command',
]);

/**
 * The values for a text, with line feeds spelled out, however deep they are: a name must not make a line of its own, which
 * could look like one of this program's. Every text of `src/messages` gets its values through this.
 */
export function safeValues<Values>(values: Values): Values {
  return spelled(values, '') as Values;
}

function spelled(value: unknown, key: string): unknown {
  if (typeof value === 'string') return texts.has(key) ? value : onOneLine(value);
  if (Array.isArray(value)) return value.map((one) => spelled(one, key));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spelled(one, name)]));
}

/** Returns false for a Problem or another error, whose text is made separately. */
function isPlain(value: unknown): value is object {
  return value instanceof Object && Object.getPrototypeOf(value) === Object.prototype;
}

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

/**
 * A value from the user or a file, in quotes and safe to show. One that has what looks like a key is masked as a whole, except
 * a path: what was left of a secret would not be recognised.
 */
export function quoted(value: string): string {
  const isShown = /[\\/]/.test(value) || withoutLikelyValues(value) === value;
  return isShown ? `"${printable(value)}"` : `"${redaction}"`;
}
