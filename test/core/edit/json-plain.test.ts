import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { editJson } from '../../../src/core/edit/edit-json.ts';
import { scanJson } from '../../../src/core/edit/json-scan.ts';
import { jsonSource } from '../../../src/core/edit/json-tokens.ts';
import { Problem } from '../../../src/errors.ts';
import type { JsonItem, JsonMember } from '../../../src/types.ts';
import { documents } from './json-documents.ts';

/** The editor without what passes over plain members. */
const careful = await carefulEditor();

async function carefulEditor(): Promise<typeof editJson> {
  vi.resetModules();
  vi.doMock('../../../src/core/edit/json-plain.ts', () => ({ plainMembers: () => undefined }));
  const { editJson: editor } = await import('../../../src/core/edit/edit-json.ts');
  vi.doUnmock('../../../src/core/edit/json-plain.ts');
  return editor;
}

/** So much text behind it that passing over members pays. */
const long = ' '.repeat(1 << 15);

const hello: JsonMember = {
  at: ['appFunctions'],
  key: 'hello',
  value: { file: 'hello.js', secrets: ['KEY'] },
  ifDifferent: 'conflict',
};
const wishes: readonly (readonly [readonly JsonMember[], readonly JsonItem[]])[] = [
  [[hello], []],
  [
    [
      { ...hello, ifDifferent: 'keep' },
      { ...hello, key: 'a"b' },
      { ...hello, key: 'é(.' },
    ],
    [],
  ],
  [[{ ...hello, at: [], key: 'version' }], [{ at: ['appFunctions', 'hello', 'secrets'], item: 'KEY' }]],
  [[{ ...hello, at: ['appFunctions', 'hello', 'x'] }], []],
];

/** What an editor makes of a text, its problem included. */
function outcome(editor: typeof editJson, text: string): unknown {
  return wishes.map(([members, items]) => {
    try {
      return editor('some.json', text, members, items);
    } catch (error) {
      if (error instanceof Error && error.constructor.name === Problem.name) {
        return { ...error, message: error.message };
      }
      throw error;
    }
  });
}

function expectTheSame(text: string): void {
  expect(outcome(editJson, text)).toEqual(outcome(careful, text));
}

/** Mostly plain, now and then what only the scanner knows, and seldom what is no JSON. */
function mostly(
  plain: fc.Arbitrary<string>,
  other: readonly string[],
  broken: readonly string[],
): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 10_000, arbitrary: plain },
    { weight: 60, arbitrary: fc.constantFrom(...other) },
    { weight: 1, arbitrary: fc.constantFrom(...broken) },
  );
}

const names = String.raw`hello hell hello2 h\u0065llo a\"b é(. \" version __proto__ appFunctions app\u0046unctions`;
const keys = mostly(
  fc.nat(99).map((number) => `"function-${number}"`),
  ['""', ...names.split(' ').map((name) => `"${name}"`)],
  [...String.raw`'a' a "a\x" " { } ,`.split(' '), '"a\nb"'],
);
const scalars = mostly(
  fc.constantFrom(...'"x.js" "" "{[,]}:" "//" "é\u2028\ud800" 0 -0.5e+7 1E5 true null'.split(' ')),
  [...String.raw`"a\"b" "\\" "\u00e9" [[]] [{}] {"a":{"b":{"c":1}}}`.split(' '), '"a // b /* */"'],
  [...String.raw`01 1. - nul truex "a\" +1 [1,] {"a":1,} {1}`.split(' '), '"\u0001"', ''],
);
const gaps = mostly(
  fc.constantFrom('', ' ', '\n  ', '\r\n\t', '\n\n', '\r'),
  ['// }\n', '/* "hello": {} */', ' // "\r\n '],
  ['\u00a0', '/', '//', '/* ', '\ufeff', '\0', ','],
);
const separators = mostly(fc.constant(','), [','], ['', ',,', ';', ':', '}', ']']);

const { values } = fc.letrec<{ values: string }>((tie) => ({
  values: fc.oneof(
    { depthSize: 'large', maxDepth: 6 },
    scalars,
    fc.constant('{ "file": "x.js", "secrets": [], "endpoint": { "path": "x", "method": ["GET", "PUT"] } }'),
    written('[]', tie('values'), 4),
    written('{}', memberOf(tie('values')), 4),
    fc.nat(40).map((count) => `[${Array(count).fill('"GET"').join(', ')}]`),
    {
      weight: 2,
      arbitrary: fc.constant('{ "file": "x.js", "endpoint": { "path": "x", "method": ["GET"] } }'),
    },
  ),
}));

function memberOf(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(keys, gaps, gaps, value)
    .map(([key, before, after, text]) => `${key}${before}:${after}${text}`);
}

