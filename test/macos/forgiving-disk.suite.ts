import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { documentOf, emptyFolder, filesOf, run, writeFiles } from '../program.ts';
import { functionHsmeta, hsmetaApp, legacyApp, registry, renameCase } from '../project-shapes.ts';

const quiet = ['--yes', '--no-install', '--json'];
const answer = (text: string) => `exports.main = async () => ({ statusCode: 200, body: '${text}' });\n`;

function folderWith(files: Readonly<Record<string, string>>): string {
  const root = emptyFolder();
  writeFiles(root, files);
  return root;
}

function git(root: string, ...args: string[]): void {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, '-c', 'core.ignorecase=true', ...args], { cwd: root, stdio: 'ignore' });
}

test('the disk ignores case and Unicode form', () => {
  const root = folderWith({ 'Gr\u00f6\u00dfe.txt': 'x' });
  expect(existsSync(path.join(root, 'GRO\u0308\u00dfE.TXT'))).toBe(true);
});

test('a project is created, run, added to and checked, and nothing is left beside it', async () => {
  const root = emptyFolder();
  const created = documentOf(await run(root, ['Shop', '--app', 'Gr\u00f6\u00dfe', ...quiet]));
  expect(created).toMatchObject({ code: 0, invocations: [{ status: 'SUCCESS' }] });
  const project = path.join(root, 'shop');
  const added = documentOf(await run(project, ['--function', 'two', ...quiet]));
  expect(added).toMatchObject({ code: 0, invocations: [{ status: 'SUCCESS' }] });
  expect(documentOf(await run(project, ['invoke', '--all', '--json']))).toMatchObject({ code: 0 });
  expect(documentOf(await run(project, ['check', '--json']))).toMatchObject({ code: 0, findings: [] });
  expect(readdirSync(root)).toEqual(['Shop']);
  expect(Object.keys(filesOf(project)).filter((file) => /tmp|\.hs-function/.test(file))).toEqual([]);
});

test('the same again with different case changes nothing', async () => {
  const root = emptyFolder();
  await run(root, ['shop', '--function', 'hello', ...quiet, '--no-invoke']);
  const before = filesOf(root);
  const again = await run(root, ['SHOP', '--function', 'hello', ...quiet, '--no-invoke']);
  expect(documentOf(again)).toMatchObject({ code: 0 });
  expect(filesOf(root)).toEqual(before);
});

test('a function whose name differs from another only in case is refused', async () => {
  const root = emptyFolder();
  await run(root, ['shop', '--function', 'hello', ...quiet, '--no-invoke']);
  const before = filesOf(root);
  const result = documentOf(await run(path.join(root, 'shop'), ['--function', 'Hello', ...quiet]));
  expect([2, 3]).toContain(result.code);
  expect(filesOf(root)).toEqual(before);
});

test('a functions folder given with different case is used under its real name', async () => {
  const root = folderWith({
    ...legacyApp,
    'src/app/one.functions/serverless.json': registry({}),
    'src/app/Gr\u00f6\u00dfe.functions/serverless.json': registry({}),
  });
  const given = ['--functions-directory', 'SRC/App/GRO\u0308\u00dfE.Functions'];
  const result = documentOf(await run(root, ['--function', 'pay', ...given, ...quiet]));
  expect(result).toMatchObject({ code: 0 });
  const folders = new Set(Object.keys(filesOf(root)).map((file) => path.posix.dirname(file).normalize()));
  expect(folders).toContain('src/app/Gr\u00f6\u00dfe.functions');
  expect(folders).not.toContain('SRC/App/GR\u00d6\u00dfE.Functions');
});

test('a project whose folder was renamed only in case is not its own sibling', async () => {
  const root = folderWith({
    ...hsmetaApp,
    'src/app/functions/orders-hsmeta.json': functionHsmeta('orders', {
      endpoint: { path: 'shop/orders', methods: ['GET'] },
    }),
    'src/app/functions/orders.js': answer('orders'),
    'src/app/functions/package.json': '{"name":"shop"}',
  });
  const repository = emptyFolder();
  renameSync(root, path.join(repository, 'Shop'));
  git(repository, 'init', '-q');
  git(repository, 'add', '-A', '-f');
  git(repository, 'commit', '-qm', 'all');
  renameSync(path.join(repository, 'Shop'), path.join(repository, 'shop'));
  const result = documentOf(await run(path.join(repository, 'shop'), ['check', '--json']));
  expect(result.findings.map(({ rule }: { rule: string }) => rule)).not.toContain('endpoint-clash');
});

