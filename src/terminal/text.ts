import { stripVTControlCharacters } from 'node:util';
import { withoutSecretValues } from '../check/secret-values.ts';

/**
 * Matches control characters and everything invisible or reordering in Unicode, except line feeds, tabs, and the selector
 * that turns the preceding character into an emoji. Node takes a twentieth of a start to load Unicode classes, and most
 * texts are plain. Therefore this is a string: Node would compile a literal when it loads the file.
 */
const unprintable = String.raw`(?![\n\t])(?!(?<=\p{Extended_Pictographic})\ufe0f)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`;

/** Removes the characters of a Unicode class from a text. */
export function withoutClass(text: string, name: 'Mark' | 'Default_Ignorable_Code_Point'): string {
  return /^[ -~]*$/.test(text) ? text : text.replace(new RegExp(`\\p{${name}}`, 'gu'), '');
}

/**
 * Replaces every character in a text that is not safe to show.
 * @param spell returns the replacement of a character
 */
export function spellUnprintable(text: string, spell: (character: string) => string): string {
  return /^[\n\t -~\u00b7\u2013\u2014\u2026\u2500-\u25ff\u2713-\u2716]*$/.test(text)
    ? text
    : text.replace(new RegExp(unprintable, 'gu'), spell);
}

/**
 * Makes a text safe to show in a terminal: escape sequences and invisible characters are spelled out as `\x1b` or `\u202e`.
 * Line feeds and tabs are kept.
 */
export function printableText(text: string): string {
  return spellUnprintable(text, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : escaped(character);
  });
}

/** Matches this program's own styling: what `Style`, its prompts and clack mark words with. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: color codes are what is looked for
const styling = /(\u001b\[(?:[127]|2[27]|3[1-36]|39)m)/;

/**
 * Makes a text of this program safe to show, with its own styling kept. Everything that is drawn goes through this, whoever
 * made it; names and values in it should be safe before, so that they cannot even imitate the styling.
 */
export function printableStyled(text: string): string {
  return text
    .split(styling)
    .map((part, index) => (index % 2 === 0 ? printableText(part) : part))
    .join('');
}

/** Makes JSON text safe to show. Unsafe characters become JSON escapes, so its value does not change. */
export function printableJson(json: string): string {
  return spellUnprintable(json, escaped);
}

/** A character as escaped in JSON and JavaScript. Characters beyond U+FFFF become two escapes. */
function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

/** Spells out line feeds, so that a text cannot make lines of its own. */
export function onOneLine(text: string): string {
  return text.replaceAll('\n', '\\n');
}

/**
 * Makes a name or value within a line safe to show. Like `printableText`, but line feeds and tabs are spelled out too, and
 * the text is cut at 200 characters. Tokens and keys in a text to cut are masked first: a part would not be recognized.
 */
export function printable(value: string): string {
  const safe = onOneLine(printableText(value)).replaceAll('\t', '\\t');
  if (safe.length <= 200) return safe;
  const hidden = withoutSecretValues(safe);
  return hidden.length > 200 ? `${hidden.slice(0, 200)}…` : hidden;
}

/**
 * Wraps a text at spaces into lines of at most this many characters, not counting color codes. A longer word is kept whole,
 * as is a command at the end of a line, so that it can be copied. Continuation lines are indented like their line (in a
 * list, like the text after the marker) and by `hang` more columns, or fewer if the next word would not fit.
 */
export function wrapWords(text: string, columns: number, hang = 0): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, columns, hang))
    .join('\n');
}

/** A command that ends a line: no other sentence follows. */
const command = /^(?:npm|npx|pnpm|yarn|bunx?|hs|git|create-hs-function) (?!.*[.!?] )/;

/** Where a line's final command starts: after a colon, or at the beginning of its own line. The line's end if it has none. */
function startOfCommand(text: string): number {
  const [before = ''] = /^(?: {4}(?=npm )|.*: )/s.exec(text) ?? [];
  const isLabel = before === 'Error: ' || before === 'Note: ';
  return before !== '' && !isLabel && command.test(text.slice(before.length)) ? before.length : text.length;
}

function wrapLine(text: string, columns: number, hang: number): string {
  if (width(text) <= columns) return text;
  const [start = ''] = text.match(/^ *(?:- |\d+\. )?/) ?? [];
  const lines: string[] = [];
  let indent = start;
  let line = indent;
  const end = startOfCommand(text);
  const words = text.slice(indent.length, end).split(' ');
  if (end < text.length) words.splice(-1, 1, text.slice(end));
  for (const word of words) {
    const longer = line === indent ? `${indent}${word}` : `${line} ${word}`;
    if (line === indent || width(longer) <= columns) {
      line = longer;
    } else {
      lines.push(line.trimEnd());
      indent = ' '.repeat(start.length + Math.max(0, Math.min(hang, columns - start.length - width(word))));
      line = `${indent}${word}`;
    }
  }
  return [...lines, line].join('\n');
}

function width(text: string): number {
  return stripVTControlCharacters(text).length;
}

/** How words are marked on a stream. Without color, each function returns its text unchanged. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly notice: (text: string) => string;
  /** Whether the stream can show more than ASCII. */
  readonly unicode: boolean;
  /** Whether it is read by a screen reader, so that lines and columns must not be drawn. */
  readonly flat: boolean;
}

const same = (text: string): string => text;

/** A style without any marks, for files, pipes and tests. */
export const plainStyle: Style = {
  bold: same,
  dim: same,
  good: same,
  bad: same,
  notice: same,
  unicode: true,
  flat: false,
};
