import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openQueue } from '../../src/serve/queue.ts';

test('runs no more tasks at once than it is wide, each once, in the order in which they came', async () => {
  const tasks = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), tasks, async (width, lengths) => {
      const queue = openQueue(width);
      const started: number[] = [];
      let running = 0;
      let most = 0;
      const results = await Promise.all(
        lengths.map((length, index) =>
          queue.run(
            async () => {
              started.push(index);
              running += 1;
              most = Math.max(most, running);
              for (let left = length; left > 0; left -= 1) await turn();
              running -= 1;
              return index;
            },
            () => true,
          ),
        ),
      );
      expect(results).toEqual(lengths.map((_, index) => index));
      expect(started).toEqual(results);
      expect(most).toBeLessThanOrEqual(width);
    }),
    { numRuns: 50 },
  );
});

test('leaves out a task that nobody wants any more, and goes on after one that fails', async () => {
  const queue = openQueue(1);
  const failing = queue.run(
    () => Promise.reject(new Error('no luck')),
    () => true,
  );
  let ran = false;
  const unwanted = queue.run(
    async () => {
      ran = true;
    },
    () => false,
  );
  const last = queue.run(
    async () => 'last',
    () => true,
  );
  await expect(failing).rejects.toThrow('no luck');
  expect(await unwanted).toBeUndefined();
  expect(await last).toBe('last');
  expect(ran).toBe(false);
});
