'use strict';
// Runs the packed program on Windows, or under Wine, and writes what came of it to a file: see run.mjs.
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

// Under Wine the first process has no streams that Node can use: everything happens in one that has pipes.
if (process.env.SCENARIOS !== 'piped') {
  const { status } = spawnSync(process.execPath, process.argv.slice(1), {
    env: { ...process.env, SCENARIOS: 'piped' },
    stdio: 'pipe',
  });
  process.exit(status ?? 1);
}

const assert = require('node:assert/strict');

const [program, tools, out, only = ''] = process.argv.slice(2);
const tests = [];
const test = (name, work) => tests.push({ name, work });

/** Runs the program in a folder; standard input is closed. */
function run(cwd, args, { env = {}, input = '' } = {}) {
  const result = spawnSync(process.execPath, [program, ...args], {
    cwd,
    input,
    encoding: 'utf8',
    timeout: 120_000,
    env: { ...process.env, ...env },
  });
  return { code: result.status, stdout: result.stdout, stderr: result.stderr };
}

function documentOf(cwd, args, options) {
  const { code, stdout, stderr } = run(cwd, [...args, '--json'], options);
  try {
    return { code, ...JSON.parse(stdout) };
  } catch {
    throw new Error(`No document (code ${code}): ${stdout}\n${stderr}`);
  }
}

function emptyFolder() {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'hs-'));
}

function write(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
}

function contents(folder) {
  const found = {};
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    found[path.relative(folder, file).replaceAll('\\', '/')] = fs.readFileSync(file, 'latin1');
  }
  return found;
}

const functions = 'src/app/app.functions';

/** A project whose functions are given by their sources. */
function project(sources, more = {}) {
  const folder = emptyFolder();
  const entries = Object.keys(sources).map((file) => [path.parse(file).name, { file, secrets: [] }]);
  write(folder, {
    'hsproject.json': '{"name":"shop","srcDir":"src","platformVersion":"2023.2"}',
    'src/app/app.json': '{"name":"shop","scopes":["oauth"]}',
    [`${functions}/serverless.json`]: `${JSON.stringify({ appFunctions: Object.fromEntries(entries) }, null, 2)}\n`,
    [`${functions}/package.json`]: '{}\n',
    ...Object.fromEntries(Object.entries(sources).map(([file, text]) => [`${functions}/${file}`, text])),
    ...more,
  });
  return folder;
}

const answers = (text) => `exports.main = async (context) => ${text};\n`;

test('it shows its version and its help', () => {
  const folder = emptyFolder();
  assert.match(run(folder, ['--version']).stdout, /^\d+\.\d+\.\d+\r?\n$/);
  assert.match(run(folder, ['--help']).stdout, /--function <name>/);
});

test('a new project is made and answers', () => {
  const folder = emptyFolder();
  const made = documentOf(folder, ['shop', '--yes', '--secret', 'A_KEY']);
  assert.equal(made.code, 0, JSON.stringify(made.error));
  assert.equal(made.invocations[0].status, 'SUCCESS');
  for (const { path: file } of made.changes) {
    assert.ok(!file.includes('\\'), file);
    assert.ok(fs.existsSync(path.join(folder, 'shop', file)), file);
  }
  const again = documentOf(folder, ['shop', '--yes', '--secret', 'A_KEY', '--no-invoke']);
  assert.deepEqual([again.code, again.changes.filter(({ action }) => action !== 'unchanged')], [0, []]);
});

test('a function is added, and nothing else is touched', () => {
  const folder = project({ 'one.js': answers('1') });
  const before = contents(folder);
  const added = documentOf(folder, ['--function', 'two', '--yes']);
  assert.equal(added.code, 0, JSON.stringify(added.error));
  const after = contents(folder);
  for (const name of [`${functions}/one.js`, 'src/app/app.json', 'hsproject.json'])
    assert.equal(after[name], before[name]);
  assert.deepEqual(
    Object.keys(after).filter((name) => /hs-function|\.tmp|\.done/.test(name)),
    [],
  );
});

test('the function sees the environment of production, and nothing of the user', () => {
  const folder = project(
    { 'env.js': answers('Object.keys(process.env).sort()') },
    { [`${functions}/.env`]: 'A=1\n' },
  );
  const { code, invocations } = documentOf(folder, ['invoke', 'env']);
  assert.equal(code, 0);
  const personal =
    /^(USERNAME|USERPROFILE|APPDATA|LOCALAPPDATA|HOMEPATH|HOMEDRIVE|PATH|USERDOMAIN|COMPUTERNAME)$/i;
  assert.deepEqual(
    invocations[0].response.filter((name) => personal.test(name)),
    [],
  );
});

test('a function that never ends is stopped with all that it started', () => {
  const source = `const { spawn } = require('node:child_process');
exports.main = () => { spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' }); for (;;); };\n`;
  const folder = project({ 'loops.js': source });
  const { code, invocations } = documentOf(folder, ['invoke', 'loops', '--timeout', '2500']);
  assert.equal(code, 5);
  assert.equal(invocations[0].status, 'TIMEOUT');
});

