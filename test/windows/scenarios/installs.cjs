'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { answers, documentOf, emptyFolder, functions, project, typed } = require('./attempt.cjs');

// Each uses a registry on this machine that knows the packed program and a made-up package.
module.exports = {
  'npm installs a dependency, which the function then finds'() {
    const folder = project({ 'one.js': answers('require("made-up-text").text') });
    const added = documentOf(folder, ['--function', 'two', '--dependency', 'made-up-text', '--yes']);
    assert.deepEqual([added.code, added.install.status], [0, 'done'], JSON.stringify(added.install));
    assert.ok(fs.existsSync(path.join(folder, functions, 'node_modules', 'made-up-text', 'index.js')));
    const { code, invocations } = documentOf(folder, ['invoke', 'one']);
    assert.deepEqual([code, invocations[0].response], [0, 'from the package'], JSON.stringify(invocations));
  },

  'an install that fails keeps the files, and says how to go on'() {
    const folder = project({});
    const added = documentOf(folder, ['--function', 'two', '--dependency', '@made-up/none', '--yes']);
    assert.deepEqual([added.code, added.install.status], [4, 'failed']);
    assert.ok(fs.existsSync(path.join(folder, functions, 'two.js')));
  },

  'npm create makes a project, typed in cmd'() {
    const folder = emptyFolder();
    const { code, stdout, stderr } = typed(folder, 'npm create hs-function@latest "my shop" -- --yes');
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /SUCCESS/);
    assert.ok(fs.existsSync(path.join(folder, 'my shop', functions, 'hello.js')));
  },

  'the program that npm installs is run by its name, with code and arguments as they are'() {
    const folder = emptyFolder();
    fs.writeFileSync(path.join(folder, 'package.json'), '{}');
    const installed = typed(folder, 'npm install create-hs-function');
    assert.equal(installed.code, 0, installed.stdout + installed.stderr);
    const shim = path.join('node_modules', '.bin', 'create-hs-function.cmd');
    assert.match(typed(folder, `${shim} --version`).stdout, /^\d+\.\d+\.\d+\r?$/m);
    assert.equal(typed(folder, `${shim} --tempalte`).code, 2);
    const npx = typed(folder, 'npx create-hs-function "my app" --app "A & B" --yes --no-install');
    assert.equal(npx.code, 0, npx.stdout + npx.stderr);
    const text = fs.readFileSync(path.join(folder, 'my app', 'src', 'app', 'app.json'), 'utf8');
    assert.equal(JSON.parse(text).name, 'A & B');
  },
};
