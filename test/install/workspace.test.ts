import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { plugAndPlayFile, repositoryHints, withoutBraces, workspaceOf } from '../../src/install/workspace.ts';
import { hasJunctions } from '../left-out.ts';
import { folderWith } from '../project-shapes.ts';

const manifest = (content: object) => JSON.stringify({ name: 'x', ...content });

/** The kind of workspace that a package manager sees for `hub/functions`. */
function kindOf(files: Readonly<Record<string, string>>, packageManager: 'npm' | 'pnpm' | 'bun' = 'npm') {
  const root = folderWith({ 'hub/functions/package.json': manifest({}), ...files });
  const workspace = workspaceOf(path.join(root, 'hub/functions'), packageManager);
  return { kind: workspace.kind, root: path.relative(root, workspace.root).replaceAll(path.sep, '/') };
}

describe('the workspace of a folder', () => {
  test.each([
    ['hub/functions', true],
    ['./hub/functions/', true],
    ['hub/*', true],
    ['hub/**', true],
    ['**', true],
    ['**/functions', true],
    ['{hub,other}/*', true],
    ['././hub//functions', true],
    ['other/../HUB/*', true],
    ['hub/func?ions', true],
    ['*', false],
    ['hub', false],
    ['hub/functions/*', false],
    ['hub.functions', false],
    ['hub/func', false],
  ])('that lists %s', (glob, listed) => {
    const expected = listed ? { kind: 'member', root: '' } : { kind: 'alone', root: 'hub/functions' };
    expect(kindOf({ 'package.json': manifest({ workspaces: [glob] }) })).toEqual(expected);
    expect(kindOf({ 'package.json': manifest({ workspaces: { packages: [glob] } }) })).toEqual(expected);
    for (const yaml of [
      `packages:\n  - '${glob}' # ours\n  - other\n`,
      `# a comment\npackages:\n- "${glob}"\ncatalog:\n  - none\n`,
      `packages: [other, "${glob}"]\n`.replace(/"(\{[^"]*)"/, '"hub/*"'),
    ]) {
      expect(kindOf({ 'pnpm-workspace.yaml': yaml }, 'pnpm').kind, yaml).toBe(expected.kind);
    }
  });

  test('leaves out what an exclusion after it takes out', () => {
    expect(kindOf({ 'package.json': manifest({ workspaces: ['hub/*', '!hub/functions'] }) }).kind).toBe(
      'alone',
    );
    expect(kindOf({ 'package.json': manifest({ workspaces: ['!hub/functions', 'hub/*'] }) }).kind).toBe(
      'member',
    );
  });

  test.each([
    '!HUB/functions',
    '!./hub/functions',
    '!hub//functions',
    '!hub/functions/',
    '!hub/{functions,x}',
    '!{hub,x}/functions',
  ])('but not what only some package managers would read as one: %s', (glob) => {
    expect(kindOf({ 'package.json': manifest({ workspaces: ['hub/*', glob] }) }).kind).toBe('member');
  });

  test('nor anything for Bun, which heeds no exclusion', () => {
    const files = { 'package.json': manifest({ workspaces: ['hub/*', '!hub/functions'] }) };
    expect(kindOf(files, 'bun').kind).toBe('member');
  });

  test('is for pnpm only ever the nearest, whose files it reads, and takes in a mark of Unicode', () => {
    const yamls = {
      'pnpm-workspace.yaml': 'packages:\n  - hub/functions\n',
      'hub/pnpm-workspace.yaml': 'packages:\n  - other\n',
    };
    expect(kindOf(yamls, 'pnpm').kind).toBe('alone');
    expect(kindOf({ 'package.json': `\ufeff${manifest({ workspaces: ['hub/*'] })}` }).kind).toBe('member');
  });

  test('is its own where it has workspaces, and each package manager has its own file', () => {
    const own = { 'hub/functions/package.json': manifest({ workspaces: ['packages/*'] }) };
    const above = { 'package.json': manifest({ workspaces: ['hub/*'] }) };
    expect(kindOf({ ...above, ...own })).toEqual({ kind: 'root', root: 'hub/functions' });
    expect(kindOf(above, 'pnpm').kind).toBe('alone');
    expect(kindOf({ 'pnpm-workspace.yaml': 'packages:\n  - hub/*\n' }).kind).toBe('alone');
    expect(kindOf({ 'hub/functions/pnpm-workspace.yaml': 'packages: []\n' }, 'pnpm').kind).toBe('root');
  });

  test.skipIf(!hasJunctions)('is that of the folder that a link leads to, as for its package manager', () => {
    const root = folderWith({
      'package.json': manifest({ workspaces: ['hub/*'] }),
      'hub/functions/package.json': manifest({}),
      'yarn.lock': '',
    });
    const link = path.join(folderWith({ a: '' }), 'link');
    symlinkSync(path.join(root, 'hub/functions'), link, 'junction');
    expect(workspaceOf(link, 'yarn')).toEqual({ kind: 'member', root });
    expect(repositoryHints(link, link).declared).toBe('yarn');
  });

  test.each(['{broken', '[]', '{"workspaces": 3}', '{"workspaces": [3, null]}'])(
    'is none by a package.json of %s',
    (text) => {
      expect(kindOf({ 'package.json': text }).kind).toBe('alone');
    },
  );
});

test.each([
  ['package.json', manifest({ workspaces: ['hub/*'] }), true],
  ['pnpm-workspace.yaml', 'packages:\n  - hub/*\n', true],
  ['package.json', manifest({ workspaces: ['other/*'] }), false],
])('packages may be where Plug’n’Play of a workspace above has them: by %s %s', (name, text, isOwn) => {
  const root = folderWith({ [name]: text, '.pnp.cjs': '', 'hub/functions/package.json': manifest({}) });
  const file = plugAndPlayFile(path.join(root, 'hub/functions'));
  expect(file).toBe(isOwn ? path.join(root, '.pnp.cjs') : undefined);
});

describe('a list of globs', () => {
  const folders = [...Array(4000).keys()].map((index) => `packages/package-${index}`);

  test('may name thousands of folders, in their order', () => {
    expect(withoutBraces(folders)).toEqual(folders);
    expect([...new Set(withoutBraces(['b/{x,{y,z}}', '!{a,b}', 'a{,/b}']))]).toEqual([
      'b/x',
      ...['b/y', 'b/z', '!{a,b}', 'a', 'a/b'],
    ]);
  });

  test.each<[string, readonly string[]]>([
    ['one that has too many', ['{a,b}'.repeat(20)]],
    ['many that have some each', folders.map((one) => `{a,b,c}/${one}`)],
    ['one that is long and has some', [`{a,b}${'x'.repeat(60_000)}`]],
    ['alternatives that are empty', ['{,}'.repeat(20)]],
    ['alternatives in alternatives', ['{a,'.repeat(20_000) + '}'.repeat(20_000)]],
    ['no alternatives', [...folders, ...folders]],
  ])('stands for no more than can be looked through: %s', (_, globs) => {
    expect(withoutBraces(globs)).toBeUndefined();
  });
});

describe('who installs in a repository', () => {
  const hints = (files: Readonly<Record<string, string>>) => {
    const root = folderWith({ 'hub/functions/package.json': manifest({}), ...files });
    return repositoryHints(path.join(root, 'hub/functions'), root);
  };

  test.each([
    ['packageManager', { packageManager: 'pnpm@10.0.0+sha256.abc' }, 'pnpm'],
    ['packageManager without a version', { packageManager: 'yarn' }, 'yarn'],
    ['devEngines', { devEngines: { packageManager: { name: 'bun' } } }, 'bun'],
    [
      'a list in devEngines',
      { devEngines: { packageManager: [{ name: 'deno' }, { name: 'yarn' }] } },
      'yarn',
    ],
    ['one that is not known', { packageManager: 'deno@2.0.0' }, undefined],
    ['nothing of the kind', { packageManager: 3, devEngines: null }, undefined],
  ])('is declared by %s', (_name, content, declared) => {
    expect(hints({ 'package.json': manifest(content) }).declared).toBe(declared);
  });

  test('is declared by the nearest package.json', () => {
    const nearer = { 'hub/package.json': manifest({ packageManager: 'yarn@4.0.0' }) };
    expect(hints({ 'package.json': manifest({ packageManager: 'pnpm@10.0.0' }), ...nearer }).declared).toBe(
      'yarn',
    );
  });

  test('is said by lockfiles, the nearest first', () => {
    expect(hints({ 'pnpm-lock.yaml': '', 'hub/yarn.lock': '' }).lockfiles).toEqual([
      'yarn.lock',
      'pnpm-lock.yaml',
    ]);
  });

  test('is who has the lockfile of the workspace that the folder belongs to', () => {
    const lock = { 'yarn.lock': '' };
    expect(hints({ ...lock, 'package.json': manifest({ workspaces: ['hub/*'] }) }).declared).toBe('yarn');
    expect(
      hints({ ...lock, 'package.json': manifest({ workspaces: ['packages/*'] }) }).declared,
    ).toBeUndefined();
  });

  test('is not asked above the repository', () => {
    const root = folderWith({
      'package.json': manifest({ packageManager: 'pnpm@10.0.0' }),
      'hub/functions/a': '',
    });
    const folder = path.join(root, 'hub/functions');
    expect(repositoryHints(folder, path.join(root, 'hub')).declared).toBeUndefined();
  });
});
