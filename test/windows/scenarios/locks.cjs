'use strict';
const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const {
  answers,
  contents,
  documentOf,
  environment,
  functions,
  isOurs,
  program,
  project,
  whileHeld,
} = require('./attempt.cjs');
const { runWithFault } = require('./killing.cjs');

const add = ['--function', 'two', '--secret', 'A_KEY', '--yes', '--no-install', '--no-invoke'];

/** A project in which an add changes every file that it can. */
const full = () =>
  project(
    { 'one.js': answers('1') },
    { '.gitignore': 'logs/\n', [`${functions}/.env`]: 'OLD=1\n', [`${functions}/.env.example`]: 'OLD=\n' },
  );

/** The files that an add changes in such a project. */
function changed() {
  const { changes } = documentOf(full(), [...add, '--dry-run']);
  return changes.filter(({ action }) => action === 'update').map(({ path: file }) => file);
}

async function addWhileHeld(file, sharing) {
  const folder = full();
  const before = contents(folder);
  const held = path.join(folder, file);
  const blocked = await whileHeld(held, sharing, () => documentOf(folder, add));
  assert.equal(blocked.code, 3, `${file}, ${sharing}: ${JSON.stringify(blocked.error)}`);
  const words = sharing === 'none' ? /cannot be read/ : /another program/;
  assert.match(`${blocked.error.message} ${blocked.error.hint}`, words, file);
  assert.deepEqual(contents(folder), before, file);
  const added = documentOf(folder, add);
  assert.equal(added.code, 0, `${file}, ${sharing}: ${JSON.stringify(added.error)}`);
}

/** Adds a function while a file it has to change is being released; returns the exit code. */
async function addWhileLetGo() {
  const folder = full();
  const held = path.join(folder, functions, 'serverless.json');
  const child = await whileHeld(held, 'rw', () => {
    const started = spawn(process.execPath, [program, ...add], {
      cwd: folder,
      env: environment(),
      stdio: 'ignore',
    });
    while (!fs.readdirSync(path.join(folder, functions)).some(isOurs));
    // Long enough for the first attempt to fail, and shorter than the program keeps trying.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    return started;
  });
  const code = await new Promise((resolve) =>
    child.exitCode === null ? child.once('exit', resolve) : resolve(child.exitCode),
  );
  assert.equal(fs.existsSync(path.join(folder, functions, 'two.js')), code === 0);
  return code;
}

module.exports = {
  async 'each file that another program holds open stops an add with code 3, and nothing changes'() {
    const files = changed();
    assert.ok(files.length >= 3, files.join());
    for (const file of files) await addWhileHeld(file, 'r');
  },

  async 'a file that cannot even be read stops an add with code 3, and nothing changes'() {
    await addWhileHeld(`${functions}/serverless.json`, 'none');
  },

  async 'each file that another program holds open stops a migration, which names it, and nothing changes'() {
    const held = [
      'src/app/app.json',
      `${functions}/.env`,
      `${functions}/serverless.json`,
      `${functions}/one.js`,
    ];
    for (const file of held) {
      const folder = full();
      const before = contents(folder);
      const migrate = ['migrate', '--yes', '--no-invoke'];
      const blocked = await whileHeld(path.join(folder, file), 'rw', () => documentOf(folder, migrate));
      assert.deepEqual([blocked.code, blocked.error?.conflicts], [3, [file]], JSON.stringify(blocked.error));
      assert.match(blocked.error.message, /another program/);
      assert.deepEqual(contents(folder), before, file);
      assert.equal(documentOf(folder, migrate).code, 0, file);
    }
  },

  async 'a file that is let go after a moment is waited for'() {
    let code = 3;
    // A busy machine might release it too late.
    for (let tries = 0; code === 3 && tries < 20; tries += 1) code = await addWhileLetGo();
    assert.equal(code, 0);
  },

  async 'a run that is at work is waited for, and another process with the number of a dead run is no obstacle'() {
    const { calls } = await runWithFault(full(), add);
    let at = calls.findLastIndex((call) => call.includes(' renameSync ')) + 2;
    let folder;
    // If a run had to wait for a file, it makes more calls than the other one.
    do {
      folder = full();
      at -= 1;
    } while ((await runWithFault(folder, add, at)).ended);
    const [dead] = fs
      .readdirSync(folder)
      .filter((name) => /^\.create-hs-function-\d+-\d+-[0-9a-f]+$/.test(name));
    const run = dead.replace(/-\d+-/, `-${process.pid}-`);
    const all = fs.readdirSync(folder, { recursive: true }).map((name) => path.join(folder, name));
    for (const file of all.filter((one) => path.basename(one).includes(dead)))
      fs.renameSync(file, path.join(path.dirname(file), path.basename(file).replace(dead, run)));
    const state = path.join(process.env.LOCALAPPDATA, 'create-hs-function', 'State');
    const recordOf = (name) => path.join(state, `${name.slice(1)}.json`);
    fs.renameSync(recordOf(dead), recordOf(run));
    // Holds the record as a running program would.
    const busy = await whileHeld(recordOf(run), 'none', () => documentOf(folder, add));
    assert.deepEqual([busy.code, busy.error?.code], [3, 'busy']);
    const added = documentOf(folder, add);
    assert.equal(added.code, 0, JSON.stringify(added.error));
    assert.deepEqual(Object.keys(contents(folder)).filter(isOurs), []);
    assert.ok(!fs.existsSync(recordOf(run)));
  },
};
