import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openQueue } from '../../src/serve/queue.ts';

const wanted = () => true;

test('runs no more tasks at once than it may, each once, those of a caller in the order in which they came', async () => {
  const tasks = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 3 })), {
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.nat(4), tasks, async (width, more, given) => {
      const queue = openQueue(width, width + more);
      const started: number[] = [];
      const running = new Map<string, number>();
      const ended = await Promise.all(
        given.map(([caller, length], index) => {
          const task = async () => {
            started.push(index);
            running.set(caller, (running.get(caller) ?? 0) + 1);
            const all = [...running.values()].reduce((sum, one) => sum + one, 0);
            expect(all).toBeLessThanOrEqual(width + more);
            expect(running.get(caller)).toBeLessThanOrEqual(width);
            for (let left = length; left > 0; left -= 1) await turn();
            running.set(caller, (running.get(caller) ?? 0) - 1);
            return index;
          };
          return queue.run(caller, task, wanted);
        }),
      );
      expect(ended).toEqual(given.map((_, index) => index));
      expect([...started].sort((one, other) => one - other)).toEqual(ended);
      for (const name of ['a', 'b', 'c']) {
        const own = started.filter((index) => given[index]?.[0] === name);
        expect(own).toEqual([...own].sort((one, other) => one - other));
      }
    }),
    { numRuns: 50 },
  );
});

test('lets another caller in at once, however many tasks of the first one run and wait, and then by turns', async () => {
  const queue = openQueue(2, 4);
  const ends: (() => void)[] = [];
  const order: string[] = [];
  const start = (caller: string) =>
    queue.run(
      caller,
      async () => {
        order.push(caller);
        await new Promise<void>((resolve) => ends.push(resolve));
      },
      wanted,
    );
  for (let count = 0; count < 200; count += 1) void start('busy');
  await turn();
  expect(order).toEqual(['busy', 'busy']);
  for (let count = 0; count < 3; count += 1) void start('other');
  await turn();
  expect(order).toEqual(['busy', 'busy', 'other']);
  while (order.length < 8) {
    for (const end of ends.splice(0)) end();
    await turn();
  }
  expect(order.slice(0, 8).filter((caller) => caller === 'other')).toHaveLength(3);
});

test('skips a task that is no longer needed, and continues after one that fails', async () => {
  const queue = openQueue(1, 1);
  const failing = queue.run('a', () => Promise.reject(new Error('no luck')), wanted);
  let ran = false;
  const unwanted = queue.run(
    'a',
    async () => {
      ran = true;
    },
    () => false,
  );
  const last = queue.run('a', async () => 'last', wanted);
  await expect(failing).rejects.toThrow('no luck');
  expect(await unwanted).toBeUndefined();
  expect(await last).toBe('last');
  expect(ran).toBe(false);
});