test.each(['src', 'SRC'])(
  'a .env that git tracks is seen where the folder is called %s now',
  async (name) => {
    const root = folderWith({
      ...hsmetaApp,
      'src/app/functions/orders-hsmeta.json': functionHsmeta('orders', { secretKeys: ['KEY'] }),
      'src/app/functions/orders.js': answer('orders'),
      'src/app/functions/package.json': '{"name":"shop"}',
      'src/app/functions/.env': 'KEY=canary\n',
    });
    git(root, 'init', '-q');
    git(root, 'add', '-A', '-f');
    git(root, 'commit', '-qm', 'all');
    renameSync(path.join(root, 'src'), path.join(root, name));
    const config = readFileSync(path.join(root, 'hsproject.json'), 'utf8');
    writeFileSync(path.join(root, 'hsproject.json'), config.replace('"src"', `"${name}"`));
    const tracked = async () => {
      const { findings } = documentOf(await run(root, ['check', '--json']));
      return findings.find(({ rule }: { rule: string }) => rule === 'env-tracked');
    };
    const command = /: (git rm [^(]+) \(/.exec((await tracked()).hint)?.[1] ?? '';
    execFileSync('sh', ['-c', command], { cwd: root, stdio: 'ignore' });
    expect(await tracked()).toBeUndefined();
  },
);

test('folders and files that HubSpot would not find because of case are refused, with both names', async () => {
  const code = { 'src/app/app.functions/one.js': answer('one') };
  const root = folderWith({ ...legacyApp, 'src/app/app.functions/Serverless.json': registry({}), ...code });
  const misnamed = await run(root, ['check']);
  expect(misnamed.code).toBe(3);
  expect(misnamed.stderr).toMatch(/Serverless\.json.*\n?.*Rename it to serverless\.json/);
  const config = readFileSync(path.join(root, 'hsproject.json'), 'utf8');
  writeFileSync(path.join(root, 'hsproject.json'), config.replace('"src"', '"SRC"'));
  const elsewhere = await run(root, ['invoke', 'one']);
  expect(elsewhere.code).toBe(3);
  expect(elsewhere.stderr).toMatch(/"SRC".*\n?.*There is "src"/);
});

test('names that differ from the disk in case are reported with both names', async () => {
  const root = folderWith({
    ...legacyApp,
    'src/app/app.functions/serverless.json': registry({ one: { file: 'one.js' }, two: { file: 'Two.js' } }),
    'src/app/app.functions/one.js': `const text = require('./Helper');\nexports.main = async () => ({ statusCode: 200, body: text });\n`,
    'src/app/app.functions/helper.js': `module.exports = 'helped';\n`,
    'src/app/app.functions/two.js': answer('two'),
  });
  const { findings } = documentOf(await run(root, ['check', '--json']));
  const told = findings.filter(({ rule }: { rule: string }) => rule === 'letter-case');
  const messages = told.map(({ message }: { message: string }) => message).join('\n');
  expect(messages).toMatch(/"\.\/Helper".*helper\.js/);
  expect(messages).toMatch(/"Two\.js".*two\.js/);
  for (const [name, both] of [
    ['one', /\.\/Helper.*helper\.js/],
    ['two', /Two\.js.*two\.js/],
  ] as const) {
    const invoked = documentOf(await run(root, ['invoke', name, '--json']));
    expect(JSON.stringify(invoked.warnings)).toMatch(both);
  }
});

test('a file whose name changes in case between two runs is still replaced whole', async () => {
  const root = emptyFolder();
  await run(root, ['shop', '--function', 'hello', ...quiet, '--no-invoke']);
  const project = path.join(root, 'shop');
  const [manifest = ''] = Object.keys(filesOf(project)).filter((file) =>
    /functions\/package\.json$/.test(file),
  );
  const text = readFileSync(path.join(project, manifest), 'utf8');
  renameSync(path.join(project, manifest), path.join(project, path.dirname(manifest), 'Package.json'));
  writeFileSync(path.join(project, path.dirname(manifest), 'Package.json'), text);
  const added = documentOf(
    await run(project, ['--function', 'two', '--dependency', 'is-odd', ...quiet, '--no-invoke']),
  );
  expect(added.code).toBe(0);
  expect(readFileSync(path.join(project, manifest), 'utf8')).toContain('is-odd');
});

test('files whose names have another case are added to, keep their lines, and are the only ones', async () => {
  const root = emptyFolder();
  await run(root, ['shop', '--secret', 'A_KEY', ...quiet, '--no-invoke']);
  const project = path.join(root, 'shop');
  const functions = path.join(project, 'src/app/app.functions');
  writeFileSync(path.join(functions, '.env'), 'A_KEY=canary-of-case\n');
  for (const name of ['.env', '.env.example', 'package.json'])
    renameCase(functions, name, name.toUpperCase());
  renameCase(project, '.gitignore', '.GitIgnore');
  const added = await run(project, [
    '--function',
    'two',
    '--secret',
    'B_KEY',
    ...quiet,
    '--diff',
    '--no-invoke',
  ]);
  expect(documentOf(added).code).toBe(0);
  expect(added.stdout + added.stderr).not.toContain('canary-of-case');
  const environment = readFileSync(path.join(functions, '.env'), 'utf8');
  expect(environment).toMatch(/^A_KEY=canary-of-case\n[\s\S]*^B_KEY=/m);
  const names = readdirSync(functions).map((name) => name.toLowerCase());
  expect(new Set(names).size).toBe(names.length);
  const { findings } = documentOf(await run(project, ['check', '--json']));
  expect(findings).toContainEqual(
    expect.objectContaining({ rule: 'letter-case', path: expect.stringMatching(/PACKAGE\.JSON$/) }),
  );
});

test.each([
  ['extensions/card.json', 'Card.json'],
  ['app.functions/.env', '.Env'],
  ['app.functions/one.js', 'One.js'],
  ['app.functions/two.js', 'Two.js'],
  ['extensions/Card.jsx', 'card.jsx'],
])(
  'a migration that would take %s for a file of another name is refused, and nothing changes',
  async (file, other) => {
    const app = {
      name: 'shop',
      scopes: ['oauth'],
      extensions: { crm: { cards: [{ file: 'extensions/card.json' }] } },
    };
    const card = { type: 'crm-card', data: { title: 'Card', uid: 'card', module: { file: 'Card.jsx' } } };
    const root = folderWith({
      ...legacyApp,
      'src/app/app.json': JSON.stringify(app),
      'src/app/extensions/card.json': JSON.stringify(card),
      'src/app/extensions/Card.jsx': 'export default 1;\n',
      'src/app/app.functions/serverless.json': registry({
        one: { file: 'one.js', environment: { A: '1' } },
        two: { file: 'two.js' },
      }),
      'src/app/app.functions/two.js': answer('two'),
      'src/app/app.functions/one.js': 'exports.main = (context, send) => send({ statusCode: 200 });\n',
      'src/app/app.functions/package.json': '{}',
      'src/app/app.functions/.env': 'B=2\n',
    });
    renameCase(path.join(root, 'src/app', path.dirname(file)), path.basename(file), other);
    const before = filesOf(root);
    const result = documentOf(await run(root, ['migrate', '--yes', '--json', '--no-invoke']));
    expect(result).toMatchObject({ code: 3, error: { code: 'file-name-case' } });
    for (const name of [path.basename(file), other])
      expect(result.error.message + result.error.hint).toContain(name);
    expect(filesOf(root)).toEqual(before);
  },
);

test('functions whose names differ only in case are not moved onto each other, and nothing changes', async () => {
  const root = folderWith({
    ...legacyApp,
    'src/app/app.functions/serverless.json': registry({ one: { file: 'one.js' }, One: { file: 'one.js' } }),
    'src/app/app.functions/one.js': answer('one'),
    'src/app/app.functions/package.json': '{}',
  });
  const before = filesOf(root);
  const result = documentOf(await run(root, ['migrate', '--yes', '--json', '--no-invoke']));
  expect(result).toMatchObject({ code: 3, error: { code: 'same-target' } });
  expect(result.error.message).toMatch(
    /One-hsmeta\.json[\s\S]*one-hsmeta\.json|one-hsmeta\.json[\s\S]*One-hsmeta\.json/,
  );
  expect(filesOf(root)).toEqual(before);
});

test.each(['inside', 'outside'])(
  'a migration of design-manager functions %s of the project refuses a file that is named in another case',
  async (place) => {
    const project = folderWith(hsmetaApp);
    const folder = path.join(place === 'inside' ? project : emptyFolder(), 'shop.functions');
    writeFiles(folder, {
      'serverless.json': JSON.stringify({ endpoints: { two: { method: 'GET', file: 'Two.js' } } }),
      'two.js': 'exports.main = (context, send) => send({ statusCode: 200 });\n',
    });
    const before = filesOf(project);
    const from = ['--from', path.relative(project, folder)];
    const result = documentOf(await run(project, ['migrate', ...from, '--yes', '--json', '--no-invoke']));
    expect(result).toMatchObject({ code: 3, error: { code: 'file-name-case' } });
    expect(result.error.message + result.error.hint).toMatch(/two\.js[\s\S]*Two\.js/);
    expect(filesOf(project)).toEqual(before);
  },
);
