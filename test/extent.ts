/**
 * How much is tested: `npm test` runs a limited part of the slow tests, always the same part, and `npm run test:all` runs
 * everything.
 */
export const whole = process.env.TEST_EXTENT === 'all';

/** All items or, in `npm test`, at most this many: evenly spread, including the first and last. */
export function part<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (whole || items.length <= most) return items;
  return Array.from({ length: most }, (_, index) => {
    return items[Math.round((index * (items.length - 1)) / (most - 1))] as Item;
  });
}
