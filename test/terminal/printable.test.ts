import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable, printableJson, printableText } from '../../src/terminal/text.ts';

const acting =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be shown
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u;
const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...'\0\x07\x1b\x9b\r\u2028\u202e\u2066\ufeff\u061c\u{e0001}\u{e0061}'),
    fc.string(),
  ),
});

test('nothing that is shown can act on a terminal or turn text around', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      expect(printableText(text)).not.toMatch(acting);
      expect(printable(text)).not.toMatch(/[\n\t]/);
      expect(printable(text).length).toBeLessThanOrEqual(201);
    }),
  );
});

test('JSON says the same when it is made safe to show', () => {
  fc.assert(
    fc.property(fc.dictionary(nasty, nasty), (value) => {
      const shown = printableJson(JSON.stringify(value));
      expect(shown).not.toMatch(acting);
      expect(JSON.parse(shown)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
