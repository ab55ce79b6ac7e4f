import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { hasScripts } from './left-out.ts';
import { documentOf, emptyFolder, filesOf, run, writeFiles } from './program.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const token = `${'pat-'}na1-1a2b3c4d-1a2b-3c4d-5e6f-1a2b3c4d5e6f`;

const registry = {
  appFunctions: {
    send: { file: 'send.js', secrets: ['MAIL_KEY', 'OLD_KEY'], endpoint: { path: '/send', method: 'POST' } },
    card: { file: 'card.js', secrets: {}, runtime: 'nodejs18.x' },
    gone: { file: 'gone.js' },
  },
};

/** A project of 2025.1 with a problem in each of its files. */
const faulty = {
  'hsproject.json': '{"name": "shop", "srcDir": "src", "platformVersion": "2025.1",}',
  'src/app/app.json': '{"name": "Shop", "uid": "shop", "scopes": [], "public": false}',
  'src/app/app.functions/serverless.json': `${JSON.stringify(registry, null, 2)}\n`,
  'src/app/app.functions/package.json': '{"name": "shop", "dependencies": {"crypto": "^1.0.1"}}\n',
  'src/app/app.functions/.env': 'MAIL_KEY=the-value-of-mail\n',
  'src/app/app.functions/send.js': [
    "const ky = require('ky');",
    'exports.main = async (context, respond) => {',
    "  const url = 'https://mail.example'; // the-value-of-mail",
    '  console.log(process.env.MAIL_KEY);',
    '  await ky(url, { token: process.env.MAIL_TOKEN, key: process.envMAIL_KEY, id: context.query.id });',
    '  respond({ statusCode: 200 });',
    '};',
    '',
  ].join('\n'),
  'src/app/app.functions/card.js': `exports.main = async () => '${token}';\n`,
  'src/app/extensions/Card.jsx': "hubspot.serverless('nobody', { parameters: {} });\n",
};

const found = [
  'not-strict-json hsproject.json:1',
  'platform hsproject.json:1',
  'scopes-empty src/app/app.json:1',
  'env-not-ignored src/app/app.functions/.env:1',
  'missing-secret src/app/app.functions/.env:1',
  'hard-coded-secret src/app/app.functions/card.js:1',
  'dependency-builtin src/app/app.functions/package.json:1',
  'dependency-undeclared src/app/app.functions/send.js:1',
  'secret-logged src/app/app.functions/send.js:4',
  'undeclared-secret src/app/app.functions/send.js:5',
  'env-typo src/app/app.functions/send.js:5',
  'context-query src/app/app.functions/send.js:5',
  'send-response src/app/app.functions/send.js:6',
  'unused-secret src/app/app.functions/serverless.json:7',
  'endpoint-slash src/app/app.functions/serverless.json:10',
  'endpoint-shape src/app/app.functions/serverless.json:11',
  'secret-list src/app/app.functions/serverless.json:16',
  'unknown-key src/app/app.functions/serverless.json:17',
  'entry-missing src/app/app.functions/serverless.json:20',
  'unknown-function src/app/extensions/Card.jsx:1',
];

const entrypoint = '/app/functions/Send.js';
const auth = { type: 'static', requiredScopes: ['oauth'] };

/** A project of 2026.09 with the problems that are possible in its layout. */
const faultyNow = {
  'hsproject.json': '{"name": "shop", "srcDir": "src", "platformVersion": "2026.09", "name": "shop2"}',
  '.gitignore': '.env*\n',
  '.env': 'API_KEY=the-value-of-mail\n',
  'src/app/app-hsmeta.json': JSON.stringify({
    uid: 'shop',
    type: 'app',
    config: { name: 'Shop', description: '', distribution: 'PRIVATE', auth },
    version: 1,
  }),
  'src/app/app.json': '{}',
  'src/app/functions/Send.js': [
    "const { price } = require('./lib/price');",
    'const key = process.env.API_KEY;',
    "exports.main = async ({ body, secrets }) => ({ price, key, body, a: secrets.OTHER, b: require('axios') });",
    '',
  ].join('\n'),
  'src/app/functions/lib/price.js': "exports.price = require('./Rate.json');\n",
  'src/app/functions/lib/rate.json': '1',
  'src/app/functions/empty.js': '// nothing yet\n',
  'src/app/functions/send-hsmeta.json': JSON.stringify(
    {
      uid: 'send',
      type: 'app-function',
      config: { entrypoint, secretKeys: ['API_KEY', 'PRIVATE_APP_ACCESS_TOKEN'] },
    },
    null,
    1,
  ),
  'src/app/functions/again-hsmeta.json': `{"uid": "send", "type": "app-function", "config": {"entrypoint": "${entrypoint.toLowerCase()}"}}`,
  'src/app/functions/empty-hsmeta.json':
    '{"uid": "empty", "type": "app-function", "config": {"entrypoint": "/app/functions/empty.js"}}',
  'src/app/functions/more/more-hsmeta.json': '{"uid": "more", "type": "app-function", "config": {}}',
  'src/app/functions/broken-hsmeta.json': '{"uid": "broken"',
};

