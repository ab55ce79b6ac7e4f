import { stripVTControlCharacters } from 'node:util';

/**
 * A text as lines of at most so many characters, broken at blanks; colour codes do not count, and a longer word stays
 * whole. A line that is broken keeps its indent.
 */
export function wrapWords(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, columns))
    .join('\n');
}

function wrapLine(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  const [indent = ''] = text.match(/^ */) ?? [];
  const lines: string[] = [];
  let line = indent;
  for (const word of text.slice(indent.length).split(' ')) {
    const longer = line === indent ? `${indent}${word}` : `${line} ${word}`;
    if (line === indent || width(longer) <= columns) {
      line = longer;
    } else {
      lines.push(line);
      line = `${indent}${word}`;
    }
  }
  return [...lines, line].join('\n');
}

function width(text: string): number {
  return stripVTControlCharacters(text).length;
}