/** Entries between brackets, now and then with a comma after the last. */
function written(brackets: string, entry: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> {
  const rows = fc.array(fc.tuple(gaps, entry, gaps, separators), { maxLength, size: 'max' });
  return fc.tuple(rows, fc.nat(19), gaps).map(([list, comma, end]) => {
    const texts = list.map(([before, text, after, separator], index) => {
      const isLast = index === list.length - 1;
      return before + text + after + (isLast && comma > 0 ? '' : separator);
    });
    return brackets.charAt(0) + texts.join('') + end + brackets.charAt(1);
  });
}

const registries = written('{}', memberOf(values), 100);
const roots = fc
  .tuple(
    fc.array(memberOf(scalars), { maxLength: 12 }),
    registries,
    fc.array(memberOf(registries), { maxLength: 2 }),
  )
  .map(
    ([before, registry, after]) => `{${[...before, `"appFunctions": ${registry}`, ...after].join(',\n')}}`,
  );

/** Values, white space and members as they may stand among plain ones: odd, as only people write, or no JSON. */
const oddValues = [
  ...'01 00 - -1 1. 1.5 .5 +1 1e 1E+5 -0.5e-7 0x1 truex nul NaN [1,] [,] [1 [[1]] [{}] {] [} }'.split(' '),
  ...`{"a":1,} {,} {"a":} {a:1} {'a':1} {"b":{"c":[1]}} {"b":{"c":{"d":1}}} {"b":{"c":[1,]}}`.split(' '),
  ...[
    String.raw`"\x"`,
    String.raw`"\u12"`,
    '"',
    '"\u001f"',
    '"\t"',
    '[1 2]',
    '{"a" 1}',
    '{"b":{"c":1,}}',
    '',
  ],
  ...['1 1', '1}', '1}, "b": {"c": 1', `[${Array(17).fill('"GET"').join(', ')}]`],
  JSON.stringify(Object.fromEntries(Array.from({ length: 17 }, (_, index) => [index, index]))),
];
const oddGaps = ['\v', '\f', '\u00a0', '\ufeff', '\u2028', '\r', ' \r\n\t '];
const comments = ['/', '//', '/* */', '// }\n', '/* "hello": 1'];
const oddMembers = [
  ...oddValues.map((value) => `"a": ${value}`),
  ...[...oddGaps, ...comments].flatMap((gap) => [
    `"a"${gap}: 1`,
    `"a":${gap}1`,
    `"a": 1${gap}`,
    `${gap}"a": 1`,
  ]),
  ...[...oddGaps, ...comments].flatMap((gap) => [`"a": {${gap}}`, `"a": [1${gap}]`]),
  ...String.raw`hello h\u0065llo a\"b a\u0022b é(. \u00e9(. function-1`
    .split(' ')
    .map((key) => `"${key}": {}`),
  ...['"": 1', '"a\u0001": 1', '"a"', '"a" 1', '1', '', ',', '}', ']', '{}'],
];

describe('With or without passing over plain members', () => {
  test('the same becomes of any object, JSON or not', () => {
    fc.assert(
      fc.property(roots, (text) => expectTheSame(text + long)),
      { numRuns: 300 },
    );
  });

  test.each(oddMembers)('the same becomes of a registry with the member %j', (odd) => {
    for (const unit of [0, 2]) {
      const text = registryOf(60, unit).replace(/"function-30":.*(?="function-31")/s, () => `${odd},`);
      expectTheSame(text + long);
    }
  });

  test('the same becomes of any document in any format', () => {
    fc.assert(
      fc.property(documents, ({ text }) => expectTheSame(text + long)),
      { numRuns: 300 },
    );
  });

  test('the same becomes of a registry of any size in which one character is another one', () => {
    const characters = fc.constantFrom(...'"\\{}[],:/ 0a\n\u0000é');
    fc.assert(
      fc.property(fc.nat(80), fc.nat(2), fc.nat(), characters, (count, unit, place, character) => {
        const text = registryOf(count, unit);
        const at = place % text.length;
        expectTheSame(text.slice(0, at) + character + text.slice(at + 1) + long);
      }),
      { numRuns: 300 },
    );
  });
});

test('of 10,000 functions some are looked at: the wanted one wherever it stands, the first and the last ones', () => {
  const text = registryOf(10_000, 2).replace('"function-5000"', '"hello"');
  const root = scanJson(
    jsonSource('some.json', text),
    new Map([['appFunctions', new Map([['hello', undefined]])]]),
  );
  const read = root?.entries[0]?.container?.entries.map(({ key }) => key) ?? [];
  expect(read.length).toBeLessThan(300);
  expect(read).toContain('hello');
  expect(read[0]).toBe('function-1');
  expect(read.slice(-8)).toEqual(Array.from({ length: 8 }, (_, index) => `function-${9993 + index}`));
});

test('a list and a text without an end in sight are no plain ones, and are passed over all the same', () => {
  const list = `[${'0,'.repeat(200_000)}0]`;
  const texts = JSON.stringify('x'.repeat(200_000));
  expectTheSame(`{"appFunctions": {"a": {"b": ${list}, "c": ${texts}}, "d": ${list}, "e": ${texts}}}`);
});

function registryOf(count: number, unit: number): string {
  const names = Array.from({ length: count }, (_, index) => `function-${index + 1}`);
  const functions = names.map((name) => [name, { file: `${name}.js`, secrets: ['API_KEY'] }]);
  return `${JSON.stringify({ appFunctions: Object.fromEntries(functions) }, null, unit)}\n`;
}
