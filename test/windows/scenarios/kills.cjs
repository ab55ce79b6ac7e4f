'use strict';
const assert = require('node:assert/strict');
const path = require('node:path');
const {
  all,
  answers,
  contents,
  documentOf,
  emptyFolder,
  functions,
  isOurs,
  project,
  run,
  write,
} = require('./attempt.cjs');
const { runWithFault } = require('./killing.cjs');

/**
 * Kills a run at each of its writes – at every fourth, where not everything is to be tried. Each file has to hold its old or
 * its new bytes then, and the same command has to complete it.
 */
function killAtEveryWrite(prepare, args) {
  const rehearsal = prepare();
  const { ended, calls } = runWithFault(rehearsal, args);
  assert.ok(ended);
  const complete = contents(rehearsal);
  const writes = calls.flatMap((call, index) => (call.startsWith('read ') ? [] : [index + 1]));
  assert.ok(writes.length > 10, calls.join('\n'));
  for (const at of writes.filter((_, index) => all || index % 4 === 0)) {
    const folder = prepare();
    const before = contents(folder);
    const what = `killed at ${at} ${calls[at - 1]}`;
    assert.ok(!runWithFault(folder, args, at).ended, what);
    const present = contents(folder);
    for (const name of Object.keys({ ...before, ...complete, ...present }).filter((one) => !isOurs(one)))
      assert.ok([before[name], complete[name]].includes(present[name]), `${name}, ${what}`);
    const again = run(folder, args);
    assert.equal(again.code, 0, `again, ${what}: ${again.stderr}`);
    assert.deepEqual(contents(folder), complete, `again, ${what}`);
  }
}

function migrate() {
  const prepare = () => {
    const folder = emptyFolder();
    const words = ['shop', '--yes', '--secret', 'A_KEY', '--no-install', '--no-invoke'];
    assert.equal(documentOf(folder, words).code, 0);
    return path.join(folder, 'shop');
  };
  killAtEveryWrite(prepare, ['migrate', '--yes', '--no-invoke']);
}

module.exports = {
  'killed at any write, creating leaves all or nothing, and the same again completes it'() {
    const words = [
      'my-app',
      '--function',
      'hello',
      '--secret',
      'A_KEY',
      '--no-install',
      '--no-invoke',
      '--yes',
    ];
    killAtEveryWrite(() => {
      const folder = emptyFolder();
      write(folder, { 'notes.txt': 'not ours' });
      return folder;
    }, words);
  },

  'killed at any write, adding leaves the project as before or complete, and the same again completes it'() {
    const words = ['--function', 'two', '--secret', 'A_KEY', '--no-install', '--no-invoke', '--yes'];
    const more = { '.gitignore': 'logs/\n', [`${functions}/.env`]: 'LIVE_KEY=value\n' };
    killAtEveryWrite(() => project({ 'one.js': answers('1') }, more), words);
  },

  // Of all Nodes, one moves enough projects.
  ...(all
    ? {
        'killed at any write, migrating leaves the project as before or moved, and the same again moves it':
          migrate,
      }
    : {}),
};
