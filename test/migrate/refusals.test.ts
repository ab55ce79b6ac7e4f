import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { rules } from 'virtual:rules';
import { expect, test } from 'vitest';
import { codeOf } from '../../src/check/code.ts';
import { findingsIn } from '../../src/check/findings.ts';
import { fixChanges } from '../../src/check/fix.ts';
import { readFacts } from '../../src/check/read-facts.ts';
import { recordOf } from '../../src/migrate/archive.ts';
import { projectFiles } from '../../src/project/files.ts';
import { currentFileReader } from '../../src/write/files.ts';
import { hasLinks } from '../left-out.ts';
import { problemOf } from '../thrown.ts';
import { planOf, planOfFolder, projectWith } from './migrated.ts';

const card = (data: object) => JSON.stringify({ type: 'crm-card', data: { title: 'Card', ...data } });

const files = {
  'hsproject.json': '{"name":"shop","srcDir":"src","platformVersion":"2023.2"}',
  'src/app/app.json':
    '{"name":"Shop","uid":"shop","scopes":["oauth"],"extensions":{"crm":{"cards":[{"file":"extensions/card.json"}]}}}',
  'src/app/app.functions/serverless.json': '{"appFunctions":{"hello":{"file":"hello.js"}}}',
  'src/app/app.functions/hello.js': 'exports.main = async () => 1;',
  'src/app/app.functions/package.json': '{}',
  'src/app/extensions/card.json': card({ uid: 'card', module: { file: 'Card.jsx' } }),
  'src/app/extensions/Card.jsx': "import { hubspot } from '@hubspot/ui-extensions';",
};

const registry = (value: object) => ({ 'src/app/app.functions/serverless.json': JSON.stringify(value) });

test('a project with nothing in its way is planned', () => {
  expect(planOf(projectWith(files)).to).toBe('2026.09');
});

