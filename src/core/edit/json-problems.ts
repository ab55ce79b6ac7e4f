import { conflictProblem, type Problem } from '../../errors.ts';
import { excerpt } from '../invocation/excerpt.ts';
import { printable, printableText } from '../report/printable.ts';

const byteOrderMark = /^\ufeff/;

interface Place {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 code units, as editors do. */
  readonly column: number;
}

interface Text {
  readonly path: string;
  readonly text: string;
}

/**
 * A text that is no JSON, with line, column and an excerpt.
 *
 * @param what what is wrong there, as half a sentence
 */
export function invalidJson(source: Text, offset: number, what: string): Problem {
  const { line, column } = placeOf(source.text, offset);
  const shown = printableText(excerpt(source.text.replace(byteOrderMark, ''), line, column));
  return conflictProblem('invalid-json', `${placed(source, offset)} is not valid JSON: ${what}.\n${shown}`, {
    hint: `Mend line ${line} of ${printable(source.path)}, then run the same command again.`,
    conflicts: [source.path],
  });
}

/** The same where one thing is needed and something else stands there. */
export function foundInstead({ path, text }: Text, offset: number, needed: string): Problem {
  const found = text.codePointAt(offset);
  const shown =
    found === undefined
      ? 'the file ends'
      : `there is ${printable(JSON.stringify(String.fromCodePoint(found)))}`;
  return invalidJson({ path, text }, offset, `${needed} is needed, and ${shown}`);
}

/** A file with line and column, for messages: `src/app/app.json (line 3, column 5)`. */
export function placed({ path, text }: Text, offset: number): string {
  const { line, column } = placeOf(text, offset);
  return `${printable(path)} (line ${line}, column ${column})`;
}

function placeOf(text: string, offset: number): Place {
  const lines = text.slice(0, offset).replace(byteOrderMark, '').split(/\r?\n/);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}
