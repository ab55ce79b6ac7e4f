'use strict';
const assert = require('node:assert/strict');
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { setTimeout: pass } = require('node:timers/promises');
const {
  answers,
  documentOf,
  emptyFolder,
  environment,
  functions,
  program,
  project,
  registryOf,
  underWine,
  write,
} = require('./attempt.cjs');

/** A function that writes its own process id and that of a process it starts, and then blocks forever. */
const loops = `const { spawn } = require('node:child_process');
const { writeFileSync } = require('node:fs');
exports.main = () => {
  const { pid } = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  writeFileSync(__dirname + '/ids.json', JSON.stringify([process.pid, pid]));
  for (;;);
};
`;

/** The JSON that a URL returns. */
function fetched(url) {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent: false }, (response) => {
      let text = '';
      response.on('data', (piece) => {
        text += piece;
      });
      response.on('end', () => resolve(JSON.parse(text)));
    });
    request.on('error', reject);
  });
}

/** The ids that the function wrote; undefined until it has. */
function idsIn(folder) {
  const file = path.join(folder, functions, 'ids.json');
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  return text.endsWith(']') ? JSON.parse(text) : undefined;
}

function isGone(id) {
  try {
    process.kill(id, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** The processes that are still running after two minutes. A machine may be busy. */
async function left(ids) {
  for (let tries = 0; tries < 2400 && !ids.every(isGone); tries += 1) await pass(50);
  return ids.filter((id) => !isGone(id));
}

async function timesOut(source) {
  const folder = project({ 'loops.js': source });
  let ids;
  // A busy machine might need longer to start the function.
  for (let limit = 3000; ids === undefined; limit *= 4) {
    const { code, invocations } = documentOf(folder, ['invoke', 'loops', '--timeout', String(limit)]);
    assert.deepEqual([code, invocations[0].status], [5, 'TIMEOUT']);
    ids = idsIn(folder);
    assert.ok(ids !== undefined || limit < 500_000, 'The function was not called.');
  }
  assert.ok(isGone(ids[0]), 'the function is gone when the report comes');
  assert.deepEqual(await left(ids), []);
}

async function timesOutWithoutTaskkill() {
  const taskkill = path.join(process.env.SystemRoot, 'System32', 'taskkill.exe');
  fs.renameSync(taskkill, `${taskkill}.away`);
  try {
    await timesOut(loops);
  } finally {
    fs.renameSync(`${taskkill}.away`, taskkill);
  }
}

module.exports = {
  'a function that never ends is stopped with all that it started'() {
    // Without `detached`, Node makes Windows end the child together with its parent, and nothing has to find it.
    return timesOut(loops.replace("stdio: 'ignore'", "stdio: 'ignore', detached: true"));
  },

  // On real Windows, the system's own programs must not be touched.
  ...(underWine ? { 'the time limit holds where there is no taskkill': timesOutWithoutTaskkill } : {}),

  async 'a function that answered and left something running is gone when the report comes'() {
    const source = loops.replace('for (;;);', "return 'answered';");
    const folder = project({ 'stays.js': source });
    const { code, invocations } = documentOf(folder, ['invoke', 'stays']);
    assert.deepEqual([code, invocations[0].response], [0, 'answered']);
    const ids = idsIn(folder);
    assert.ok(isGone(ids[0]));
    assert.deepEqual(await left(ids), []);
  },

  async 'a function does not outlive this program, however that ends'() {
    const folder = project({ 'loops.js': loops });
    const words = [program, 'invoke', 'loops', '--timeout', '600000'];
    const child = spawn(process.execPath, words, { cwd: folder, stdio: 'ignore', env: environment() });
    while (idsIn(folder) === undefined && child.exitCode === null) await pass(50);
    assert.equal(child.exitCode, null);
    child.kill('SIGKILL');
    assert.deepEqual(await left(idsIn(folder)), []);
  },

  async 'dev answers calls, and leaves no process'() {
    const source = 'exports.main = async () => ({ statusCode: 200, body: { id: process.pid } });';
    const entry = { file: 'id.js', secrets: [], endpoint: { path: 'shop/id', method: ['GET'] } };
    const folder = project(
      { 'id.js': source },
      { [`${functions}/serverless.json`]: registryOf({ id: entry }) },
    );
    const child = spawn(process.execPath, [program, 'dev', '--json'], { cwd: folder, env: environment() });
    const ids = [];
    const ready = await new Promise((resolve, reject) => {
      let said = '';
      child.stdout.on('data', (text) => {
        said += text;
        const line = said.split('\n').find((one) => one.includes('"ready"') && one.endsWith('}'));
        if (line !== undefined) resolve(JSON.parse(line));
      });
      child.once('exit', () => reject(new Error(said)));
    });
    try {
      const { port } = new URL(ready.url);
      const answer = () => fetched(`http://127.0.0.1:${port}/hs/serverless/shop/id`);
      ids.push((await answer()).id, (await answer()).id);
      assert.notEqual(ids[0], ids[1]);
    } finally {
      child.kill('SIGKILL');
    }
    assert.deepEqual(await left(ids), []);
  },

  'programs that lie in the project are not run'() {
    const folder = project({ 'one.js': answers('1') });
    const planted = path.join(folder, functions);
    const proof = path.join(folder, 'planted.txt');
    for (const name of ['npm', 'taskkill', 'git', 'node']) {
      write(planted, { [`${name}.cmd`]: `@echo off\r\necho planted> "${proof}"\r\n` });
      fs.copyFileSync(process.execPath, path.join(planted, `${name}.exe`));
    }
    // The programs are copies of Node, which load this file wherever they are started.
    const spy = path.join(emptyFolder(), 'spy.cjs');
    const inProject = `require('node:path').dirname(process.execPath) === ${JSON.stringify(planted)}`;
    fs.writeFileSync(
      spy,
      `if (${inProject}) require('node:fs').writeFileSync(${JSON.stringify(proof)}, process.execPath);\n`,
    );
    const { NODE_OPTIONS: options = '' } = environment();
    const spied = { NODE_OPTIONS: `${options} --require ${JSON.stringify(spy)}` };
    spawnSync(path.join(planted, 'taskkill.exe'), ['-e', '0'], { env: environment(spied) });
    assert.ok(fs.existsSync(proof), 'a planted program leaves a proof');
    fs.rmSync(proof);
    // Written the way npm writes it for a package manager without a Node next to it.
    const tools = emptyFolder();
    const tool = 'node_modules\\pnpm\\pnpm.cjs';
    write(tools, {
      'pnpm.cmd': `@ECHO off\r\nSET "_prog=node"\r\nSET dp0=%~dp0\r\n"%_prog%"  "%dp0%\\${tool}" %*\r\n`,
      [tool]:
        "require('node:fs').writeFileSync(require('node:path').join(__dirname, 'ran.txt'), process.cwd());\n",
    });
    const env = { ...spied, Path: `${tools};${environment().Path}` };
    const add = ['--dependency', '@made-up/none', '--yes'];
    documentOf(planted, ['--function', 'two', ...add], { env: spied });
    documentOf(planted, ['--function', 'three', ...add, '--package-manager', 'pnpm'], { env });
    documentOf(planted, ['invoke', 'one'], { env: spied });
    assert.ok(!fs.existsSync(proof), proof);
    assert.equal(fs.readFileSync(path.join(tools, 'node_modules', 'pnpm', 'ran.txt'), 'utf8'), planted);
  },
};