const foundNow = [
  'env-place .env:1',
  'duplicate-key hsproject.json:1',
  'unknown-key src/app/app-hsmeta.json:1',
  'ignored-layout src/app/app.json:1',
  'local-import src/app/functions/Send.js:1',
  'top-level-read src/app/functions/Send.js:2',
  'context-kind src/app/functions/Send.js:3',
  'dependency-undeclared src/app/functions/Send.js:3',
  'undeclared-secret src/app/functions/Send.js:2',
  'letter-case src/app/functions/again-hsmeta.json:1',
  'syntax-error src/app/functions/broken-hsmeta.json:1',
  'no-main src/app/functions/empty.js:1',
  'letter-case src/app/functions/lib/price.js:1',
  'hsmeta-place src/app/functions/more/more-hsmeta.json:1',
  'package-json-missing src/app/functions/package.json:1',
  'uid src/app/functions/send-hsmeta.json:2',
  'token-declared src/app/functions/send-hsmeta.json:8',
];

test('a faulty project of the newer layout gets exactly these findings', async () => {
  const folder = emptyFolder();
  writeFiles(folder, faultyNow);
  const result = await run(folder, ['check', '--json']);
  const lines = documentOf(result).findings.map(
    ({ rule, path: file, line }: { rule: string; path: string; line: number }) => `${rule} ${file}:${line}`,
  );
  expect([...lines].sort()).toEqual([...foundNow].sort());
  expect(result.code).toBe(6);
  expect(result.stdout).not.toContain('the-value-of-mail');
});

function faultyProject(): string {
  const folder = emptyFolder();
  writeFiles(folder, faulty);
  return folder;
}

test('a faulty project gets exactly these findings and code 6, from any of its folders', async () => {
  const folder = faultyProject();
  for (const cwd of [folder, path.join(folder, 'src/app/app.functions')]) {
    const result = await run(cwd, ['check', '--json']);
    const document = documentOf(result);
    const lines = document.findings.map(
      ({ rule, path: file, line }: { rule: string; path: string; line: number }) => `${rule} ${file}:${line}`,
    );
    expect([...lines].sort()).toEqual([...found].sort());
    expect(document).toMatchObject({ ok: false, code: 6, mode: 'check', error: { code: 'findings' } });
    expect(result.code).toBe(6);
  }
});

test('no format shows the value of a secret', async () => {
  const folder = faultyProject();
  const calls = [
    ...['text', 'json', 'github', 'sarif'].map((format) => ['--format', format]),
    ['--fix', '--dry-run', '--diff'],
  ];
  for (const call of calls) {
    const { stdout, stderr } = await run(folder, ['check', ...call]);
    for (const value of [token, 'the-value-of-mail'])
      expect(stdout + stderr, call.join(' ')).not.toContain(value);
  }
});

test('values in any folder of the project are hidden in what is found, not only those of the functions', async () => {
  const folder = faultyProject();
  writeFiles(folder, {
    '.env': 'ROOT_KEY=Value-of-the-root-1',
    'src/app/other.functions/.env': 'OTHER_KEY: Value-of-another-2',
    'src/app/app.functions/more.js':
      "process.env['Value-of-the-root-1'];\nprocess.env['Value-of-another-2'];\n",
    'src/app/app.functions/serverless.json': JSON.stringify({
      appFunctions: { more: { file: 'more.js', secrets: ['Value-of-the-root-1 x', 'Value-of-another-2 x'] } },
    }),
  });
  for (const call of [[], ['--json'], ['--format', 'github'], ['--fix', '--dry-run', '--diff']]) {
    const { stdout, stderr, code } = await run(folder, [
      'check',
      '--functions-directory',
      'src/app/app.functions',
      ...call,
    ]);
    expect(code).toBe(6);
    expect(stdout).toContain('***');
    expect(stdout + stderr).not.toContain('Value-of');
  }
});

