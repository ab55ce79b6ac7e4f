import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { attempt, attemptBoth } from './attempt.ts';
import { validDocumentOf } from './documents.ts';
import { contents, functions, inPlaceOf, places, project, quick, sequences } from './hostile.ts';
import { hasAnyWords, hasPipes } from './left-out.ts';
import { emptyFolder, filesOf, run, writeFiles } from './program.ts';

/** Values that are not a valid name, path, word or package anywhere. */
const nasty = [
  '../../outside/x',
  'a/../../outside',
  'C:\\Windows\\x',
  "a'; require('fs').rmSync('/'); '",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: code that a template string would run
  'a"b`c${process.exit(9)}',
  '{{x}} {{{y}}} */ <!-- --> -->',
  'a\nb\r\nc',
  sequences,
  '$(touch x) `touch x` ; touch x | touch x',
  '__proto__ x',
  `${'x'.repeat(100_000)} y`,
  '\ud800',
];

describe('a value that cannot be a name, a path or a package', () => {
  const options = ['function', 'template', 'platform', 'secret', 'endpoint', 'method', 'dependency'];

  test.each(nasty)('%j is refused for every option, all at once', async (value) => {
    const answers = Object.fromEntries(options.map((name) => [name, value]));
    const { document, printed } = await attemptBoth({
      args: ['x', '--answers', 'answers.json', ...quick],
      files: { 'answers.json': JSON.stringify({ ...answers, secret: [value], dependency: [value] }) },
      codes: [2],
    });
    for (const name of options) expect(document.error.message).toContain(`${name} in answers.json:`);
    expect(printed.length).toBeLessThan(5000);
  });

  test.each(nasty.slice(0, 6))('%j is not a functions folder', async (value) => {
    const args = [`--functions-directory=${value}`, '--function', 'two', ...quick];
    const { error } = await attempt({ args, files: project, codes: [2] });
    expect(error.message).toContain('--functions-directory');
  });

  test.each(['__proto__', 'constructor', 'toString', 'CON', 'com1.txt', 'node_modules', '--global', '-g'])(
    '%s is not a name for a function',
    async (name) => {
      const { error } = await attempt({ args: ['x', `--function=${name}`, ...quick], codes: [2] });
      expect(error.message).toMatch(/^--function: .*$/);
    },
  );

  test.each([
    '--global',
    'file:../../outside',
    'x@file:/etc',
    'git+ssh://git@host/a.git',
    'x@https://host/a.tgz',
    'x@npm:other',
    'x@a.tgz',
    'user/repository',
    'x@1 --global',
    '../x',
  ])('%s is no package of the registry', async (dependency) => {
    const args = ['x', `--dependency=${dependency}`, ...quick];
    const { error } = await attempt({ args, codes: [2] });
    expect(error.message).toMatch(/^--dependency: ".*" is not a valid dependency/);
  });
});

describe('an app whose name', () => {
  const visible = nasty.slice(0, 6);
  const special = [
    '__proto__',
    'constructor',
    'toString',
    'CON',
    'com1.txt',
    'node_modules',
    '--global',
    '-g',
  ];

  test.each([...visible, ...nasty.slice(8, 10), ...special])(
    'is %j is shown so by HubSpot; its folder and uid have a name that any system can have',
    async (name) => {
      const folder = emptyFolder();
      const document = validDocumentOf(await run(folder, [`--app=${name}`, ...quick, '--json']));
      expect(document.code).toBe(0);
      const [slug = '', ...others] = readdirSync(folder);
      expect(others).toEqual([]);
      expect(slug).toMatch(/^[A-Za-z0-9_][\w.-]*$/);
      expect(slug).not.toMatch(/^(con|com1|node_modules)(\.|$)/i);
      expect(slug in {}).toBe(false);
      const files = filesOf(path.join(folder, slug));
      expect(JSON.parse(files['src/app/app.json'] ?? '')).toMatchObject({ name, uid: slug });
    },
  );

  test.each(nasty.filter((name) => !visible.includes(name) && !/touch|__proto__/.test(name)))(
    'is %j is refused, because no line shows it completely',
    async (name) => {
      const files = { 'answers.json': JSON.stringify({ app: name }) };
      const { document } = await attemptBoth({
        args: ['--answers', 'answers.json', ...quick],
        files,
        codes: [2],
      });
      expect(document.error.message).toContain('app in answers.json:');
    },
  );
});

test.each([
  ['one name twice', [{ function: 'a' }, { function: 'a' }]],
  ['names that differ in case', [{ function: 'a' }, { function: 'A' }]],
  ['one path twice', ['/x', 'x'].map((endpoint, index) => ({ function: `f${index}`, endpoint }))],
])('functions with %s clash', async (_name, list) => {
  const files = { 'answers.json': JSON.stringify({ functions: list }) };
  await attempt({ args: ['x', '--answers', 'answers.json', ...quick], files, codes: [3] });
});

test('functions that request a package in two ranges are refused, because they share one package.json', async () => {
  const list = ['1', '2'].map((range) => ({ function: `f${range}`, dependency: [`left-pad@${range}`] }));
  const files = { 'answers.json': JSON.stringify({ functions: list }) };
  const { error } = await attempt({ args: ['x', '--answers', 'answers.json', ...quick], files, codes: [2] });
  expect(error.message).toBe('functions: left-pad is wanted as 1 and as 2. Use one range.');
});

