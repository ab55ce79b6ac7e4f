/**
 * Adds lines at the end of a text, in its kind of line break. As many line breaks end the text as before; an empty text
 * ends with one.
 *
 * @param blank whether an empty line sets them apart from what is there
 */
export function appendLines(text: string, lines: readonly string[], blank: boolean): string {
  if (lines.length === 0) return text;
  const lineBreak = /\r?\n/.exec(text)?.[0] ?? '\n';
  let end = text.length;
  while (text[end - 1] === '\n') end -= text[end - 2] === '\r' ? 2 : 1;
  const added = lines.join(lineBreak);
  if (end === 0) return added + (text || lineBreak);
  return text.slice(0, end) + lineBreak.repeat(blank ? 2 : 1) + added + text.slice(end);
}
