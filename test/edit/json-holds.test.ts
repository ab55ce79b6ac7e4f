import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editJson, holdsAll } from '../../src/edit/edit-json.ts';
import { jsonText } from '../../src/plan/json-file.ts';
import type { Json, JsonItem, JsonMember } from '../../src/types.ts';

const key = fc.constantFrom('a', 'b', '__proto__', 'constructor');
const keys = fc.array(key, { maxLength: 2 });
const value = fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<Json>;
const member: fc.Arbitrary<JsonMember> = fc.record({
  at: keys,
  key,
  value,
  ifDifferent: fc.constantFrom('conflict' as const, 'keep' as const),
});
const item: fc.Arbitrary<JsonItem> = fc.record({ at: keys, item: fc.constantFrom('x', 'y') });
/** Objects with those keys, so that something is found now and then. */
const { root } = fc.letrec<{ root: Readonly<Record<string, Json>> }>((tie) => ({
  root: fc.dictionary(
    key,
    fc.oneof({ maxDepth: 2 }, value, fc.array(fc.constantFrom('x', 'y')), tie('root')),
  ) as fc.Arbitrary<Readonly<Record<string, Json>>>,
}));

test('a text that is said to hold everything is one that the editor changes nothing in', () => {
  let held = 0;
  fc.assert(
    fc.property(
      root,
      fc.array(member, { maxLength: 1 }),
      fc.array(item, { maxLength: 1 }),
      (given, some, items) => {
        const text = jsonText(given);
        const present = Object.entries(JSON.parse(text) as Readonly<Record<string, Json>>).map(
          ([key, value]) => {
            return { at: [], key, value, ifDifferent: 'conflict' as const };
          },
        );
        const members = [...present, ...some];
        if (!holdsAll(text, members, items)) return;
        held += 1;
        expect(editJson('some.json', text, members, items)).toEqual({
          text,
          edits: [],
          kept: [],
          comments: false,
        });
      },
    ),
  );
  expect(held).toBeGreaterThan(0);
});

test('what was just put into a text is held by it, unless its keys are in another order', () => {
  const members = [{ at: ['dependencies'], key: 'left-pad', value: '^1.0.0', ifDifferent: 'keep' as const }];
  const items = [{ at: ['auth', 'scopes'], item: 'crm.objects.contacts.read' }];
  expect(holdsAll('{}', members, items)).toBe(false);
  expect(holdsAll(editJson('some.json', '{}', members, items).text, members, items)).toBe(true);
});
