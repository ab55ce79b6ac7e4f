/**
 * How much is tried: `npm test` tries a bounded part of what is slow, the same part each time; `npm run test:all` tries
 * everything.
 */
export const whole = process.env.TEST_EXTENT === 'all';

/** All items; in `npm test` at most so many of them, evenly spread, with the first and the last. */
export function part<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (whole || items.length <= most) return items;
  return Array.from({ length: most }, (_, index) => {
    return items[Math.round((index * (items.length - 1)) / (most - 1))] as Item;
  });
}
