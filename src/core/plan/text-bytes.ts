import { conflictProblem } from '../../errors.ts';
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
