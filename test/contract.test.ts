import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, inject, test } from 'vitest';
import { nodePackage } from '../src/install/node.ts';
import { hasScripts } from './left-out.ts';
import { documentOf, emptyFolder, filesOf, type Run, type RunOptions, run, writeFiles } from './program.ts';
import { makePackage, startRegistry } from './registry.ts';

const project = {
  'hsproject.json': '{"name":"shop","srcDir":"src","platformVersion":"2023.2"}',
  'src/app/app.json': '{"name":"shop","scopes":[]}',
  'src/app/app.functions/serverless.json': '{"appFunctions":{}}',
  'src/app/app.functions/package.json': '{"dependencies":{}}',
};

/** Calls that cannot show prompts, for every kind of standard input and CI. */
const silent: readonly (readonly [string, RunOptions])[] = [
  ['standard input closed', {}],
  ['an open pipe that says nothing', { stdin: 'open' }],
  ['a pipe that answers', { input: 'my-app\n\n\n' }],
  ...['1', 'true', 'yes', 'github'].map((CI) => [`CI=${CI}`, { stdin: 'open', env: { CI } }] as const),
  ['CI=false', { stdin: 'open', env: { CI: 'false' } }],
  ['TERM=dumb', { stdin: 'open', env: { TERM: 'dumb' } }],
];

describe.each(silent)('without a person: %s', (_name, options) => {
  test('a project with defaults is created, and its function answers', async () => {
    const folder = emptyFolder();
    const result = await run(folder, ['my-app'], options);
    expect(result.code, result.stderr).toBe(0);
    expect(result.stdout).toContain('"message": "Hello, Ada!"');
    expect(Object.keys(filesOf(folder))).toContain('my-app/src/app/app.functions/hello.js');
  });

  test('a missing answer ends the run with code 2, its name and a command, and nothing is created', async () => {
    const folder = emptyFolder();
    const result = await run(folder, [], options);
    expect(result.code).toBe(2);
    expect(result.stdout).toBe('');
    expect(result.stderr).toContain('--app');
    expect(result.stderr).toContain('npm create hs-function@latest -- --app my-app --yes');
    expect(filesOf(folder)).toEqual({});
  });
});

interface Row {
  readonly name: string;
  readonly args: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly code: number;
  readonly error?: string;
  readonly options?: RunOptions;
}

