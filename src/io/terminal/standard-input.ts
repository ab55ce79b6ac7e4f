import type { ReadStream } from 'node:tty';
import { inputProblem, interruption } from '../../errors.ts';

/** Bytes that may come over standard input. */
const largest = 16 * 1024 * 1024;

/**
 * Reads standard input to its end.
 *
 * @param option for messages, such as `--context`
 * @throws Problem (code 2) where it is too large, and the interruption (code 130 or 143) where the signal is aborted
 */
export async function readStandardInput(
  stdin: ReadStream,
  option: string,
  signal: AbortSignal,
): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  const onAbort = (): void => void stdin.destroy(interruption(signal));
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort);
  for await (const piece of stdin) {
    pieces.push(piece as Buffer);
    length += (piece as Buffer).length;
    if (length > largest)
      throw inputProblem('input-too-large', `${option} - is longer than ${largest / 1024 / 1024} MB.`);
  }
  signal.removeEventListener('abort', onAbort);
  return Buffer.concat(pieces).toString('utf8');
}
