import type { Json } from '../../types.ts';

const width = 80;

/**
 * A JSON file as people write it and Prettier leaves it: two spaces, one member a line, a list of plain values in one
 * line where it fits into 80 columns, and a final newline.
 */
export function jsonText(value: Json): string {
  const text = JSON.stringify(value, null, 2);
  const joined = text.replace(/^(.*)\[\n([^[\]{}]*)\n *\](,?)$/gm, (whole, head, items, comma) => {
    const line = `${head}[${items.trim().replace(/\n */g, ' ')}]${comma}`;
    return line.length > width ? whole : line;
  });
  return `${joined}\n`;
}
