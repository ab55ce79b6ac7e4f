import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wrapWords } from '../../src/terminal/text.ts';

test('a text is broken at blanks, and a longer word stays whole', () => {
  expect(wrapWords('one two three', 8)).toBe('one two\nthree');
  expect(wrapWords('PRIVATE_APP_ACCESS_TOKEN is provided', 10)).toBe(
    'PRIVATE_APP_ACCESS_TOKEN\nis\nprovided',
  );
  expect(wrapWords('', 10)).toBe('');
});

test('lines stay lines, and a broken one keeps its indent', () => {
  expect(wrapWords('a  b\n  one two three\n', 9)).toBe('a  b\n  one two\n  three\n');
});

test('the rest of a broken line stands under its text, behind the mark of a list or so many columns in', () => {
  expect(wrapWords('- one two three\n  10. one two', 9)).toBe('- one two\n  three\n  10. one\n      two');
  expect(wrapWords('  one two three', 11, 4)).toBe('  one two\n      three');
  expect(wrapWords('  one two twelve', 10, 4)).toBe('  one two\n    twelve');
  expect(wrapWords('  one two thirteenth', 10, 4)).toBe('  one two\n  thirteenth');
});

test('a command at the end of a line stays whole, and what only begins like one does not', () => {
  const command = 'npm create hs-function@latest -- --app my-app --yes';
  expect(wrapWords(`This works: ${command}`, 20)).toBe(`This works:\n${command}`);
  expect(wrapWords(`    ${command}`, 20)).toBe(`    ${command}`);
  expect(wrapWords('Error: npm took it all. Go on', 12)).toBe('Error: npm\ntook it all.\nGo on');
  expect(wrapWords('it: npm takes it. It is', 12)).toBe('it: npm\ntakes it. It\nis');
  expect(wrapWords(' hs is a word', 7)).toBe(' hs is\n a word');
});

test('color takes no width', () => {
  expect(wrapWords('\u001b[31mone\u001b[39m two three', 8)).toBe('\u001b[31mone\u001b[39m two\nthree');
});

test('no word is lost, and no line of several words is too long', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 });
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 40 }), fc.nat(3), (all, columns, indent) => {
      const blanks = ' '.repeat(indent);
      const lines = wrapWords(blanks + all.join(' '), columns).split('\n');
      expect(lines.map((line) => line.slice(indent)).join(' ')).toBe(all.join(' '));
      for (const line of lines) {
        expect(line.startsWith(blanks)).toBe(true);
        if (line.trim().includes(' ')) expect(line.length).toBeLessThanOrEqual(columns);
      }
    }),
  );
});
