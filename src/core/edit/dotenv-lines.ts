/** A line of a `.env` file, or several where a quoted value goes over several. */
export interface DotenvLine {
  readonly kind: 'blank' | 'comment' | 'assignment' | 'unclear';
  /** Without the line break that ends it. */
  readonly text: string;
  /** What ends it; empty at the end of the file. */
  readonly lineBreak: string;
  /** Of an assignment: what is before the value, such as `export A = `. */
  readonly head: string;
  /** Of an assignment. */
  readonly name: string;
  /** The value opens a quote that nothing closes. */
  readonly isUnclosed: boolean;
}

const assignment = /^[ \t]*(?:export[ \t]+)?([\w.-]+)(?:[ \t]*=|:[ \t])[ \t]*/;
const lineEnd = /\r\n|\n|\r|$/g;

/**
 * The lines of a `.env` file, as the package `dotenv` 16 reads it (HubSpot's local runtime uses that): `export`, spaces
 * around `=`, `NAME: value`, and values in `'`, `"` or backquotes that may go over several lines.
 */
export function dotenvLines(text: string): readonly DotenvLine[] {
  const lines: DotenvLine[] = [];
  for (let at = 0; at < text.length; ) {
    const line = lineAt(text, at);
    lines.push(line);
    at += line.text.length + line.lineBreak.length;
  }
  return lines;
}

function lineAt(text: string, start: number): DotenvLine {
  const first = text.slice(start, endOfLine(text, start));
  const [head = '', name = ''] = assignment.exec(first) ?? [];
  if (name === '')
    return { ...lineTo(text, start, start), kind: kindOf(first), head, name, isUnclosed: false };
  const valueStart = start + head.length;
  const isQuoted = /['"`]/.test(text.charAt(valueStart));
  const closing = isQuoted ? closingQuote(text, valueStart) : valueStart;
  const isUnclosed = closing < 0;
  return { ...lineTo(text, start, isUnclosed ? start : closing), kind: 'assignment', head, name, isUnclosed };
}

/** From a start to the end of the line on which `last` lies. */
function lineTo(text: string, start: number, last: number): Pick<DotenvLine, 'text' | 'lineBreak'> {
  const end = endOfLine(text, last);
  return {
    text: text.slice(start, end),
    lineBreak: text.startsWith('\r\n', end) ? '\r\n' : text.charAt(end),
  };
}

function endOfLine(text: string, start: number): number {
  lineEnd.lastIndex = start;
  return lineEnd.exec(text)?.index ?? text.length;
}

/** The first closing quote without a backslash before it, else the last one with, else -1. */
function closingQuote(text: string, start: number): number {
  const quote = text.charAt(start);
  let escaped = -1;
  for (let at = text.indexOf(quote, start + 1); at >= 0; at = text.indexOf(quote, at + 1)) {
    if (text[at - 1] !== '\\') return at;
    escaped = at;
  }
  return escaped;
}

function kindOf(line: string): DotenvLine['kind'] {
  const content = line.trim();
  if (content === '') return 'blank';
  return content.startsWith('#') ? 'comment' : 'unclear';
}