test('checking changes nothing, and --fix does exactly what its dry run shows', async () => {
  const folder = faultyProject();
  const before = filesOf(folder);
  await run(folder, ['check']);
  const planned = documentOf(await run(folder, ['check', '--fix', '--dry-run', '--diff', '--json']));
  expect(filesOf(folder)).toEqual(before);
  const fixed = documentOf(await run(folder, ['check', '--fix', '--json']));
  expect(fixed.changes).toEqual(planned.changes);
  expect(fixed.changes.length).toBeGreaterThan(4);
  expect(fixed.findings.filter(({ fixable }: { fixable: boolean }) => fixable)).toEqual([]);
  const after = filesOf(folder);
  expect(Object.keys(after)).toEqual(expect.arrayContaining(Object.keys(before)));
  expect(documentOf(await run(folder, ['check', '--fix', '--json'])).changes).toEqual([]);
  expect(filesOf(folder)).toEqual(after);
  expect(after['src/app/app.functions/send.js']).toContain('process.env.MAIL_KEY, id: context.params.id');
});

test('a finding is shown with its place, its line, what to do, and its rule', async () => {
  const { stdout } = await run(faultyProject(), ['check', '--rule', 'undeclared-secret']);
  expect(stdout).toBe(
    [
      'src/app/app.functions/send.js',
      '  5:26  error  send reads process.env.MAIL_TOKEN, which src/app/app.functions/serverless.json does not declare: it is undefined in production.  undeclared-secret',
      '        await ky(url, { token: process.env.MAIL_TOKEN, key: process.envMAIL_KEY, id: context.query.id });',
      '                               ^',
      '      → Add "MAIL_TOKEN" to "secrets" of send, and store its value: hs secret add MAIL_TOKEN (--fix does it)',
      '',
      '1 error in 1 file (3 functions checked)',
      `1 can be fixed: npx create-hs-function@${version} check --fix`,
      '',
    ].join('\n'),
  );
});

test('a new project has no findings, in one line', async () => {
  const folder = emptyFolder();
  await run(folder, ['.', '--app', 'shop', '--platform', '2026.09', '--yes', '--no-install', '--no-invoke']);
  const { code, stdout, stderr } = await run(folder, ['check']);
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: '1 function, no findings\n',
    stderr: '',
  });
});

test.each([
  ['no app', undefined, 'hsproject.json', 'there is no app.json in src'],
  ['a public app', 'public-app.json', 'src/app/public-app.json', 'A public app'],
])('a project with %s gets a finding about it, besides all others', async (_, file, place, said) => {
  const folder = emptyFolder();
  await run(folder, ['.', '--app', 'shop', '--yes', '--no-install', '--no-invoke']);
  const app = path.join(folder, 'src/app/app.json');
  if (file === undefined) rmSync(app);
  else renameSync(app, path.join(folder, 'src/app', file));
  const { code, findings } = documentOf(await run(folder, ['check', '--json']));
  expect({ code, findings }).toEqual({
    code: 6,
    findings: [
      expect.objectContaining({
        rule: 'unsuitable-app',
        path: place,
        message: expect.stringContaining(said),
      }),
    ],
  });
});

test('a broken app file is reported once, and never as missing', async () => {
  const folder = emptyFolder();
  await run(folder, ['.', '--app', 'shop', '--platform', '2026.09', '--yes', '--no-install', '--no-invoke']);
  const app = path.join(folder, 'src/app/app-hsmeta.json');
  writeFileSync(app, readFileSync(app, 'utf8').replace(',', ''));
  const broken = documentOf(await run(folder, ['check', '--json']));
  expect(broken.findings).toEqual([expect.objectContaining({ rule: 'syntax-error' })]);
  writeFileSync(app, '{"uid": "app"}');
  const { findings } = documentOf(await run(folder, ['check', '--json']));
  expect(findings).toEqual([
    expect.objectContaining({
      rule: 'unsuitable-app',
      message: expect.stringContaining('no -hsmeta.json with "type": "app" in src/app'),
    }),
  ]);
});

