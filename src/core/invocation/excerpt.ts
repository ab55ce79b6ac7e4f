/** Longest line that an excerpt shows, in characters; of a longer one it shows the part around the column. */
const width = 100;

/**
 * The line of a text, up to two lines before it, and a mark under the column.
 *
 * @param line counted from 1, as is the column
 */
export function excerpt(text: string, line: number, column: number | undefined): string {
  const lines = text.split(/\r?\n/);
  const first = Math.max(1, line - 2);
  const start = Math.max(0, (column ?? 1) - width + 20);
  const digits = String(line).length;
  const shown = lines.slice(first - 1, line).map((content, index) => {
    const number = String(first + index).padStart(digits);
    return `${number} | ${content.slice(start, start + width).replaceAll('\t', ' ')}`.trimEnd();
  });
  if (column === undefined) return shown.join('\n');
  return [...shown, `${' '.repeat(digits)} | ${' '.repeat(column - 1 - start)}^`].join('\n');
}
