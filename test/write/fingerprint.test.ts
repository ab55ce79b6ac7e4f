import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprint } from '../../src/write/lock.ts';

const contents = fc
  .array(fc.constantFrom(0, 10, 255), { maxLength: 12 })
  .map((bytes) => Uint8Array.from(bytes));

test('two contents have the same fingerprint just where they are the same', () => {
  fc.assert(
    fc.property(contents, contents, (one, other) => {
      expect(fingerprint(one) === fingerprint(other)).toBe(Buffer.compare(one, other) === 0);
    }),
    { numRuns: 2000 },
  );
});