test.each([
  [['@hubspot/api-client@^11'], [], '^11'],
  [[], ['@hubspot/api-client@^11'], '^11'],
  [['@hubspot/api-client'], ['@hubspot/api-client'], expect.stringMatching(/^\^\d+/)],
])("a given range takes precedence over a template's (%s, %s)", async (one, two, range) => {
  const functions = [
    { function: 'a', template: 'contact', dependency: one },
    { function: 'b', dependency: two },
  ];
  const files = { 'answers.json': JSON.stringify({ functions }) };
  const args = ['x', '--answers', 'answers.json', ...quick, '--dry-run', '--diff'];
  const { diffs } = await attempt({ args, files, codes: [0] });
  const ranges = [...diffs.join('').matchAll(/"@hubspot\/api-client": "(.*)"/g)].map(([, found]) => found);
  expect(ranges).toEqual([range]);
});

test('a package that one function requests with a range and others without gets that range', async () => {
  const list = [['left-pad'], ['left-pad@^1'], ['left-pad']].map((dependency, at) => ({
    function: `f${at}`,
    dependency,
  }));
  const files = { 'answers.json': JSON.stringify({ functions: list }) };
  const args = ['x', '--answers', 'answers.json', ...quick, '--dry-run', '--diff'];
  const { diffs } = await attempt({ args, files, codes: [0] });
  expect(diffs.join('').match(/"left-pad": .*/g)).toEqual(['"left-pad": "^1"']);
});

describe('an answers file', () => {
  const args = ['x', '--answers', 'answers.json', ...quick];

  test.each(contents)('with %s is refused by its name', async (_name, content) => {
    const { document } = await attemptBoth({ args, files: { 'answers.json': content }, codes: [2] });
    expect(document.error.message).toContain('answers.json');
  });

  test.each(places)('with %s in its place is refused by its name', async (_name, make) => {
    const { error } = await attempt({ args, make: inPlaceOf('answers.json', make), codes: [2] });
    expect(error.message).toContain('answers.json');
  });

  test.each([
    ['{"constructor":"x"}', '"constructor"'],
    ['{"__proto__":{"app":"x"}}', '"__proto__"'],
    ['{"app":{"toString":1}}', '"app"'],
    ['{"app":"a\\u0000b"}', '"app"'],
    ['{"secret":[["A_KEY"]]}', '"secret"'],
    ['{"yes":"true"}', '"yes"'],
    ['{"functions":{"0":{"function":"x"}}}', '"functions"'],
    ['{"functions":[{"function":"x"},null]}', 'functions[1]'],
    ['{"functions":[{"functions":[]}]}', 'functions[0].functions'],
    [
      JSON.stringify({ functions: Array.from({ length: 200_000 }, (_, at) => ({ function: `f${at}` })) }),
      '1000',
    ],
    ['{"platform":"1999.1"}', 'platform in answers.json'],
    ['{"endpoint":"no path"}', 'endpoint in answers.json'],
    ['{"functions":[{"endpoint":"no path"}]}', 'functions[0].endpoint'],
  ])('with content %s is refused, naming the place', async (text, named) => {
    const { error } = await attempt({ args, files: { 'answers.json': text }, codes: [2] });
    expect(error.message).toContain(named);
  });

  test.each(['{', '[]', '{"apps":"x"}'])(
    'on standard input with content %s is called standard input',
    async (input) => {
      const { error } = await attempt({ args: ['x', '--answers=-', ...quick], input, codes: [2] });
      expect(error.message).toContain('standard input');
    },
  );

  test.each(['x'.repeat(5000), '/proc/self/mem', '..', 'answers.json/x', ''])(
    'named %j is refused',
    async (name) => {
      const files = { 'answers.json': '{}' };
      const { error } = await attempt({ args: ['x', `--answers=${name}`, ...quick], files, codes: [2] });
      expect(error.code).toBe('unreadable-file');
    },
  );
});

test.runIf(hasPipes).each([
  ['--answers', ['x', '--answers', 'socket', ...quick, '--json']],
  ['--context', ['invoke', '--context', 'socket', '--json']],
  ['--body', ['invoke', '--body', '@socket', '--json']],
])('%s that names something that cannot be opened is refused by its name', async (option, args) => {
  const folder = emptyFolder();
  writeFiles(folder, project);
  const server = createServer().listen(path.join(folder, 'socket'));
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const document = validDocumentOf(await run(folder, args));
  expect(document).toMatchObject({ code: 2, error: { code: 'unreadable-file' } });
  expect(document.error.message).toMatch(new RegExp(`^${option} "socket" cannot be read: `));
});

test.runIf(hasAnyWords)(
  'a project in a folder whose name controls terminals is shown safely, and its printed commands work',
  async () => {
    const { document } = await attemptBoth({ args: [`red${sequences}`, ...quick], codes: [0] });
    expect(document.command).toContain(`"$(printf '\\033')"`);
    expect(document.next[0].command).toContain(`"$(printf '\\033')"`);
  },
);

test.runIf(hasAnyWords)('names of 100,000 characters do not hang a search in a project', async () => {
  const word = 'X'.repeat(100_000);
  const args = ['--function', 'two', '--secret', word, '--endpoint', word, ...quick];
  const { changes } = await attempt({ args, files: project, codes: [0] });
  expect(changes).toContainEqual({ action: 'create', path: `${functions}/two.js` });
});
