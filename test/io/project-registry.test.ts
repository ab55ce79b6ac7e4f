import { expect, test } from 'vitest';
import { folderWith, legacyApp, problemOf, projectOf, registry, warningsOf } from '../project-shapes.ts';

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

test.each([
  ['comments', '// mine\n{"appFunctions": {"a": {"file": "a.js"}}}'],
  ['a trailing comma', '{"appFunctions": {"a": {"file": "a.js"},}}'],
  ['a byte order mark', '\ufeff{"appFunctions": {"a": {"file": "a.js"}}}'],
])('%s: read, with a warning that names the file', (_, text) => {
  const root = folderWith({ ...legacyApp, 'src/app/app.functions/serverless.json': text });
  expect(projectOf(root).functions).toMatchObject([{ name: 'a' }]);
  expect(warningsOf(root)).toMatchObject([
    { code: 'not-strict-json', message: expect.stringContaining('src/app/app.functions/serverless.json') },
  ]);
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
