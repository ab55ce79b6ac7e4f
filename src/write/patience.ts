import process from 'node:process';

/** Error codes of Windows while another program, such as an editor, indexer or virus scanner, has a file open. */
const mayPass = new Set(['EPERM', 'EBUSY', 'EACCES', 'UNKNOWN']);

/** Milliseconds to wait before each further try; about one and a half seconds in all. */
const waitsMs = [10, 20, 50, 100, 200, 400, 700];

/**
 * Retries a file operation that Windows refuses, since scanners release a file after a moment. On other systems an
 * open file does not matter, so nothing is retried.
 * @param system `process.platform`
 * @throws the system's error of the last try
 */
export function patiently<Result>(work: () => Result, system: string = process.platform): Result {
  if (system !== 'win32') return work();
  for (const waitMs of waitsMs) {
    try {
      return work();
    } catch (error) {
      if (!mayPass.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
    pause(waitMs);
  }
  return work();
}

/** Blocks the whole process; independent of the clock. */
export function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
