import { execFileSync } from 'node:child_process';
import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toldWarnings } from '../../src/messages/words.ts';
import { siblingEndpoints, siblingWarnings } from '../../src/project/siblings.ts';
import { hasLinks } from '../left-out.ts';
import { writeFiles } from '../program.ts';
import { folderWith, functionHsmeta, hsmetaApp, legacyApp, registry, renameCase } from '../project-shapes.ts';
import { functionAnswers } from '../templates/generated.ts';

const open = (path: string) => ({ file: 'x.js', endpoint: { path, method: ['GET'] } });

const repository = {
  ...below('shop', legacyApp),
  ...below('shop/src/app/app.functions', { 'serverless.json': registry({ own: open('api/own') }) }),
  ...below('legacy', legacyApp),
  ...below('legacy/src/app/x.functions', {
    'serverless.json': registry({ a: open('api/a'), b: { file: 'b.js' } }),
  }),
  ...below('packages/new', hsmetaApp),
  'packages/new/src/app/functions/c-hsmeta.json': functionHsmeta('c', {
    endpoint: { path: '/api/c', methods: ['GET'] },
  }),
};

function below(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
}

function git(root: string, ...args: string[]): void {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, ...args], { cwd: root, stdio: 'ignore' });
}

const expected = [
  { project: '../legacy', function: 'a', path: 'api/a' },
  { project: '../packages/new', function: 'c', path: 'api/c' },
];

async function sorted(root: string) {
  return [...(await siblingEndpoints(root))].sort((one, other) => (one.path < other.path ? -1 : 1));
}

test('endpoints of all other projects of the repository are known, committed or not, of any layout', async () => {
  const root = folderWith(repository);
  git(root, 'init');
  expect(await sorted(join(root, 'shop'))).toEqual(expected);
  git(root, 'add', '-A');
  git(root, 'commit', '-m', 'all');
  expect(await sorted(join(root, 'shop'))).toEqual(expected);
});

test('projects that git ignores, that lie in node_modules, and names in capitals', async () => {
  const root = folderWith({
    ...repository,
    '.gitignore': 'node_modules/\nlegacy/\n',
    ...below('node_modules/x', legacyApp),
    'node_modules/x/src/app/app.functions/serverless.json': registry({ n: open('api/n') }),
    ...below('capitals', legacyApp),
    'capitals/src/app/app.functions/serverless.json': registry({ d: open('api/d') }),
  });
  git(root, 'init');
  renameCase(join(root, 'capitals'), 'hsproject.json', 'HSPROJECT.JSON');
  expect(await sorted(join(root, 'shop'))).toEqual([
    expected[1],
    { project: '../capitals', function: 'd', path: 'api/d' },
  ]);
});

test('what cannot be read in a sibling stops nothing', async () => {
  const root = folderWith(repository);
  git(root, 'init');
  writeFiles(root, {
    'broken/hsproject.json': '{',
    'odd/hsproject.json': '{"name": "x", "srcDir": "../..", "platformVersion": "9"}',
    'legacy/src/app/y.functions/serverless.json': '{"appFunctions": {',
    'packages/new/src/app/functions/d-hsmeta.json': '{"uid": ',
  });
  expect(await sorted(join(root, 'shop'))).toEqual(expected);
});

test('outside a repository there are no siblings', async () => {
  expect(await siblingEndpoints(join(folderWith(repository), 'shop'))).toEqual([]);
});

test('where git cannot list the files, no sibling is known', async () => {
  const root = folderWith({ ...repository, '.git': 'gitdir: nowhere\n' });
  expect(await siblingEndpoints(join(root, 'shop'))).toEqual([]);
});

test('an endpoint path that a sibling has is warned about, and the sibling named', () => {
  const functions = [
    functionAnswers({ name: 'mine', endpoint: { path: 'api/a', methods: ['GET'] } }),
    functionAnswers({ name: 'private' }),
  ];
  const warnings = toldWarnings(siblingWarnings(functions, expected));
  expect(warnings).toMatchObject([{ code: 'endpoint-in-sibling' }]);
  for (const word of ['api/a', 'mine', '../legacy']) expect(warnings[0]?.message).toContain(word);
});

test.runIf(hasLinks).each(['', '/src', '/src/app', '/src/app/functions', '/hsproject.json'])(
  'a project that really lies outside of the repository is not read: a link in place of new%s',
  async (part) => {
    const top = folderWith(below('top', repository));
    const root = join(top, 'top');
    git(root, 'init');
    git(root, 'add', '-A');
    const inside = join(root, `packages/new${part}`);
    renameSync(inside, join(top, 'outside'));
    symlinkSync(join(top, 'outside'), inside);
    expect((await sorted(join(root, 'shop'))).map(({ project }) => project)).toEqual(['../legacy']);
  },
);
