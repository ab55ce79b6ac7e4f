import { emitKeypressEvents } from 'node:readline';
import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pasteable } from '../../src/prompts/prompt-input.ts';

/** The keys that are made of what a terminal sends in these reads. */
async function keysOf(...reads: readonly string[]): Promise<readonly (string | undefined)[]> {
  const terminal = new PassThrough();
  const input = pasteable(terminal as unknown as ReadStream);
  const keys: (string | undefined)[] = [];
  emitKeypressEvents(input);
  input.on('keypress', (letters: string | undefined, { name }: { name?: string }) =>
    keys.push(letters ?? name),
  );
  for (const read of reads) {
    terminal.write(read);
    await new Promise(setImmediate);
  }
  return keys;
}

describe('what a terminal sends', () => {
  test('is one key where it was pasted, however long it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 9, unit: 'grapheme' }), async (text) => {
        expect(await keysOf(text.repeat(50))).toEqual([text.repeat(50)]);
      }),
    );
  });

  test('is a key for each letter where it was typed', async () => {
    expect(await keysOf('a', 'bc', ' ', '\r')).toEqual(['a', 'b', 'c', ' ', '\r']);
  });

  test('keeps its order, and what is no letter', async () => {
    const pasted = 'pasted text';
    expect(await keysOf(`${pasted}\u001b[A${pasted}\u0003${pasted}\r`)).toEqual([
      pasted,
      'up',
      pasted,
      '\u0003',
      pasted,
      '\r',
    ]);
  });

  test('answers one question where several lines were pasted', async () => {
    expect(await keysOf('one line\ranother\r\n\r')).toEqual(['one line another', '\r']);
  });
});