test.each([
  ['appfunctions', { appFunctions: { fn: { file: 'fn.js' } } }],
  ['functions', { appFunctions: { fn: { file: 'fn.js' } } }],
  ['lambdas', { lambdas: { fn: { file: 'fn.js' } } }],
])('--fix never hides functions that are listed under %s', async (key, after) => {
  const folder = emptyFolder();
  await run(folder, ['.', '--app', 'shop', '--yes', '--no-install', '--no-invoke']);
  const registry = path.join(folder, 'src/app/app.functions/serverless.json');
  writeFileSync(path.join(folder, 'src/app/app.functions/fn.js'), 'exports.main = async () => ({});\n');
  writeFileSync(registry, JSON.stringify({ [key]: { fn: { file: 'fn.js' } } }));
  const { code } = await run(folder, ['check', '--fix']);
  expect({ code, after: JSON.parse(readFileSync(registry, 'utf8')) }).toEqual({
    code: key === 'lambdas' ? 6 : 0,
    after,
  });
});

test.runIf(hasScripts)('a command in a hint has a name of the code as one word, whatever it is', async () => {
  const folder = emptyFolder();
  await run(folder, ['.', '--app', 'shop', '--yes', '--no-install', '--no-invoke']);
  const names = ['A$(touch x)', 'B; touch x', "it's", '`touch x`', 'C\\', 'D\u001b[31mx', '-e'];
  const reads = names.map((name) => `process.env[${JSON.stringify(name)}]`);
  const code = `exports.main = async () => [${reads.join(', ')}];\n`;
  writeFileSync(path.join(folder, 'src/app/app.functions/hello.js'), code);
  const { findings } = documentOf(await run(folder, ['check', '--json', '--rule', 'undeclared-secret']));
  const commands = findings.map(({ hint }: { hint: string }) => hint.slice(hint.indexOf('hs secret add')));
  const words = commands.map((command: string) =>
    execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { cwd: folder, encoding: 'utf8' }),
  );
  expect(words).toEqual(names.map((name) => `hs\0secret\0add\0${name}\0`));
  expect(existsSync(path.join(folder, 'x'))).toBe(false);
});

test.each([
  ['{"appFunctions": {"fn": {"file": ""}}}', '"file" is empty', 'entry-missing'],
  [`${'['.repeat(600)}${']'.repeat(600)}`, 'This is nested more than 500 levels deep.', 'syntax-error'],
])('%.40s in a registry is reported as what it is: %s', async (text, said, rule) => {
  const folder = emptyFolder();
  await run(folder, ['.', '--app', 'shop', '--yes', '--no-install', '--no-invoke']);
  writeFileSync(path.join(folder, 'src/app/app.functions/serverless.json'), text);
  const { findings } = documentOf(await run(folder, ['check', '--json']));
  expect(findings).toEqual([expect.objectContaining({ rule, message: expect.stringContaining(said) })]);
});

test('warnings fail with --strict only', async () => {
  const folder = faultyProject();
  const args = ['check', '--rule', 'scopes-empty'];
  expect((await run(folder, args)).code).toBe(0);
  expect((await run(folder, [...args, '--strict'])).code).toBe(6);
});

test('in GitHub Actions lines are marked, from the root of the repository, without suggestions', async () => {
  const folder = emptyFolder();
  writeFiles(folder, Object.fromEntries(Object.entries(faulty).map(([name, text]) => [`hub/${name}`, text])));
  writeFiles(folder, { '.git/HEAD': 'ref: refs/heads/main\n' });
  const { code, stdout } = await run(path.join(folder, 'hub'), ['check'], {
    env: { GITHUB_ACTIONS: 'true' },
  });
  expect(code).toBe(6);
  expect(stdout).toContain('::error file=hub/src/app/app.functions/card.js,line=1,col=');
  expect(stdout).not.toContain('unused-secret');
  for (const line of stdout.trimEnd().split('\n').slice(0, -2)) {
    expect(line).toMatch(/^::(?:error|warning) file=[^,]+,line=\d+,col=\d+,title=[\w-]+::/);
  }
});