const rows: readonly Row[] = [
  { name: 'a new project', args: ['my-app', '--yes'], code: 0 },
  { name: 'a dry run', args: ['my-app', '--dry-run'], code: 0 },
  { name: 'a function in a project', args: ['--function', 'two'], files: project, code: 0 },
  { name: 'an invocation', args: ['invoke', 'hello'], files: withHello('return { a: 1 };'), code: 0 },
  { name: 'an unknown option', args: ['my-app', '--tempalte', 'hello'], code: 2, error: 'unknown-option' },
  { name: 'a missing name', args: [], code: 2, error: 'missing-options' },
  { name: 'a missing function', args: ['--yes'], files: project, code: 2, error: 'missing-options' },
  { name: 'a bad name', args: ['x', '--function', '../x'], code: 2, error: 'invalid-value' },
  {
    name: 'a template without the secret that it reads',
    args: ['x', '--template', 'proxy', '--secret='],
    code: 2,
    error: 'invalid-value',
  },
  {
    name: 'a functions folder for a new project',
    args: ['x', '--functions-directory', 'nope'],
    code: 2,
    error: 'invalid-value',
  },
  { name: "git's own folder", args: ['.git', '--yes'], code: 2, error: 'impossible-directory' },
  { name: "a folder in git's own", args: ['x/.GIT/y', '--yes'], code: 2, error: 'impossible-directory' },
  { name: 'an empty directory', args: ['', '--yes'], code: 2, error: 'empty-argument' },
  { name: 'a blank function', args: ['invoke', ' '], files: project, code: 2, error: 'empty-argument' },
  { name: 'two directories', args: ['x', 'y'], code: 2, error: 'too-many-arguments' },
  {
    name: 'an answers file that is not there',
    args: ['x', '--answers', 'a.json'],
    code: 2,
    error: 'unreadable-file',
  },
  {
    name: 'an answers file with an unknown key',
    args: ['x', '--answers', 'a.json'],
    files: { 'a.json': '{"functoin":"a"}' },
    code: 2,
    error: 'invalid-answers',
  },
  {
    name: 'an answers file with a key twice',
    args: ['x', '--answers', 'a.json'],
    files: { 'a.json': '{"app": "a", "app": "b"}' },
    code: 2,
    error: 'invalid-answers',
  },
  {
    name: 'a version that is too old',
    args: ['x', '--platform', '2023.1'],
    code: 2,
    error: 'invalid-value',
  },
  {
    name: 'an address in place of the name of a host',
    args: ['dev', '--allow-host', 'http://x'],
    files: project,
    code: 2,
    error: 'invalid-value',
  },
  {
    name: 'a card to be left out of functions that have none',
    args: ['migrate', '--from', 'x.functions', '--skip-card', 'y'],
    code: 2,
    error: 'options-clash',
  },
  {
    name: 'scripts of packages that are not installed',
    args: ['x', '--answers', 'a.json', '--no-install'],
    files: { 'a.json': '{"allow-scripts": true}' },
    code: 2,
    error: 'options-clash',
  },
  {
    name: 'a rule to explain, and a fix',
    args: ['check', '--explain', 'uid', '--fix'],
    code: 2,
    error: 'options-clash',
  },
  {
    name: 'two templates',
    args: ['x', '--template', 'hello', '--template', 'proxy'],
    code: 2,
    error: 'options-clash',
  },
  {
    name: 'a project whose configuration is no JSON',
    args: ['invoke', 'hello'],
    files: { 'hsproject.json': '{' },
    code: 3,
    error: 'invalid-json',
  },
  { name: 'a rule without a name', args: ['check', '--explain'], code: 2, error: 'missing-value' },
  { name: 'no shell', args: ['completion'], code: 2, error: 'missing-options' },
  {
    name: 'a file in the way',
    args: ['x', '--yes'],
    files: { 'x/src/app/app.json': '{}' },
    code: 3,
  },
  {
    name: 'a project that cannot be read',
    args: ['--function', 'two'],
    files: { ...project, 'src/app/app.functions/serverless.json': '{"appFunctions":{},}}' },
    code: 3,
    error: 'invalid-json',
  },
  {
    name: 'a folder of ES modules',
    args: ['--function', 'two', '--yes'],
    files: { ...project, 'src/app/app.functions/package.json': '{"type":"module"}' },
    code: 3,
    error: 'module-package',
  },
  {
    name: 'a folder of ES modules that would be changed',
    args: ['--function', 'two', '--dependency', 'tiny', '--no-install'],
    files: { ...project, 'src/app/app.functions/package.json': '{"type":"module"}' },
    code: 3,
    error: 'module-package',
  },
  {
    name: 'a folder below one of ES modules',
    args: ['--function', 'two', '--dry-run'],
    files: withoutManifest({ ...project, 'package.json': '{"type":"module"}' }),
    code: 0,
  },
  {
    name: 'a folder of its own below one of ES modules',
    args: ['x', '--yes'],
    files: { 'package.json': '{"type":"module"}' },
    code: 0,
  },
  {
    name: 'an install that fails',
    args: ['x', '--template', 'contact', '--yes'],
    options: { env: { npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' } },
    code: 4,
    error: 'install-failed',
  },
  {
    name: 'an invocation that throws',
    args: ['invoke', 'hello'],
    files: withHello("throw new Error('no');"),
    code: 5,
    error: 'invocation-failed',
  },
  { name: 'an unknown function', args: ['invoke', 'other'], files: withHello(''), code: 2 },
];

function withoutManifest(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { 'src/app/app.functions/package.json': _, ...rest } = files;
  return rest;
}

function withHello(body: string) {
  return {
    ...project,
    'src/app/app.functions/serverless.json': '{"appFunctions":{"hello":{"file":"hello.js","secrets":[]}}}',
    'src/app/app.functions/hello.js': `exports.main = async () => { ${body} };\n`,
  };
}

test('an install that fails says where it failed, and the command that resumes', async () => {
  const env = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' };
  const result = await run(emptyFolder(), ['x', '--dependency', 'tiny', '--yes', '--json'], { env });
  const { error, next } = documentOf(result);
  expect(error.message).toContain('ECONNREFUSED');
  expect(error.message).toContain('http://127.0.0.1:9/tiny');
  expect(error.message).not.toMatch(/\bat .*:\d+:\d+/);
  expect(next[0].command).toBe('npm install --prefix x/src/app/app.functions');
  expect(error.hint).toContain(next[0].command);
});

test('a Node that does not exist is wrong input; one that cannot be installed is a failed install', async () => {
  const name = nodePackage(process.platform, process.arch);
  const registry = await startRegistry([makePackage({ name, version: '20.0.0' })]);
  const folder = emptyFolder();
  writeFiles(folder, withHello(''));
  const codeWith = async (url: string) => {
    const env = { npm_config_registry: url, npm_config_fetch_retries: '0', XDG_CACHE_HOME: emptyFolder() };
    const { error, code } = documentOf(await run(folder, ['invoke', '--node', '99', '--json'], { env }));
    expect(error.code).toBe('node-not-installed');
    return code;
  };
  try {
    expect(await codeWith(registry.url)).toBe(2);
    expect(await codeWith('http://127.0.0.1:9/')).toBe(4);
  } finally {
    await registry.close();
  }
});

describe.each(rows)('$name', ({ args, files, code, error, options }) => {
  test(`ends with code ${code}, and says so in one valid document`, async () => {
    const folder = emptyFolder();
    writeFiles(folder, files ?? {});
    const before = filesOf(folder);
    const result = await run(folder, [...args, '--json'], options);
    const document = documentOf(result);
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
    expect({ ok: document.ok, code: document.code, exit: result.code }).toEqual({
      ok: code === 0,
      code,
      exit: code,
    });
    if (error !== undefined) expect(document.error.code).toBe(error);
    expect(document.command).toMatch(/^np[mx] (?:create )?(?:create-)?hs-function@/);
    if (code === 2 || code === 3) expect(filesOf(folder)).toEqual(before);
  });

  test('prints plain text in a pipe', async () => {
    const folder = emptyFolder();
    writeFiles(folder, files ?? {});
    const result = await run(folder, args, options);
    expect(result.code).toBe(code);
    expect(result.stdout + result.stderr).not.toContain(String.fromCharCode(27));
    expect(result.stderr).not.toMatch(/^\s+at .*create-hs-function/m);
    if (code === 2 || code === 3) expect(result.stdout).toBe('');
  });
});

const validate = schemaOf('report');

function schemaOf(name: string) {
  const file = path.join(inject('packed'), 'dist', `${name}.schema.json`);
  return new Ajv2020({ strict: true, allowUnionTypes: true }).compile(JSON.parse(readFileSync(file, 'utf8')));
}

test('a failed run repeats the command as typed, including what npm consumed, and without secrets', async () => {
  const folder = emptyFolder();
  writeFiles(folder, { ...withHello(''), 'src/app/app.functions/.env': "A_KEY=it's \\a secret\n" });
  const commandOf = async (...[args, options]: [readonly string[], RunOptions?]) =>
    documentOf(await run(folder, [...args, '--json'], options)).command;
  expect(await commandOf(['invoke', '--watch'])).toMatch(
    /^npx create-hs-function@\S+ invoke --watch --json$/,
  );
  expect(await commandOf(["a b's", '--tempalte'])).toMatch(
    /^npm create hs-function@\S+ -- 'a b'\\''s' --tempalte --json$/,
  );
  expect(await commandOf(['--function', "it's \\a secret"])).toMatch(/ -- --function '\*\*\*' --json$/);
  const env = {
    npm_config_user_agent: 'npm/11.0.0 node/v20',
    npm_command: 'init',
    npm_config_template: 'true',
  };
  expect(await commandOf(['helo'], { env })).toMatch(/ -- --template=helo --json$/);
});

test('if a .env cannot be read, the repeated command only has the names of options', async () => {
  const folder = emptyFolder();
  writeFiles(folder, { 'hsproject.json': '{', 'src/.env': '#'.repeat(2 ** 20 + 1) });
  const { command } = documentOf(
    await run(folder, ['--function', 'x', '--secret=y', '--no-install', '--json']),
  );
  expect(command).toMatch(/^npm create hs-function@\S+ -- --function '\*\*\*' '\*\*\*' --no-install --json$/);
});

test('with --diff, the document has the diffs that a person is shown', async () => {
  const folder = emptyFolder();
  writeFiles(folder, withHello('return 1;'));
  const calls = [
    ['--function', 'two', '--dry-run', '--diff'],
    ['check', '--rule', 'unknown-key', '--fix', '--dry-run', '--diff'],
    ['migrate', '--dry-run', '--diff'],
  ];
  for (const args of calls) {
    const document = documentOf(await run(folder, [...args, '--json']));
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
    const { stdout } = await run(folder, args);
    for (const diff of document.diffs) expect(stdout).toContain(diff.trimEnd());
    const changed = document.changes.filter(({ action }: { action: string }) => action === 'update');
    expect(document.diffs.length).toBeGreaterThanOrEqual(changed.length);
    expect(
      documentOf(
        await run(
          folder,
          [...args, '--json'].filter((word) => word !== '--diff'),
        ),
      ),
    ).not.toHaveProperty('diffs');
  }
});

test('the other documents match their schema, and no other', async () => {
  const fits = schemaOf('document');
  for (const args of [
    ['--version'],
    ['--help'],
    ['dev', '--help'],
    ['completion', 'zsh'],
    ['check', '--explain', 'uid'],
    ['check', '--explain', 'env-typo'],
  ]) {
    const document = documentOf(await run(emptyFolder(), [...args, '--json']));
    expect(fits(document), JSON.stringify(fits.errors)).toBe(true);
    expect(fits({ ...document, more: 1 })).toBe(false);
    expect(validate(document)).toBe(false);
  }
});

test('a duplicate key in an answers file is reported with both lines, also inside an entry and after a comment', async () => {
  const folder = emptyFolder();
  const stderr = async (text: string) => {
    writeFiles(folder, { 'a.json': text });
    const { code, stderr } = await run(folder, ['x', '--answers', 'a.json']);
    expect(code).toBe(2);
    return stderr;
  };
  expect(await stderr('{\n "app": "a",\n "yes": true,\n "\\u0061pp": "a" }')).toContain(
    'a.json has "app" on line 2 and "app" on line 4.',
  );
  expect(await stderr('{"functions": [{}, {"function": "a", // x\n "function": "b"}]}')).toContain(
    'has "function" on line 1 and "function" on line 2.',
  );
  expect(await stderr('{"token": true, "no-token": true}')).toContain(
    '"token" on line 1 and "no-token" on line 1.',
  );
});

test('a value that the project refuses is reported with the place where it was given', async () => {
  const folder = emptyFolder();
  writeFiles(folder, project);
  for (const [name, value] of [
    ['app', 'other'],
    ['platform', '2025.1'],
    ['platform', '1999.9'],
    ['functions-directory', 'nope'],
  ] as const) {
    writeFiles(folder, { 'a.json': JSON.stringify({ function: 'two', [name]: value }) });
    const inFile = await run(folder, ['--answers', 'a.json']);
    expect(inFile.stderr).toContain(`"${value}" (${name} in a.json)`);
    expect(inFile.stderr).not.toContain(`--${name}`);
    const typed = await run(folder, ['--function', 'two', `--${name}`, value]);
    expect(typed.stderr).toContain(`"${value}" (--${name})`);
    expect([inFile.code, typed.code]).toEqual([2, 2]);
  }
});

test('the changes of a dry run are those of the real run', async () => {
  const folder = emptyFolder();
  writeFiles(folder, project);
  const args = ['--function', 'two', '--secret', 'A_KEY', '--endpoint', 'two', '--json'];
  const planned = documentOf(await run(folder, [...args, '--dry-run']));
  expect(filesOf(folder)).toEqual(filesOf(folder));
  const made = documentOf(await run(folder, args));
  expect(made.changes).toEqual(planned.changes);
  expect(planned.command).toBe(`${made.command} --dry-run`);
  expect(made.changes.length).toBeGreaterThan(4);
});

test('a dry run writes nothing', async () => {
  const folder = emptyFolder();
  expect((await run(folder, ['my-app', '--dry-run', '--diff'])).code).toBe(0);
  expect(filesOf(folder)).toEqual({});
});

const severalFunctions = {
  app: 'my-app',
  platform: '2026.09',
  functions: [
    { function: 'first', secret: ['A_KEY', 'B_KEY'], token: true },
    { function: 'second', template: 'endpoint', endpoint: '/a/b', method: ['post'] },
  ],
};

const repeated: readonly (readonly [string, readonly string[]])[] = [
  ['several functions of an answers file', ['--answers', 'answers.json']],
  ['flags', ['--function', 'x', '--secret', 'A_KEY', '--endpoint', 'a/b', '--platform', '2026.03']],
  ['a template with its own secrets taken away', ['--template', 'endpoint', '--secret=', '--no-invoke']],
];

test.runIf(hasScripts).each(repeated)(
  'the printed command creates the same again: %s',
  async (_name, args) => {
    const folder = emptyFolder();
    writeFiles(folder, { "it's here/answers.json": JSON.stringify(severalFunctions) });
    const first = path.join(folder, "it's here");
    const made = documentOf(await run(first, ["a b's", ...args, '--json']));
    const again = emptyFolder();
    writeFiles(again, { 'answers.json': JSON.stringify(severalFunctions) });
    const bin = path.join(inject('packed'), 'bin', 'create-hs-function.cjs');
    const command = made.command.replaceAll(/npm create hs-function@\S+/g, `'${process.execPath}' '${bin}'`);
    execFileSync('sh', ['-c', command.replaceAll(' -- ', ' ')], { cwd: again, stdio: 'ignore' });
    expect(filesOf(path.join(again, "a b's"))).toEqual(filesOf(path.join(first, "a b's")));
  },
);

test.runIf(hasScripts)('the printed command names no answers file that can be read only once', () => {
  const folder = emptyFolder();
  writeFiles(folder, { 'a.json': JSON.stringify(severalFunctions) });
  const bin = path.join(inject('packed'), 'bin', 'create-hs-function.cjs');
  for (const file of ['-', '/dev/stdin']) {
    const line = `cat a.json | '${process.execPath}' '${bin}' --answers ${file} --dry-run --json`;
    const { command } = JSON.parse(execFileSync('sh', ['-c', line], { cwd: folder, encoding: 'utf8' }));
    expect(command).toMatch(/ --function first .* && npm create .* --function second /);
  }
});

test('latest is the version of a project that has it, and of no other', async () => {
  const folder = emptyFolder();
  const args = ['--platform', 'latest', '--dry-run', '--json'];
  await run(folder, ['newer', '--platform', 'latest', '--yes', '--no-invoke']);
  const added = await run(path.join(folder, 'newer'), ['--function', 'two', ...args]);
  expect(documentOf(added)).toMatchObject({ code: 0, mode: 'add' });
  await run(folder, ['older', '--yes', '--no-invoke']);
  const refused = await run(path.join(folder, 'older'), ['--function', 'two', ...args]);
  expect(documentOf(refused).error.code).toBe('platform-differs');
});

test('the printed command finds nothing to do in a project whose version is not known', async () => {
  const folder = emptyFolder();
  const unknown = '{"name":"shop","srcDir":"src","platformVersion":"2024.1"}';
  writeFiles(folder, { ...project, 'hsproject.json': unknown });
  const args = ['--function', 'two', '--platform', '2025.1', '--no-invoke', '--json'];
  const { command } = documentOf(await run(folder, args));
  expect(command).toContain(' --function two --platform 2025.1 ');
  const words = command.slice(command.indexOf(' -- ') + 4).split(' ');
  const again = documentOf(await run(folder, [...words, '--json']));
  expect(again).toMatchObject({ ok: true, command });
  expect(again.changes.every(({ action }: { action: string }) => action === 'unchanged')).toBe(true);
});

test('the same command again finds nothing to do and touches no file', async () => {
  const folder = emptyFolder();
  const args = ['my-app', '--yes', '--json'];
  await run(folder, args);
  const before = filesOf(folder);
  const again = documentOf(await run(folder, args));
  expect({ ok: again.ok, code: again.code }).toEqual({ ok: true, code: 0 });
  expect(again.changes.every(({ action }: { action: string }) => action === 'unchanged')).toBe(true);
  expect(filesOf(folder)).toEqual(before);
});

test('a mistyped word is reported with the closest valid one', async () => {
  const stderr = async (...args: string[]): Promise<string> => (await run(emptyFolder(), args)).stderr;
  expect(await stderr('x', '--tempalte', 'a')).toContain('Did you mean --template?');
  expect(await stderr('x', '--template', 'helo')).toContain('Try hello.');
  expect(await stderr('x', '--timeout', '5')).toContain(
    '--timeout is not an option of this command, only of invoke or dev.',
  );
});

test.each([
  [['--inst'], '--install'],
  [['--no-yes'], '--yes'],
  [['--no-json'], '--json'],
  [['--foo'], '--'],
  [['--force'], '--'],
  [['-x'], '-'],
  [['invoke', '--functon'], '--functions-directory'],
  [['completion', '--shell'], '--'],
])('an unknown option is reported with the closest one: %j', async (args, near) => {
  const { code, stderr } = await run(emptyFolder(), args);
  expect(code).toBe(2);
  const named = /(?:Did you mean|The closest is) (-\S+?)[?.]/.exec(stderr)?.[1];
  expect(named?.startsWith(near), stderr).toBe(true);
});

test('an option without a value refuses one, however it is written', async () => {
  for (const option of ['--no-install', '--no-token', '--yes']) {
    const { code, stderr } = await run(emptyFolder(), ['x', `${option}=false`]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${option} takes no value.`);
  }
});

test('with --json, the version and a completion script are a document too', async () => {
  const folder = emptyFolder();
  const version = (await run(folder, ['--version'])).stdout.trim();
  for (const args of [
    ['--version', '--json'],
    ['--json', '-v'],
    ['invoke', '--version', '--json'],
  ]) {
    expect(documentOf(await run(folder, args))).toEqual({ name: 'create-hs-function', version });
  }
  const { stdout: script } = await run(folder, ['completion', 'bash']);
  expect(documentOf(await run(folder, ['completion', 'bash', '--json']))).toEqual({ shell: 'bash', script });
  expect(documentOf(await run(folder, ['completion', '--json']))).toMatchObject({ ok: false, code: 2 });
});

test.each(['json', 'color', 'no-color', 'help', 'version', 'answers'])(
  'an answers file that holds "%s" is told that it only works on the command line',
  async (key) => {
    const folder = emptyFolder();
    writeFiles(folder, { 'a.json': JSON.stringify({ [key]: true }) });
    const { code, stderr } = await run(folder, ['x', '--answers', 'a.json']);
    expect(code).toBe(2);
    expect(stderr).toContain(`has "${key}", which only works on the command line.`);
  },
);

test('a second directory under npm may be the value of an option that npm took', async () => {
  const env = {
    npm_config_user_agent: 'npm/11.0.0 node/v20',
    npm_command: 'init',
    npm_config_kind: 'true',
  };
  const { code, stderr } = await run(emptyFolder(), ['my-app', 'hello'], { env });
  expect(code).toBe(2);
  expect(stderr).toContain('npm may have consumed an option. Put -- before the options');
});

test('a mistyped option that npm consumed stops the run, but not one that an .npmrc has', async () => {
  const env = {
    npm_config_user_agent: 'npm/11.0.0 node/v20',
    npm_command: 'init',
    npm_config_dry_rn: 'true',
    npm_config_yes: 'true',
  };
  const args = ['my-app', '--no-install', '--no-invoke'];
  const folder = emptyFolder();
  const { code, stderr } = await run(folder, args, { env });
  expect({ code, files: filesOf(folder) }).toEqual({ code: 2, files: {} });
  expect(stderr).toContain('Did you mean --dry-run?');
  expect(stderr).toContain(
    'npm create hs-function@latest -- --yes --dry-run my-app --no-install --no-invoke',
  );
  writeFiles(folder, { '.npmrc': 'dry-rn=true\n' });
  expect((await run(folder, args, { env })).code).toBe(0);
});

test('the name of an app is as its directory is written, and its uid fits HubSpot', async () => {
  const folder = emptyFolder();
  await run(folder, ['Mein Käse', '--no-install', '--no-invoke', '--platform', '2026.09']);
  const file = path.join(folder, 'Mein Käse/src/app/app-hsmeta.json');
  const config = JSON.parse(readFileSync(file, 'utf8'));
  expect(config).toMatchObject({ uid: 'mein-kase', config: { name: 'Mein Käse' } });
});

test.each([
  ['東京', '大阪'],
  ['My App', 'My-App!'],
])("an app does not end up in another app's folder: %s, then %s", async (first, second) => {
  const folder = emptyFolder();
  const make = (app: string) => run(folder, ['--app', app, '--no-install', '--no-invoke', '--json']);
  expect((await make(first)).code).toBe(0);
  const files = filesOf(folder);
  const { code, error } = documentOf(await make(second));
  expect({ code, is: error.code }).toEqual({ code: 2, is: 'app-differs' });
  expect(error.message).toContain(`already has the app "${first}"`);
  expect((await make(first)).code).toBe(0);
  expect(filesOf(folder)).toEqual(files);
});

test('missing options are reported together with unusable values', async () => {
  const folder = emptyFolder();
  writeFiles(folder, project);
  const { error } = documentOf(await run(folder, ['--secret', '1x', '--json']));
  expect(error).toMatchObject({ code: 'invalid-value', missing: ['function'] });
  expect(error.message).toMatch(/--secret: "1x".*\n.*Missing --function/);
});

test('several missing options are named at once', async () => {
  const folder = emptyFolder();
  writeFiles(folder, { 'a.json': '{"functions":[{},{}]}', ...project });
  const result: Run = await run(folder, ['--answers', 'a.json', '--json']);
  expect(documentOf(result).error.missing).toEqual(['function']);
});
