import { emitKeypressEvents } from 'node:readline';
import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pasteable } from '../../src/prompts/prompt-input.ts';

/** The keys recognised in what a terminal sends in these reads. */
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
  return keys.filter((key) => key !== 'paste-start' && key !== 'paste-end');
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

  test('is one key without Enter where the terminal says that it was pasted, whatever is in it and however it comes', async () => {
    const anything = fc.string({
      unit: fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom(...'\r\n\t\b\x01\x04\x1a\x7f')),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { minLength: 1 }), async (reads) => {
        const [key, ...others] = await keysOf('\u001b[200~', ...reads, 'end\r\n\u001b[201~');
        expect([key?.endsWith('end'), others]).toEqual([true, []]);
      }),
    );
  });

  test('is taken as typed again after such a paste', async () => {
    expect(await keysOf('\u001b[200~\u001b[A\u001b[<0;1;1Mab\u001b[201~', '\r')).toEqual(['0;1;1Mab', '\r']);
  });

  test('is text where it reports the mouse, which takes one key, not thousands', async () => {
    const report = '\u001b[<0;10;10M';
    expect(await keysOf(report.repeat(400))).toEqual(['0;10;10M'.repeat(400)]);
    expect(await keysOf('\u001b[99~'.repeat(400), 'a')).toEqual(['a']);
  });

  test('leaves Ctrl-C heard where such a paste never ends', async () => {
    expect(await keysOf('\u001b[200~ab', 'c\r', '\u0003')).toEqual(['abc', '\u0003']);
  });
});
