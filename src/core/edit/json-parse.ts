import type { Json } from '../../types.ts';
import { scanJson } from './json-scan.ts';
import { type JsonSource, jsonSource } from './json-tokens.ts';

/**
 * The value of a JSON text. What HubSpot's tools refuse and a person can mean (comments, trailing commas, a byte
 * order mark) is read all the same. Of a key that is there twice the last one counts, as for `JSON.parse`.
 *
 * @param path for messages
 * @returns `comments` says that there are comments or trailing commas
 * @throws Problem `invalid-json` (code 3) with line, column and excerpt
 */
export function parseJson(path: string, text: string): { readonly value: Json; readonly comments: boolean } {
  try {
    return { value: JSON.parse(text) as Json, comments: false };
  } catch {
    const source = jsonSource(path, text);
    scanJson(source);
    return { value: JSON.parse(strictText(source)) as Json, comments: source.extras.length > 0 };
  }
}

/** The text with spaces in the place of what strict JSON refuses. */
function strictText({ text, extras }: JsonSource): string {
  const parts: string[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  for (const [start, end] of [...extras].sort(([one], [other]) => one - other)) {
    parts.push(text.slice(at, start), ' ');
    at = end;
  }
  return parts.join('') + text.slice(at);
}
