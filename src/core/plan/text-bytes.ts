import { conflictProblem } from '../../errors.ts';
import type { TextEdit } from '../edit/json-insert.ts';
import { printable } from '../report/printable.ts';

/**
 * A file's text, without a byte order mark.
 *
 * @throws Problem `not-utf8` (code 3): editing would lose the bytes that are no UTF-8
 */
export function textOf(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw conflictProblem(
      'not-utf8',
      `${printable(path)} is not UTF-8 text, so it cannot be edited without loss.`,
      {
        hint: 'Save it as UTF-8, then run the same command again.',
        conflicts: [path],
      },
    );
  }
}

export function textBytes(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

/**
 * The bytes after edits of the text that they hold; all others stay the very bytes that they were.
 *
 * @param text as `textOf` gives it
 * @param edits from the text's start to its end
 */
export function editedBytes(before: Uint8Array, text: string, edits: readonly TextEdit[]): Uint8Array {
  const start = hasByteOrderMark(before) ? 3 : 0;
  const isAscii = before.length - start === text.length;
  const lengthOf = (piece: string) => (isAscii ? piece.length : Buffer.byteLength(piece));
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const { offset, length, content } of edits) {
    const from = start + lengthOf(text.slice(0, offset));
    parts.push(before.subarray(at, from), textBytes(content));
    at = from + lengthOf(text.slice(offset, offset + length));
  }
  return Buffer.concat([...parts, before.subarray(at)]);
}

export function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** Is this text what the bytes say, CRLF and LF taken as the same? */
export function sameButLineBreaks(bytes: Uint8Array, text: string): boolean {
  const characters = (content: Uint8Array | string) =>
    Buffer.from(content as string)
      .toString('latin1')
      .replaceAll('\r\n', '\n');
  return characters(bytes) === characters(text);
}
