import { closeSync, constants, createReadStream, openSync, statSync } from 'node:fs';
import { largestInputBytes } from '../data/limits.ts';
import { interruptionProblem, refusal } from '../messages/messages.ts';

/** Milliseconds to wait until something opens a pipe for writing, and from then on until it ends. */
const writerMs = 5000;
const pipeMs = 30_000;

/**
 * Reads all of standard input or a pipe.
 * @param what its name for messages
 * @throws Problem `input-too-large` (code 2), or an interruption if the run is stopped
 */
export async function readInputStream(
  stream: NodeJS.ReadableStream & { destroy(error?: Error): unknown },
  what: string,
  signal: AbortSignal,
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  const onAbort = (): void => void stream.destroy(interruptionProblem(signal));
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

/** Whether a file is a pipe or similar, which can be read only once and from beginning to end. */
export function isPipe(file: string): boolean {
  try {
    const stats = statSync(file);
    return stats.isFIFO() || stats.isSocket() || stats.isCharacterDevice();
  } catch {
    // Reading it will report the reason.
    return false;
  }
}

/**
 * Reads all of a named pipe, if something writes to it and ends in time.
 * @param file absolute path
 * @throws Problem as `readInputStream` does, or `input-too-slow` (code 2), or the system's error
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

/**
 * Releases a reader that is blocked on opening a pipe without a writer, by opening it for writing and closing it
 * immediately.
 */
function wake(file: string): void {
  try {
    closeSync(openSync(file, constants.O_WRONLY | (constants.O_NONBLOCK ?? 0)));
  } catch {
    // No reader is waiting.
  }
}
