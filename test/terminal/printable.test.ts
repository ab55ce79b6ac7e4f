import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable, printableJson, printableText } from '../../src/terminal/text.ts';

/** Unicode's control, format and separator characters, and those that are displayed as nothing. */
const acting = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
const everyActing = Array.from({ length: 0x110000 }, (_, code) => String.fromCodePoint(code)).filter(
  (character) => acting.test(character),
);
const nasty = fc.string({ unit: fc.oneof(fc.constantFrom(...everyActing), anyCharacter) });

/** The text without the allowed ones of these characters: line feeds, tabs, and the selector after an emoji. */
function withoutAllowed(text: string): string {
  return text.replace(/[\n\t]|(?<=\p{Extended_Pictographic})\ufe0f/gu, '');
}

test('nothing that is shown can act on a terminal or turn text around', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      expect(withoutAllowed(printableText(text))).not.toMatch(acting);
      expect(printable(text)).not.toMatch(/[\n\t]/);
      expect(printable(text).length).toBeLessThanOrEqual(201);
    }),
  );
});

test('JSON says the same when it is made safe to show', () => {
  fc.assert(
    fc.property(fc.dictionary(nasty, nasty), (value) => {
      const shown = printableJson(JSON.stringify(value));
      expect(withoutAllowed(shown)).not.toMatch(acting);
      expect(JSON.parse(shown)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('every control or invisible character is spelled out, and emojis stay', () => {
  for (const character of everyActing) {
    if (character === '\n' || character === '\t') continue;
    expect(printableText(`a ${character}`)).toMatch(/^a (\\[xu][0-9a-f]+)+$/);
    expect(JSON.parse(`"${printableJson(`a ${character}`)}"`)).toBe(`a ${character}`);
  }
  expect(printableText('⚠\ufe0f 1')).toBe('⚠\ufe0f 1');
});