test('SARIF is valid by its schema, and has every rule and finding', async () => {
  const file = 'node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json';
  // The schema uses draft 4, but nothing that has a different meaning today.
  const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(file, 'utf8'));
  const validate = new Ajv({
    strict: false,
    validateFormats: false,
    unicodeRegExp: false,
    logger: false,
  }).compile(schema);
  const { stdout } = await run(faultyProject(), ['check', '--format', 'sarif']);
  const log = JSON.parse(stdout);
  expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  const [{ results, tool }] = log.runs;
  expect(results).toHaveLength(found.length);
  expect(tool.driver.rules.length).toBeGreaterThan(45);
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
});

test('a rule is explained without a project', async () => {
  const { code, stdout } = await run(emptyFolder(), ['check', '--explain', 'local-import']);
  expect(code).toBe(0);
  expect(stdout).toContain('Cannot find module');
  expect(stdout).toContain('Source:');
});

test.each([
  [['--rule', 'undeclared-secrt'], 'unknown-rule', 'undeclared-secret'],
  [['--explain', 'nonsense'], 'unknown-rule', 'nonsense'],
  [['--format', 'xml'], 'invalid-value', 'xml'],
  [['--dry-run'], 'options-clash', '--fix'],
  [['hello'], 'unexpected-argument', 'hello'],
])('%j is refused with code 2', async (args, code, word) => {
  const result = await run(faultyProject(), [
    'check',
    ...args,
    ...(args.includes('--format') ? [] : ['--json']),
  ]);
  expect(result.code).toBe(2);
  expect(result.stdout + result.stderr).toContain(word);
  if (result.stdout !== '')
    expect(documentOf(result)).toMatchObject({ code: 2, mode: 'check', error: { code } });
});

test.each([
  ['package-lock.json', 'npm install ky'],
  ['pnpm-lock.yaml', 'pnpm add ky'],
  ['yarn.lock', 'yarn add ky'],
  ['bun.lock', 'bun add ky'],
])('with %s, an unlisted package is added by: %s', async (lockfile, command) => {
  const folder = faultyProject();
  writeFiles(folder, { [lockfile]: '' });
  const { findings } = documentOf(await run(folder, ['check', '--rule', 'dependency-undeclared', '--json']));
  expect(findings[0].hint).toBe(`Run in src/app/app.functions: ${command}`);
});

test('outside of a project it says so', async () => {
  const result = await run(emptyFolder(), ['check', '--json']);
  expect(documentOf(result)).toMatchObject({ code: 2, mode: 'check', error: { code: 'no-project' } });
});

test.each([
  ['check'],
  ['check', '--json'],
  ['check', '--format', 'sarif'],
  ['check', '--format', 'github'],
  ['invoke', 'hello'],
  ['invoke', 'hello', '--json'],
  ['migrate', '--dry-run', '--diff'],
  ['migrate', '--dry-run', '--json'],
  ['--function', 'two', '--yes', '--dry-run'],
])('a secret is not shown if code or configuration uses it as a name: %s %s %s', async (...args) => {
  const folder = emptyFolder();
  const value = 'wonderful_umbrella_weather';
  const code = `exports.main = async () => [process.env.${value}, require('${value}'), require('./${value}')];`;
  writeFiles(folder, {
    'hsproject.json': '{"name": "shop", "srcDir": "src", "platformVersion": "2023.2"}',
    'src/app/app.json': '{"name": "Shop", "uid": "shop", "scopes": [], "public": false}',
    'src/app/app.functions/serverless.json': JSON.stringify({
      appFunctions: { hello: { file: 'hello.js', secrets: ['KEY', value], [value]: 1 } },
      [value]: 1,
    }),
    'src/app/app.functions/package.json': '{"dependencies": {}}',
    'src/app/app.functions/hello.js': code,
    'src/app/app.functions/.env': `KEY=${value}\nLEVEL=uploads\n`,
  });
  const { stdout, stderr } = await run(folder, args);
  expect(stdout + stderr).not.toContain(value);
  // An ordinary value is treated like any other word.
  if (args[0] === 'check') expect(stdout).toContain('uploads fail');
});
