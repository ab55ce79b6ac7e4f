'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const {
  answers,
  contents,
  documentOf,
  emptyFolder,
  functions,
  isOurs,
  project,
  run,
} = require('./attempt.cjs');

module.exports = {
  'it shows its version and its help'() {
    const folder = emptyFolder();
    assert.match(run(folder, ['--version']).stdout, /^\d+\.\d+\.\d+\r?\n$/);
    assert.match(run(folder, ['--help']).stdout, /--function <name>/);
  },

  'a new project is made and answers, and the same again changes nothing'() {
    const folder = emptyFolder();
    const words = ['shop', '--yes', '--secret', 'A_KEY', '--no-install'];
    const made = documentOf(folder, words);
    assert.equal(made.code, 0, JSON.stringify(made.error));
    assert.equal(made.invocations[0].status, 'SUCCESS');
    for (const { path: file } of made.changes) {
      assert.ok(!file.includes('\\'), file);
      assert.ok(fs.existsSync(path.join(folder, 'shop', file)), file);
    }
    assert.deepEqual(Object.keys(contents(folder)).filter(isOurs), []);
    const again = documentOf(folder, [...words, '--no-invoke']);
    assert.deepEqual([again.code, again.changes.filter(({ action }) => action !== 'unchanged')], [0, []]);
  },

  'a function is added, and nothing else is touched'() {
    const folder = project({ 'one.js': answers('1') });
    const before = contents(folder);
    const added = documentOf(folder, ['--function', 'two', '--yes', '--no-install']);
    assert.equal(added.code, 0, JSON.stringify(added.error));
    assert.equal(added.invocations[0].status, 'SUCCESS');
    const after = contents(folder);
    for (const name of [`${functions}/one.js`, 'src/app/app.json', 'hsproject.json'])
      assert.equal(after[name], before[name]);
    assert.deepEqual(Object.keys(after).filter(isOurs), []);
  },

  'check finds nothing in a new project, and migrate moves it'() {
    const folder = emptyFolder();
    const words = ['shop', '--yes', '--template', 'endpoint', '--no-install', '--no-invoke'];
    assert.equal(documentOf(folder, words).code, 0);
    const shop = path.join(folder, 'shop');
    const checked = documentOf(shop, ['check']);
    assert.deepEqual(
      [checked.code, checked.findings.filter(({ severity }) => severity === 'error')],
      [0, []],
    );
    const moved = documentOf(shop, ['migrate', '--yes']);
    assert.equal(moved.code, 0, JSON.stringify(moved.error));
    assert.ok(fs.existsSync(path.join(shop, 'src', 'app', 'app-hsmeta.json')));
  },

  'the function sees the environment of production, and nothing of the user'() {
    const folder = project(
      { 'env.js': answers('[process.env.PATH, ...Object.keys(process.env).sort()]') },
      { [`${functions}/.env`]: 'A=1\n' },
    );
    const { code, invocations } = documentOf(folder, ['invoke', 'env']);
    assert.equal(code, 0);
    const personal =
      /^(USERNAME|USERPROFILE|APPDATA|LOCALAPPDATA|HOMEPATH|HOMEDRIVE|USERDOMAIN|COMPUTERNAME)$/i;
    const [search, ...names] = invocations[0].response;
    assert.match(search, /^[A-Z]:\\windows\\system32$/i);
    assert.deepEqual(
      names.filter((name) => personal.test(name)),
      [],
    );
  },
};
