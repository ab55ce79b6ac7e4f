import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprint } from '../../src/write/lock.ts';

const contents = fc
  .array(fc.constantFrom(0, 10, 255), { maxLength: 12 })
  .map((bytes) => Uint8Array.from(bytes));

test('two contents have the same fingerprint just where they are the same, whatever was there before', () => {
  fc.assert(
    fc.property(contents, contents, fc.option(contents, { nil: undefined }), (one, other, before) => {
      const isSame = Buffer.compare(one, other) === 0;
      expect(fingerprint(one, before) === fingerprint(other, before)).toBe(isSame);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['abc', undefined, '3-1a47e90b'],
  ['abc', '', '3-1a47e90b-0-0'],
  ['ab', 'ab', '0-811c9dc5-2-0'],
  ['axb', 'ab', '1-fd0c5087-1-1'],
  ['aaa', 'aa', '1-e40c292c-2-0'],
  ['a', 'aa', '0-811c9dc5-1-0'],
  ['bbaa', 'aa', '2-3f2bab85-0-2'],
])(
  'of %j after %j it says what is new, and how much of what was there stands around it',
  (now, before, is) => {
    expect(fingerprint(Buffer.from(now), before === undefined ? undefined : Buffer.from(before))).toBe(is);
  },
);
