'use strict';
const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
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

/** A function that writes its id and that of a process which it starts, and never gives anybody time again. */
const loops = `const { spawn } = require('node:child_process');
const { writeFileSync } = require('node:fs');
exports.main = () => {
  const { pid } = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  writeFileSync(__dirname + '/ids.json', JSON.stringify([process.pid, pid]));
  for (;;);
};
`;

/** The JSON that an address answers with. */
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

/** The ids that the function wrote, once it has. */
async function idsIn(folder) {
  const file = path.join(folder, functions, 'ids.json');
  for (let tries = 0; tries < 600; tries += 1) {
    const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
    if (text.endsWith(']')) return JSON.parse(text);
    await pass(50);
  }
  throw new Error('The function was not called.');
}

function isGone(id) {
  try {
    process.kill(id, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** What is not gone after a while. */
async function left(ids) {
  for (let tries = 0; tries < 100 && !ids.every(isGone); tries += 1) await pass(50);
  return ids.filter((id) => !isGone(id));
}

async function timesOut(source) {
  const folder = project({ 'loops.js': source });
  const { code, invocations } = documentOf(folder, ['invoke', 'loops', '--timeout', '4000']);
  const ids = await idsIn(folder);
  assert.deepEqual([code, invocations[0].status], [5, 'TIMEOUT']);
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
    // Without `detached`, Node has Windows end the child with its parent, and nobody has to look for it.
    return timesOut(loops.replace("stdio: 'ignore'", "stdio: 'ignore', detached: true"));
  },

  // The system's own programs are not to be touched on Windows.
  ...(underWine ? { 'the time limit holds where there is no taskkill': timesOutWithoutTaskkill } : {}),

  async 'a function that answered and left something running is gone when the report comes'() {
    const source = loops.replace('for (;;);', "return 'answered';");
    const folder = project({ 'stays.js': source });
    const { code, invocations } = documentOf(folder, ['invoke', 'stays']);
    assert.deepEqual([code, invocations[0].response], [0, 'answered']);
    const ids = await idsIn(folder);
    assert.ok(isGone(ids[0]));
    assert.deepEqual(await left(ids), []);
  },

  async 'a function does not outlive this program, however that ends'() {
    const folder = project({ 'loops.js': loops });
    const words = [program, 'invoke', 'loops', '--timeout', '60000'];
    const child = spawn(process.execPath, words, { cwd: folder, stdio: 'ignore', env: environment() });
    const ids = await idsIn(folder);
    child.kill('SIGKILL');
    assert.deepEqual(await left(ids), []);
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
    for (const name of ['npm.cmd', 'taskkill.cmd', 'git.cmd', 'node.cmd']) {
      write(planted, { [name]: `@echo off\r\necho planted> "${path.join(folder, 'planted.txt')}"\r\n` });
    }
    // As npm writes it for a package manager, which has no Node beside it then.
    const tools = emptyFolder();
    const tool = 'node_modules\\pnpm\\pnpm.cjs';
    write(tools, {
      'pnpm.cmd': `@ECHO off\r\nSET "_prog=node"\r\nSET dp0=%~dp0\r\n"%_prog%"  "%dp0%\\${tool}" %*\r\n`,
      [tool]:
        "require('node:fs').writeFileSync(require('node:path').join(__dirname, 'ran.txt'), process.cwd());\n",
    });
    const env = { Path: `${tools};${environment().Path}` };
    const add = ['--dependency', '@made-up/none', '--yes'];
    documentOf(planted, ['--function', 'two', ...add]);
    documentOf(planted, ['--function', 'three', ...add, '--package-manager', 'pnpm'], { env });
    documentOf(planted, ['invoke', 'one']);
    assert.ok(!fs.existsSync(path.join(folder, 'planted.txt')));
    assert.equal(fs.readFileSync(path.join(tools, 'node_modules', 'pnpm', 'ran.txt'), 'utf8'), planted);
  },
};
