import { closeSync, constants, createReadStream, openSync, statSync } from 'node:fs';
import { largestInputBytes } from '../data/limits.ts';
import { interruption, refusal } from '../messages/messages.ts';

/** Milliseconds that a pipe may take until somebody writes to it, and from then on to end. */
const writerMs = 5000;
const pipeMs = 30_000;

/**
 * Everything from standard input or a pipe; `what` is its name for messages.
 *
 * @throws Problem `input-too-large` (code 2), and the interruption's if the run is stopped
 */
export async function readInputStream(
  stream: NodeJS.ReadableStream & { destroy(error?: Error): unknown },
  what: string,
  signal: AbortSignal,
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  const onAbort = (): void => void stream.destroy(interruption(signal));
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort);
  for await (const piece of stream) {
    pieces.push(piece as Buffer);
    length += (piece as Buffer).length;
    if (length > largestInputBytes) throw refusal('input-too-large', { what });
  }
  signal.removeEventListener('abort', onAbort);
  return Buffer.concat(pieces);
}

/** Is it a pipe or similar, which can be read only once, from beginning to end? */
export function isPipe(file: string): boolean {
  try {
    const stats = statSync(file);
    return stats.isFIFO() || stats.isSocket() || stats.isCharacterDevice();
  } catch {
    // Anyone who reads it is told why it cannot be read.
    return false;
  }
}

/**
 * The same from a pipe by its absolute path, if somebody writes to it and ends in time.
 *
 * @throws Problem also `input-too-slow` (code 2), and the system's error
 */
export async function readPipe(file: string, what: string, signal: AbortSignal): Promise<Buffer> {
  const stream = createReadStream(file);
  const endAfter = (milliseconds: number) =>
    setTimeout(() => {
      stream.destroy(refusal('input-too-slow', { what, seconds: milliseconds / 1000 }));
      wake(file);
    }, milliseconds);
  let late = endAfter(writerMs);
  stream.once('open', () => {
    clearTimeout(late);
    if (!stream.destroyed) late = endAfter(pipeMs);
  });
  try {
    return await readInputStream(stream, what, signal);
  } finally {
    clearTimeout(late);
  }
}

/** Opening a pipe without a writer blocks; a writer that closes it at once releases the reader. */
function wake(file: string): void {
  try {
    closeSync(openSync(file, constants.O_WRONLY | (constants.O_NONBLOCK ?? 0)));
  } catch {
    // Nobody waits there.
  }
}
