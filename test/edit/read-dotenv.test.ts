import { parseEnv } from 'node:util';
import { parse } from 'dotenv';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dotenvValues, everyDotenvValue } from '../../src/edit/edit-dotenv.ts';
import { whole } from '../extent.ts';

const pieces = [
  'KEY',
  'A.b-C',
  'export',
  'export ',
  '=',
  ' = ',
  ':',
  ': ',
  '\n',
  '\r\n',
  '\r',
  ' ',
  '\t',
  "'",
  '"',
];
const more = [
  '`',
  '\\',
  "\\'",
  '\\"',
  '\\n',
  '\\r',
  '#',
  ' # ',
  'value',
  '\ufeff',
  '{',
  '\n\n',
  '\nKEY=',
  '\nB: ',
];

test('the values of any .env are those that dotenv reads, and those that Node reads are known, too', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces, ...more), { maxLength: 14 }), (parts) => {
      const text = parts.join('');
      expect({ ...dotenvValues(text) }).toEqual(parse(text));
      expect(everyDotenvValue(text)).toEqual(expect.arrayContaining(Object.entries(parseEnv(text))));
    }),
    { numRuns: whole ? 1_000_000 : 20_000 },
  );
});

test.each([
  ['"{\\"user\\":\\"me\\"}"', '{\\"user\\":\\"me\\"}'],
  ["'it's-a-secret'", "it's-a-secret"],
  ['"abc" and more', '"abc" and more'],
  ['\n"on the next line"', 'on the next line'],
  ['"two\nlines" # comment', 'two\nlines'],
  ['"never closed', '"never closed'],
])('KEY=%s', (written, value) => {
  expect({ ...dotenvValues(`KEY=${written}\nNEXT=1`) }).toEqual({ KEY: value, NEXT: '1' });
});

test('each value of a name that is set twice is known', () => {
  expect(everyDotenvValue('KEY=one\nKEY=two')).toEqual([
    ['KEY', 'one'],
    ['KEY', 'two'],
    ['KEY', 'two'],
  ]);
});
