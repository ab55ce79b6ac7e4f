import type { ReadStream } from 'node:tty';
import { largestInput, largestInputBytes } from '../../data/input-limits.ts';
import { inputProblem, interruption } from '../../errors.ts';

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
    if (length > largestInputBytes)
      throw inputProblem('input-too-large', `${option} - is longer than ${largestInput}.`);
  }
  signal.removeEventListener('abort', onAbort);
  return Buffer.concat(pieces).toString('utf8');
}
