import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonText } from '../../src/plan/json-file.ts';
import type { Json } from '../../src/types.ts';

test('a list of plain values is on one line', () => {
  expect(jsonText({ secrets: ['A', 'B'], none: [], nested: [{ a: 1 }] })).toBe(
    '{\n  "secrets": ["A", "B"],\n  "none": [],\n  "nested": [\n    {\n      "a": 1\n    }\n  ]\n}\n',
  );
});

test('a list too long for 80 columns has one item per line', () => {
  const long = ['x'.repeat(40), 'y'.repeat(40)];
  expect(jsonText({ long })).toBe(`{\n  "long": [\n    "${long[0]}",\n    "${long[1]}"\n  ]\n}\n`);
});

test('the text represents exactly the value, whatever it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = jsonText(value as Json);
      expect(text.endsWith('\n')).toBe(true);
      expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(value));
    }),
  );
});
