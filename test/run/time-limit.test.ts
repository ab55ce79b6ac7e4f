import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { timeLimit } from '../../src/run/supervise.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** When a limit of 100 ms ends a function, if this program spends these times on its output, each at a moment. */
function endOf(spending: Readonly<Record<number, number>>): number {
  let spent = 0;
  let end: number | undefined;
  let now = 0;
  const limit = timeLimit(
    100,
    () => {
      end ??= now;
    },
    () => spent,
  );
  limit.restart();
  for (; end === undefined && now < 10_000; now++) {
    spent += spending[now] ?? 0;
    vi.advanceTimersByTime(1);
  }
  return end ?? Number.POSITIVE_INFINITY;
}

test('a function gets the time back that is spent on hiding secrets in its output, and no more', () => {
  const own = endOf({});
  expect(own).toBeGreaterThanOrEqual(99);
  expect(endOf({ 10: 40 })).toBe(own + 40);
  // What is spent within the time that was given back counts as well.
  expect(endOf({ 10: 40, 120: 25 })).toBe(own + 65);
  expect(endOf({ 10: 0.2 })).toBe(own);
});

test('a function that writes without end is ended after twice its time at most', () => {
  const always = Object.fromEntries(Array.from({ length: 10_000 }, (_, now) => [now, 1]));
  expect(endOf(always)).toBe(endOf({}) + 100);
});

test('a function without a limit is not ended, and one that has answered is not either', () => {
  const ended = vi.fn();
  timeLimit(0, ended, () => 0).restart();
  const limit = timeLimit(100, ended, () => 1000);
  limit.restart();
  vi.advanceTimersByTime(50);
  limit.end();
  vi.advanceTimersByTime(100_000);
  expect(ended).not.toHaveBeenCalled();
});
