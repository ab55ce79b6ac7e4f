/**
 * The number of items at the beginning of a sorted list for which something holds, found by halving.
 * @param holds true for the items up to a place in the list, and for none after it
 */
export function partitionPoint<Item>(sorted: readonly Item[], holds: (item: Item) => boolean): number {
  let low = 0;
  for (let high = sorted.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle] as Item)) low = middle + 1;
    else high = middle;
  }
  return low;
}
