import { stripVTControlCharacters } from 'node:util';

/**
 * Control characters and everything invisible or reordering in Unicode, except the line feed, the tab, and
 * the selector that makes the sign before it an emoji. To read Unicode's classes takes Node a twentieth of a start, and most
 * texts are plain: so they are no literals, which Node reads with the file.
 */
const unprintable = String.raw`(?![\n\t])(?!(?<=\p{Extended_Pictographic})\ufe0f)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`;

/** A string without the characters of a class of Unicode. */
export function withoutClass(text: string, name: 'Mark' | 'Default_Ignorable_Code_Point'): string {
  return /^[ -~]*$/.test(text) ? text : text.replace(new RegExp(`\\p{${name}}`, 'gu'), '');
}

/** A string with every character that is not safe to show spelled out in another way. */
export function spellUnprintable(text: string, spell: (character: string) => string): string {
  return /^[\n\t -~\u2014\u2713\u2714\u2026]*$/.test(text)
    ? text
    : text.replace(new RegExp(unprintable, 'gu'), spell);
}

/**
 * A string that is safe to show in a terminal: escape sequences and invisible characters are spelled out as `\x1b`
 * or `\u202e`; line feeds and tabs stay.
 */
export function printableText(text: string): string {
  return spellUnprintable(text, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : escaped(character);
  });
}

/** The same for a text of JSON: they become JSON's own escapes, and its value stays. */
export function printableJson(json: string): string {
  return spellUnprintable(json, escaped);
}

/** As JSON and JavaScript write a character: one beyond the first 65,536 as two. */
function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

/** The same as `printableText` for a name or value within a line: line feeds and tabs are spelled out too, and it is cut at 200 characters. */
export function printable(value: string): string {
  const safe = printableText(value).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
  return safe.length > 200 ? `${safe.slice(0, 200)}…` : safe;
}

/**
 * A string as lines of at most so many characters, broken at blanks; colour codes do not count. A longer word stays whole,
 * and so does a command at the end of a line, which is there to be copied. The rest of a broken line is indented as the line
 * is, in a list as the text behind its mark, and by `hang` more columns; less if its word would not fit there.
 */
export function wrapWords(text: string, columns: number, hang = 0): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, columns, hang))
    .join('\n');
}

/** Where a command starts that a line ends with: behind a colon, or in a line of its own. The end of the line if there is none. */
function startOfCommand(text: string): number {
  const colon = text.lastIndexOf(': ');
  const start = text.startsWith('    npm ') ? 4 : colon < 0 ? text.length : colon + 2;
  const isCommand = /^(?:npm|npx|pnpm|yarn|bunx?|hs|git|create-hs-function) (?!.*[.!?] )/.test(
    text.slice(start),
  );
  return isCommand && !/^(?:Error|Note): $/.test(text.slice(0, start)) ? start : text.length;
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

/** How words are marked on a stream; without colour, each function returns its text unchanged. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly notice: (text: string) => string;
  /** Can the stream show more than ASCII? */
  readonly unicode: boolean;
  /** Is it read aloud, so that lines and columns must not be drawn? */
  readonly flat: boolean;
}

const same = (text: string): string => text;

/** No marks at all: for files, pipes and tests. */
export const plainStyle: Style = {
  bold: same,
  dim: same,
  good: same,
  bad: same,
  notice: same,
  unicode: true,
  flat: false,
};