test.each<[string, string, Record<string, string>, string]>([
  [
    'a functions folder whose name starts with a dot',
    'functions-folder-link',
    {
      'src/app/.functions/serverless.json': '{"appFunctions":{"other":{"file":"other.js"}}}',
      'src/app/.functions/other.js': '',
    },
    'src/app/.functions',
  ],
  ['two apps', 'several-apps', { 'src/other/app.json': '{}' }, 'src/other/app.json'],
  ['a theme beside the app', 'theme', { 'src/theme/theme.json': '{}' }, 'src/theme/theme.json'],
  [
    'CMS assets beside the app',
    'theme',
    { 'src/assets/cms-assets.json': '{}' },
    'src/assets/cms-assets.json',
  ],
  [
    'a public app with functions',
    'public-app',
    { 'src/app/app.json': '{"name":"Shop","public":true}' },
    'src/app/app.json',
  ],
  [
    'a comment in app.json',
    'not-strict-json',
    { 'src/app/app.json': '{"name":"Shop"} // mine' },
    'src/app/app.json',
  ],
  [
    'a trailing comma in serverless.json',
    'not-strict-json',
    { 'src/app/app.functions/serverless.json': '{"appFunctions":{},}' },
    'src/app/app.functions/serverless.json',
  ],
  [
    'broken JSON',
    'invalid-json',
    { 'src/app/app.functions/serverless.json': '{"appFunctions":' },
    'src/app/app.functions/serverless.json',
  ],
  [
    'a card without code',
    'card-without-code',
    { 'src/app/extensions/card.json': card({ fetch: {} }) },
    'src/app/extensions/card.json',
  ],
  [
    'a card that is not there',
    'card-file',
    { 'src/app/app.json': files['src/app/app.json'].replace('card.json', 'gone.json') },
    'src/app/app.json',
  ],
  [
    "a card's code that is not there",
    'card-file',
    { 'src/app/extensions/card.json': card({ uid: 'c', module: { file: 'Gone.jsx' } }) },
    'src/app/extensions/card.json',
  ],
  [
    'something where the functions go',
    'target-exists',
    { 'src/app/functions/hello.js': 'mine' },
    'src/app/functions/hello.js',
  ],
  [
    'something there with different case',
    'target-exists',
    { 'src/app/functions/Hello.js': 'mine' },
    'src/app/functions/Hello.js',
  ],
  [
    'configuration of the newer layout',
    'mixed-layouts',
    { 'src/app/x-hsmeta.json': '{}' },
    'src/app/x-hsmeta.json',
  ],
  [
    "a function with the app's uid",
    'function-uid',
    registry({ appFunctions: { shop: { file: 'hello.js' } } }),
    'src/app/app.functions/serverless.json',
  ],
  [
    'a function whose name cannot be a uid',
    'invalid-uid',
    registry({ appFunctions: { 'a b': { file: 'hello.js' } } }),
    'a b',
  ],
  [
    'a file that is missing',
    'function-file',
    registry({ appFunctions: { hello: { file: 'gone.js' } } }),
    'src/app/app.functions/serverless.json',
  ],
  [
    'a file outside of the folder',
    'function-file',
    registry({ appFunctions: { hello: { file: '../../x.js' } } }),
    'src/app/app.functions/serverless.json',
  ],
  [
    'a function without a file',
    'function-file',
    registry({ appFunctions: { hello: {} } }),
    'src/app/app.functions/serverless.json',
  ],
  [
    'an endpoint without a method',
    'endpoint',
    registry({ appFunctions: { hello: { file: 'hello.js', endpoint: { path: 'a' } } } }),
    'src/app/app.functions/serverless.json',
  ],
  [
    'one name in two folders',
    'function-uid',
    {
      'src/app/more.functions/serverless.json': '{"appFunctions":{"hello":{"file":"other.js"}}}',
      'src/app/more.functions/other.js': '',
    },
    'src/app/more.functions/serverless.json',
  ],
  [
    'a name that differs from another only in letter case',
    'same-target',
    registry({ appFunctions: { hello: { file: 'hello.js' }, Hello: { file: 'hello.js' } } }),
    'src/app/functions/Hello-hsmeta.json',
  ],
  [
    'one file name in two folders',
    'same-target',
    {
      'src/app/more.functions/serverless.json': '{"appFunctions":{"more":{"file":"hello.js"}}}',
      'src/app/more.functions/hello.js': '',
    },
    'src/app/more.functions/hello.js',
  ],
  [
    'two values for one variable',
    'environment-differs',
    registry({
      appFunctions: {
        a: { file: 'hello.js', environment: { X: '1' } },
        b: { file: 'hello.js', environment: { X: '2' } },
      },
    }),
    'X',
  ],
])('%s is refused, by name', (_case, code, more, conflict) => {
  const problem = problemOf(() => planOf(projectWith({ ...files, ...more })));
  expect(problem).toMatchObject({ code, exit: 3 });
  expect(problem.details.conflicts).toContain(conflict);
  expect(problem.hint).toBeTruthy();
});

test.each([
  'hsproject.json',
  'src/app/app.json',
  'src/app/app.functions/serverless.json',
  'src/app/extensions/card.json',
] as const)('loose JSON in %s: check --fix is named if it can fix the file, and only then', async (file) => {
  const spoiled = { ...files, [file]: `\ufeff${files[file]}` };
  const root = projectWith(spoiled);
  const refused = problemOf(() => planOf(root));
  expect(refused).toMatchObject({ code: 'not-strict-json', details: { conflicts: [file] } });
  const place = { workingDirectory: root };
  const facts = await readFacts(projectFiles(root), root, 'hsproject.json', place, codeOf);
  const { findings } = await findingsIn(facts, rules);
  const fixed = fixChanges(findings, currentFileReader(root)).map(({ path }) => path);
  expect(refused.hint?.includes('check --fix')).toBe(fixed.includes(file));
});

test('everything in the way is reported at once', () => {
  const problem = problemOf(() =>
    planOf(
      projectWith({
        ...files,
        ...registry({ appFunctions: { shop: { file: 'gone.js' } } }),
        'src/app/extensions/card.json': card({}),
      }),
    ),
  );
  expect(problem.code).toBe('cannot-migrate');
  expect(problem.message).toMatch(/3 problems[\s\S]*gone\.js[\s\S]*data\.module\.file[\s\S]*same uid/);
});