test('a backslash in the path of a function is refused', () => {
  for (const file of ['..\\..\\..\\outside.js', 'lib\\one.js', '/app\\..\\x.js']) {
    const folder = project({}, { 'outside.js': answers('"outside"') });
    write(folder, {
      [`${functions}/serverless.json`]: JSON.stringify({ appFunctions: { one: { file } } }),
      [`${functions}/lib/one.js`]: answers('"inside"'),
    });
    const { code, invocations } = documentOf(folder, ['invoke', 'one']);
    assert.ok([2, 3, 5].includes(code), `${file}: ${code}`);
    assert.ok(!invocations.some(({ status }) => status === 'SUCCESS'), file);
  }
});

test('a file that another program holds open stops an add with code 3, and nothing changes', async () => {
  const folder = project({ 'one.js': answers('1') });
  const held = path.join(folder, functions, 'serverless.json');
  const before = contents(folder);
  const holder = spawn(path.join(tools, 'hold.exe'), ['20000', 'r', held], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise((resolve) => holder.stdout.once('data', resolve));
  const blocked = documentOf(folder, ['--function', 'two', '--yes']);
  holder.kill();
  await new Promise((resolve) => holder.once('exit', resolve));
  assert.equal(blocked.code, 3, JSON.stringify(blocked.error));
  assert.match(`${blocked.error.message} ${blocked.error.hint}`, /another program/);
  assert.deepEqual(contents(folder), before);
  const added = documentOf(folder, ['--function', 'two', '--yes']);
  assert.equal(added.code, 0, JSON.stringify(added.error));
});

test('names that Windows cannot have are refused, and a missing drive is one sentence', () => {
  const folder = emptyFolder();
  for (const name of ['CON', 'a?b', 'nul.txt', 'dot.', 'a:b']) {
    const { code, error } = documentOf(folder, [name, '--yes', '--no-install', '--no-invoke']);
    assert.ok(code === 2 || code === 3, `${name}: ${code} ${error?.message}`);
  }
  const { code, error } = documentOf(folder, ['Q:\\nowhere\\shop', '--yes', '--no-invoke']);
  assert.ok(code === 2 || code === 3, `${code} ${error?.message}`);
  assert.deepEqual(fs.readdirSync(folder), []);
});

test('programs that lie in the project are not run', () => {
  const folder = project({ 'one.js': answers('1') });
  const planted = path.join(folder, functions);
  for (const name of ['npm.cmd', 'taskkill.cmd', 'git.cmd', 'node.cmd']) {
    write(planted, { [name]: `@echo off\r\necho planted> "${path.join(folder, 'planted.txt')}"\r\n` });
  }
  documentOf(planted, ['--function', 'two', '--dependency', '@made-up/none', '--yes'], {
    env: { npm_config_registry: 'http://127.0.0.1:9/' },
  });
  documentOf(planted, ['invoke', 'one']);
  assert.ok(!fs.existsSync(path.join(folder, 'planted.txt')));
});

test('letter case that only this disk forgives is told', () => {
  const folder = project({ 'Two.js': answers('2') });
  write(folder, {
    [`${functions}/serverless.json`]: JSON.stringify({ appFunctions: { two: { file: 'two.js' } } }),
  });
  const result = documentOf(folder, ['invoke', 'two']);
  assert.match(JSON.stringify([result.warnings, result.error, result.invocations]), /Two\.js/);
});

test('a path that Git Bash made of an endpoint is recognised', () => {
  const folder = emptyFolder();
  const args = [
    'shop',
    '--template',
    'endpoint',
    '--endpoint',
    'C:/Program Files/Git/orders/status',
    '--yes',
    '--no-install',
    '--no-invoke',
  ];
  const result = documentOf(folder, args, {
    env: { MSYSTEM: 'MINGW64', EXEPATH: 'C:\\Program Files\\Git\\bin' },
  });
  if (result.code === 0) {
    const text = fs.readFileSync(path.join(folder, 'shop', functions, 'serverless.json'), 'utf8');
    assert.equal(Object.values(JSON.parse(text).appFunctions)[0].endpoint.path, 'orders/status');
  } else {
    assert.equal(result.code, 2);
    assert.match(result.error.hint, /orders\/status/);
  }
});

async function main() {
  const results = [];
  for (const { name, work } of tests.filter((one) => one.name.includes(only))) {
    const startedAt = Date.now();
    const failure = await Promise.resolve()
      .then(work)
      .then(
        () => undefined,
        (error) => String(error.stack ?? error).slice(0, 2000),
      );
    results.push({ name, failure, ms: Date.now() - startedAt });
    fs.writeFileSync(out, JSON.stringify({ node: process.version, done: false, results }));
  }
  fs.writeFileSync(out, JSON.stringify({ node: process.version, done: true, results }));
}

main();
