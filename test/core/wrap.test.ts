import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wrapWords } from '../../src/core/wrap.ts';

test('a text is broken at blanks, and a longer word stays whole', () => {
  expect(wrapWords('one two three', 8)).toEqual(['one two', 'three']);
  expect(wrapWords('PRIVATE_APP_ACCESS_TOKEN is provided', 10)).toEqual([
    'PRIVATE_APP_ACCESS_TOKEN',
    'is',
    'provided',
  ]);
  expect(wrapWords('', 10)).toEqual(['']);
});

test('no word is lost, and no line of several words is too long', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 });
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 40 }), (all, columns) => {
      const lines = wrapWords(all.join(' '), columns);
      expect(lines.join(' ')).toBe(all.join(' '));
      for (const line of lines) if (line.includes(' ')) expect(line.length).toBeLessThanOrEqual(columns);
    }),
  );
});
