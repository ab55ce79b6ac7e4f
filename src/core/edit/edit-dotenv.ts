import { parseEnv } from 'node:util';
import { redaction } from '../../data/secrets.ts';
import { conflictProblem, type Problem } from '../../errors.ts';
import type { DotenvEntry } from '../../types.ts';
import { printable } from '../report/printable.ts';
import { appendLines } from './append-lines.ts';
import { dotenvLines } from './dotenv-lines.ts';

/**
 * Appends the names that a `.env` file lacks, each under a comment; a name counts as present in any form that the
 * package `dotenv` or Node reads. What is there stays byte for byte. An empty text gets the header first.
 *
 * @param path for messages
 * @throws Problem `dotenv-conflict` (code 3) where a line above, such as one with a quote that is not closed, would keep
 * the new ones from being read
 */
export function editDotenv(
  path: string,
  text: string,
  header: string,
  entries: readonly DotenvEntry[],
): string {
  const present = new Set([...dotenvLines(text).map(({ name }) => name), ...Object.keys(parseEnv(text))]);
  const missing = entries.filter(({ name }) => !present.has(name));
  const start = text === '' ? appendLines('', comment(header), false) : text;
  const edited = missing.reduce(
    (before, entry) =>
      appendLines(before, [...comment(entry.comment), `${entry.name}=${entry.placeholder}`], true),
    start,
  );
  if (!isSound(text, edited, missing)) throw unread(path, text);
  return edited;
}

/** Does Node read the new names, and what it read before? It also takes odd texts for names; those do not count. */
function isSound(text: string, edited: string, added: readonly DotenvEntry[]): boolean {
  const values = parseEnv(edited);
  const before = Object.entries(parseEnv(text)).filter(([name]) => /^[\w.-]+$/.test(name));
  return (
    before.every(([name, value]) => values[name] === value) &&
    added.every(({ name }) => Object.hasOwn(values, name))
  );
}

/**
 * A `.env` text for other eyes: `***` stands for every value, for comments (people comment old values out), and for
 * lines that are no assignment. The number of lines stays. After a line that is unclear, or ends with a
 * lone carriage return, all is masked up to the next blank line: it may belong to a value.
 */
export function maskDotenv(text: string): string {
  let isUnclear = false;
  const masked = dotenvLines(text).map(({ kind, text: line, lineBreak, head, isUnclosed }) => {
    if (kind === 'blank') {
      isUnclear = false;
      return line + lineBreak;
    }
    const rest = line.replace(/^[^\r\n]*/, '').replace(/[^\r\n]+/g, redaction);
    const hidesName = isUnclear || kind === 'unclear';
    isUnclear ||= kind === 'unclear' || isUnclosed || lineBreak === '\r';
    return (hidesName ? '' : kind === 'comment' ? '# ' : head) + redaction + rest + lineBreak;
  });
  return masked.join('');
}

function comment(text: string): readonly string[] {
  return text.split('\n').map((line) => `# ${line}`);
}

function unread(path: string, text: string): Problem {
  const lines = dotenvLines(text);
  const odd = lines.findLastIndex(
    ({ kind, head, isUnclosed }) =>
      kind === 'unclear' || (kind === 'assignment' && (isUnclosed || !head.includes('='))),
  );
  const before = lines.slice(0, Math.max(odd, 0)).map((line) => line.text + line.lineBreak);
  const line = before.join('').split(/\r\n|\n|\r/).length;
  return conflictProblem(
    'dotenv-conflict',
    `${printable(path)} (line ${line}) is no NAME=value, or has a quote that is not closed. What is added below would not be read.`,
    { hint: `Mend line ${line} of ${printable(path)}, then run the same command again.`, conflicts: [path] },
  );
}
