/**
 * Tells contents of a file apart: the length and FNV-1a checksum of what is not in the bytes before, and how many of
 * those stand ahead of it and behind it. It guards against accidents, not attackers; loading `node:crypto` would cost
 * as much time as a whole transaction, and so would the checksum of a large file that hardly changes.
 *
 * @param before what an update starts from
 */
export function fingerprint(bytes: Uint8Array, before?: Uint8Array): string {
  if (before === undefined) return checksum(bytes);
  const start = sameAtStart(bytes, before);
  const end = sameAtEnd(bytes.subarray(start), before.subarray(start));
  return `${checksum(bytes.subarray(start, bytes.length - end))}-${start}-${end}`;
}

function checksum(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < bytes.length; index++) {
    hash = Math.imul(hash ^ (bytes[index] as number), 0x01000193);
  }
  return `${bytes.length}-${(hash >>> 0).toString(16)}`;
}

/** How many bytes both begin with. */
function sameAtStart(one: Uint8Array, other: Uint8Array): number {
  return largest(
    Math.min(one.length, other.length),
    (from, to) => Buffer.compare(one.subarray(from, to), other.subarray(from, to)) === 0,
  );
}

/** How many bytes both end with. */
function sameAtEnd(one: Uint8Array, other: Uint8Array): number {
  const part = (bytes: Uint8Array, from: number, to: number) =>
    bytes.subarray(bytes.length - to, bytes.length - from);
  return largest(
    Math.min(one.length, other.length),
    (from, to) => Buffer.compare(part(one, from, to), part(other, from, to)) === 0,
  );
}

/** How far things are the same, found by halves: comparing many bytes at once is far quicker than each for itself. */
function largest(most: number, isSame: (from: number, to: number) => boolean): number {
  let known = 0;
  let possible = most;
  while (known < possible) {
    const middle = Math.ceil((known + possible) / 2);
    if (isSame(known, middle)) known = middle;
    else possible = middle - 1;
  }
  return known;
}