test('a card without code is left out where it is named, and stays in the archive', () => {
  const root = projectWith({ ...files, 'src/app/extensions/card.json': card({ fetch: {} }) });
  const { moves, changes, warnings } = planOf(root, ['card']);
  expect(warnings.map(({ code }) => code)).toContain('card-skipped');
  expect(moves).toContainEqual(
    expect.objectContaining({ action: 'archive', from: 'src/app/extensions/card.json' }),
  );
  expect(changes.filter(({ path }) => path.startsWith('src/app/cards/'))).toEqual([]);
});

test.each([
  ['package.json', 'Merge'],
  ['.env', 'Merge'],
  ['.npmrc', 'Merge'],
  ['package-lock.json', 'Remove'],
  ['yarn.lock', 'Remove'],
  ['lib.js', 'Rename'],
])('only files whose names have no meaning are to be renamed: %s of two folders', (name, advice) => {
  const root = projectWith({
    ...files,
    [`src/app/app.functions/${name}`]: '{}',
    'src/app/more.functions/serverless.json': '{"appFunctions":{"more":{"file":"more.js"}}}',
    'src/app/more.functions/more.js': 'exports.main = async () => 2;',
    [`src/app/more.functions/${name}`]: '{}',
  });
  const { code, hint } = problemOf(() => planOf(root));
  expect(code).toBe('same-target');
  expect(hint).toMatch(new RegExp(`^${advice}`));
});

test('several folders of functions become one, where nothing clashes', () => {
  const root = projectWith({
    ...files,
    'src/app/more.functions/serverless.json': '{"appFunctions":{"more":{"file":"lib/more.js"}}}',
    'src/app/more.functions/lib/more.js': 'exports.main = async () => 2;',
  });
  const { moves, warnings } = planOf(root);
  expect(moves).toContainEqual({
    action: 'move',
    from: 'src/app/more.functions/lib/more.js',
    path: 'src/app/functions/lib/more.js',
  });
  expect(warnings.map(({ code }) => code)).toContain('functions-merged');
});

test.each([
  ['nothing', { module: { file: 'Card.jsx' } }, 'Leave --skip-card out.'],
  ['other', {}, 'Cards without React code: card'],
])('a card that is to be left out and is not there is no card: %s', (name, data, hint) => {
  const root = projectWith({
    ...files,
    'src/app/extensions/card.json': card({ uid: 'x', title: 'y', ...data }),
  });
  const problem = problemOf(() => planOf(root, [name]));
  expect(problem).toMatchObject({ code: 'unknown-card', exit: 2 });
  expect(problem.hint).toBe(hint);
});

test.each(['card', 'card.json', 'x', 'y'])('a card without code is left out by %s', (name) => {
  const root = projectWith({ ...files, 'src/app/extensions/card.json': card({ uid: 'x', title: 'y' }) });
  expect(planOf(root, [name]).warnings.map(({ code }) => code)).toContain('card-skipped');
});

test.each<[string, string, Record<string, string>]>([
  ['no endpoints', 'no-endpoints', { 'a.functions/serverless.json': '{"appFunctions":{}}' }],
  [
    'a method that is missing',
    'endpoint',
    { 'a.functions/serverless.json': '{"endpoints":{"a":{"file":"a.js"}}}' },
  ],
  ['a project file in the place', 'target-exists', { 'hsproject.json': '{}' }],
])('design-manager functions with %s are refused', (_case, code, more) => {
  const root = projectWith({
    'a.functions/serverless.json': '{"endpoints":{"a":{"file":"a.js","method":"GET"}}}',
    'a.functions/a.js': '',
    ...more,
  });
  expect(problemOf(() => planOfFolder(root, 'a.functions'))).toMatchObject({ code, exit: 3 });
});

test.each([
  ['.git/hooks/post-checkout', 'a'],
  ['src/.GIT/config', 'a'],
  ['git~1/config', 'a'],
  ['.git ./hooks/x', 'a'],
  ['.g\u200cit/hooks/x', 'a'],
  ['a', '.git/config'],
  ['.git', 'a/.git'],
  ['a/.git', '.git'],
  ['a/.git', 'b/git'],
  ['a/git', 'b/.git'],
  ['a/.git/hooks', 'b/.git/hooks'],
  ['a/.git/.git', 'b/.git'],
  ['a/.GIT', 'b/.GIT'],
  ['../a', 'a'],
  ['/a', 'a'],
  ['a\0', 'a'],
  ['src/env.txt', 'src/.env'],
  ['src/.env', 'src/env.txt'],
])('a record that brings %j back from %j is no record of a migration', (from, file) => {
  const record = { from: '2023.2', to: '2026.09', moved: [], archived: [], written: [] };
  expect(recordOf('r', { ...record, moved: [{ from: 'lib/.env', path: 'src/.env' }] }).moved).toHaveLength(1);
  for (const key of ['moved', 'archived']) {
    const given = { ...record, [key]: [{ from, path: file }] };
    expect(problemOf(() => recordOf('r', given)).code).toBe('invalid-archive');
  }
});

