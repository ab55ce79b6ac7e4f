import { expect, test } from 'vitest';
import { editJson } from '../../src/edit/edit-json.ts';

/** The text after adding a member at the root. */
function withMember(text: string, key: string): string {
  const member = { at: [], key, value: 1, ifDifferent: 'conflict' } as const;
  return editJson('file.json', text, [member], []).text;
}

test.each([
  ['values in a column stay in it', '{\n  "a":      1,\n  "longer": 2\n}', 'bcd', '\n  "bcd":    1\n'],
  ['also with the colon in the column', '{\n  "a"      : 1,\n  "longer" : 2\n}', 'bcd', '\n  "bcd"    : 1\n'],
  [
    'a key that is too long for it gets one blank',
    '{\n  "a":      1,\n  "longer": 2\n}',
    'muchLonger',
    '"muchLonger": 1\n',
  ],
  ['blanks that are no column are not copied', '{\n  "a": 1,\n  "b":     2\n}', 'cd', '"cd": 1\n'],
  ['two blanks everywhere are a habit', '{\n  "a":  1,\n  "b":  2\n}', 'cd', '"cd":  1\n'],
])('%s', (_, text, key, expected) => {
  expect(withMember(text, key)).toContain(expected);
});
