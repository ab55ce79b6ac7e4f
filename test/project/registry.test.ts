import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordSearch } from '../../src/project/layout.ts';

/** Words that functions, secrets and endpoint paths can contain. */
const word = fc.stringMatching(/^[A-Za-z0-9_.$*+?()[\]{}|^/-]{1,12}$/);

test('a word anywhere in a JSON text is found, in any case', () => {
  fc.assert(
    fc.property(
      word,
      fc.string(),
      fc.string(),
      fc.boolean(),
      fc.boolean(),
      (wanted, before, after, asKey, upper) => {
        const held = `${before}${upper ? wanted.toUpperCase() : wanted.toLowerCase()}${after}`;
        const text = JSON.stringify(asKey ? { [held]: [] } : { name: { file: held } });
        expect(wordSearch(['another', wanted])(text)).toBe(true);
      },
    ),
  );
});

test('words of any length and number are searched for', () => {
  const long = 'x'.repeat(1_000_000);
  expect(wordSearch([long])(JSON.stringify({ [long]: 1 }))).toBe(true);
  expect(wordSearch([long])('{"hello":1}')).toBe(false);
  const many = Array.from({ length: 5000 }, (_, index) => `${'y'.repeat(100)}${index}`);
  expect(wordSearch(many)(JSON.stringify({ [`${many[4999]}`]: 1 }))).toBe(true);
});

test('a word that is not there is not found, and no word never is', () => {
  const text = JSON.stringify({ appFunctions: { hello: { file: 'hello.js' } } });
  expect(wordSearch(['hell.', 'hallo', 'h*'])(text)).toBe(false);
  expect(wordSearch([])(text)).toBe(false);
  expect(wordSearch([''])(text)).toBe(false);
});
