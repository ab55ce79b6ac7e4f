import { expect, test } from 'vitest';
import {
  folderWith,
  functionHsmeta,
  hsmetaApp,
  legacyApp,
  problemOf,
  projectOf,
  registry,
  warningsOf,
} from '../project-shapes.ts';
import * as thrown from '../thrown.ts';

test.each([
  ['no secrets', { a: { file: 'a.js' } }],
  ['secrets as an object', { a: { file: 'a.js', secrets: {} } }],
  ['secrets of other types', { a: { file: 'a.js', secrets: [1, null, {}] } }],
  ['an endpoint without a path', { a: { file: 'a.js', endpoint: { method: ['GET'] } } }],
  ['an endpoint that is a text', { a: { file: 'a.js', endpoint: 'x' } }],
])('%s: the function is known', (_, functions) => {
  const root = folderWith({ ...legacyApp, 'src/app/app.functions/serverless.json': registry(functions) });
  expect(projectOf(root).functions).toEqual([
    {
      name: 'a',
      file: 'src/app/app.functions/a.js',
      configFile: 'src/app/app.functions/serverless.json',
      secrets: [],
    },
  ]);
});

test('an entry of a wrong shape still takes its name', () => {
  const text =
    '{"appFunctions": {"a": null, "b": "b.js", "c": [], "__proto__": {"file": "p.js"}, "constructor": {}}}';
  const root = folderWith({ ...legacyApp, 'src/app/app.functions/serverless.json': text });
  const { functions } = projectOf(root);
  expect(functions.map(({ name }) => name)).toEqual(['a', 'b', 'c', '__proto__', 'constructor']);
  expect(functions.map(({ file }) => file)).toEqual(['', '', '', 'src/app/app.functions/p.js', '']);
});

test.each(['{}', '{"appFunctions": []}', '{"runtime": "nodejs18.x", "appFunctions": null}', '[]'])(
  'a registry that says %s has no functions',
  (text) => {
    const root = folderWith({ ...legacyApp, 'src/app/app.functions/serverless.json': text });
    expect(projectOf(root).functions).toEqual([]);
  },
);

test('one method as a text, and the other layout’s key, are understood', () => {
  const functions = {
    a: { file: 'a.js', endpoint: { path: 'a', method: 'GET' } },
    b: { file: 'b.js', endpoint: { path: 'b', methods: ['PUT'] } },
  };
  const root = folderWith({ ...legacyApp, 'src/app/app.functions/serverless.json': registry(functions) });
  expect(projectOf(root).functions.map(({ endpoint }) => endpoint)).toEqual([
    { path: 'a', methods: ['GET'] },
    { path: 'b', methods: ['PUT'] },
  ]);
});

const spoilers: readonly (readonly [string, (text: string) => string])[] = [
  ['comments', (text) => `// mine\n${text}`],
  ['a trailing comma', (text) => text.replace(/}$/, ',}')],
  ['a byte order mark', (text) => `\ufeff${text}`],
];

test.each(spoilers)('%s in the configuration of any function: a warning that names the file', (_, spoil) => {
  const folder = 'src/app/functions';
  const root = folderWith({
    ...hsmetaApp,
    [`${folder}/a-hsmeta.json`]: spoil(functionHsmeta('a')),
    [`${folder}/b-hsmeta.json`]: functionHsmeta('b', {
      endpoint: { path: 'see//this/*,}', methods: ['GET'] },
    }),
  });
  const warnings = warningsOf(root).map(({ code, message }) => `${code} ${message.split(':')[0]}`);
  expect(warnings).toEqual([`not-strict-json ${folder}/a-hsmeta.json`]);
  expect(projectOf(root).functions.map(({ name }) => name)).toEqual(['a', 'b']);
});

test.each(spoilers)('%s: read, with a warning that names the files that are read at once', (_, spoil) => {
  const files = { ...legacyApp, 'src/app/app.functions/serverless.json': registry({ a: { file: 'a.js' } }) };
  const root = folderWith(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, spoil(text)])),
  );
  expect(projectOf(root).functions).toMatchObject([{ name: 'a' }]);
  const warnings = warningsOf(root).map(({ code, message }) => `${code} ${message.split(':')[0]}`);
  expect(warnings).toEqual(['not-strict-json hsproject.json', 'not-strict-json src/app/app.json']);
});

test.each(['src/app/app.functions/serverless.json', 'src/app/app.json', 'hsproject.json'])(
  'a broken %s ends with its line and column',
  (file) => {
    const root = folderWith({ ...legacyApp, [file]: '{\n  "a": 1\n  "b": 2\n}\n' });
    const problem = problemOf(root);
    expect(problem).toMatchObject({ exit: 3, code: 'invalid-json' });
    expect(problem.message).toMatch(new RegExp(`${file}.*3.*3`));
  },
);

test('functions that may have to do with a word are found without reading all the others', () => {
  const broken = '{"uid": "broken", ';
  const root = folderWith({
    ...hsmetaApp,
    'src/app/functions/a-hsmeta.json': functionHsmeta('a', { secretKeys: ['API_KEY'] }),
    'src/app/functions/b-hsmeta.json': functionHsmeta('b', { endpoint: { path: 'x/y', methods: [] } }),
    'src/app/cards/card-hsmeta.json': '{"uid": "My.Card", "type": "card"}',
    'src/app/cards/escaped-hsmeta.json': '{"uid": "\\u0061bc", "type": "card"}',
    'src/app/cards/broken-hsmeta.json': broken,
  });
  const found = (...words: string[]) => {
    const registered = projectOf(root).registeredWith?.(words);
    return [...(registered?.functions.map(({ name }) => name) ?? []), ...(registered?.uids.keys() ?? [])];
  };
  expect(found('api_key')).toEqual(['a', 'a', 'abc']);
  expect(found('x/y')).toEqual(['b', 'b', 'abc']);
  expect(found('my.card')).toEqual(['My.Card', 'abc']);
  expect(found('nowhere', '')).toEqual(['abc']);
  expect(thrown.problemOf(() => found('broken')).message).toMatch(/broken-hsmeta\.json/);
});

test('a serverless.json is not read where it does not have the word', () => {
  const file = 'src/app/app.functions/serverless.json';
  const root = folderWith({ ...legacyApp, [file]: registry({ Hello: { file: 'lib/Other.js' } }) });
  const found = (word: string) =>
    projectOf(root)
      .registeredWith?.([word])
      .functions.map(({ name }) => name);
  expect(found('hello')).toEqual(['Hello']);
  expect(found('other.js')).toEqual(['Hello']);
  expect(found('nothing')).toEqual([]);
});