test('the .git of a submodule that was moved is brought back, but none comes out of an archive', () => {
  const places = [{ from: 'src/a.functions/.git', path: 'archive/b/.git' }];
  const record = { from: '2023.2', to: '2026.09', moved: places, archived: [], written: [] };
  expect(recordOf('archive/r', record).moved).toEqual(places);
  expect(problemOf(() => recordOf('archive/r', { ...record, archived: places })).code).toBe(
    'invalid-archive',
  );
});

test('a record that has archived files elsewhere than beside itself is no record of a migration', () => {
  const recordWith = (...paths: string[]) => ({
    ...{ from: '2023.2', to: '2026.09', moved: [], written: [] },
    archived: paths.map((path) => ({ from: 'src/app/app.json', path })),
  });
  const place = 'archive/2023.2/migration.json';
  expect(recordOf(place, recordWith('archive/2023.2/src/app/app.json')).archived).toHaveLength(1);
  for (const path of ['src/app/functions/a.js', 'README.md', 'archive/2023.22/a', 'archive/2023.2']) {
    const given = recordWith('archive/2023.2/a', path);
    expect(problemOf(() => recordOf(place, given)).code).toBe('invalid-archive');
  }
});

/** The names that a plan writes, in lower case; those that Windows treats as devices; and those that occur again. */
function writtenBy({ changes }: ReturnType<typeof planOf>) {
  const names = changes.map(({ path }) => path.toLowerCase());
  const devices = names.filter((name) =>
    name.split('/').some((part) => /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/.test(part)),
  );
  return { names, devices, again: names.filter((name, index) => names.indexOf(name) !== index) };
}

const deviceNames = ['aux.x', 'NUL.y', 'com1.z', 'aux', 'con.', 'prn.a.b'];

test('functions that are called as devices of Windows keep their uids, in files that it can have', () => {
  const appFunctions = Object.fromEntries(deviceNames.map((name) => [name, { file: 'hello.js' }]));
  const plan = planOf(projectWith({ ...files, ...registry({ appFunctions }) }));
  expect(writtenBy(plan)).toMatchObject({ devices: [], again: [] });
  const texts = plan.changes.map(({ after }) => Buffer.from(after).toString());
  for (const name of deviceNames)
    expect(texts.filter((text) => text.includes(`"uid": "${name}"`))).toHaveLength(1);
});

test('design-manager functions get files that Windows can have, none of them twice', () => {
  const endpoint = { file: 'a.js', method: 'GET' };
  const names = [...deviceNames, 'orders', 'Orders', 'ORDERS'];
  const endpoints = Object.fromEntries(
    names.map((name, index) => [name, { ...endpoint, environment: { LIMIT: String(index) } }]),
  );
  const root = projectWith({
    'a.functions/serverless.json': JSON.stringify({ endpoints }),
    'a.functions/a.js': 'exports.main = (context, send) => send({ body: process.env.LIMIT });\n',
  });
  const plan = planOfFolder(root, 'a.functions');
  expect(writtenBy(plan)).toMatchObject({ devices: [], again: [] });
  expect(plan.functions).toHaveLength(names.length);
});

test.runIf(hasLinks)('a functions folder behind a link is not left behind: the project is refused', () => {
  const root = projectWith({
    ...files,
    'lib/fns/serverless.json': '{"appFunctions":{"x":{"file":"x.js"}}}',
    'lib/fns/x.js': '',
  });
  symlinkSync('../../lib/fns', path.join(root, 'src/app/linked.functions'));
  expect(problemOf(() => planOf(root))).toMatchObject({
    code: 'functions-folder-link',
    exit: 3,
    details: { conflicts: ['src/app/linked.functions'] },
  });
});
