'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { availableParallelism } = require('node:os');
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
  write,
} = require('./attempt.cjs');
const { endsWell, runWithFault } = require('./killing.cjs');

/**
 * Kills a run at each of its writes, or at every fourth unless everything is to be tried. Afterwards each file must have its
 * old or its new content, the old content must still exist somewhere, and repeating the command must complete it.
 */
async function killAtEveryWrite(start, args) {
  const prepare = () => {
    const folder = emptyFolder();
    fs.cpSync(start, folder, { recursive: true });
    return folder;
  };
  const rehearsal = prepare();
  const { ended, calls } = await runWithFault(rehearsal, args);
  assert.ok(ended);
  const complete = contents(rehearsal);
  const writes = calls.flatMap((call, index) => (call.startsWith('read ') ? [] : [index + 1]));
  assert.ok(writes.length > 10, calls.join('\n'));
  const tryAt = async (at) => {
    const folder = prepare();
    const before = contents(folder);
    const what = `killed at ${at} ${calls[at - 1]}`;
    assert.ok(!(await runWithFault(folder, args, at)).ended, what);
    const present = contents(folder);
    for (const name of Object.keys({ ...before, ...complete, ...present }).filter((one) => !isOurs(one)))
      assert.ok([before[name], complete[name]].includes(present[name]), `${name}, ${what}`);
    const texts = new Set(Object.values(present));
    for (const [name, text] of Object.entries(before))
      assert.ok(
        texts.has(text) || (name in present && present[name] === complete[name]),
        `${name} is lost, ${what}`,
      );
    assert.ok(await endsWell(folder, args), `again, ${what}`);
    assert.deepEqual(contents(folder), complete, `again, ${what}`);
  };
  // Each in its own folder, so that all processors are busy.
  const waiting = writes.filter((_, index) => all || index % 4 === 0);
  const work = async () => {
    for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) await tryAt(at);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
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
    const folder = emptyFolder();
    write(folder, { 'notes.txt': 'not ours' });
    return killAtEveryWrite(folder, words);
  },

  'killed at any write, adding leaves the project as before or complete, and the same again completes it'() {
    const words = ['--function', 'two', '--secret', 'A_KEY', '--no-install', '--no-invoke', '--yes'];
    const more = { '.gitignore': 'logs/\n', [`${functions}/.env`]: 'LIVE_KEY=value\n' };
    return killAtEveryWrite(project({ 'one.js': answers('1') }, more), words);
  },

  'killed at any write, migrating leaves the project as before or moved, and the same again moves it'() {
    const folder = emptyFolder();
    const words = ['shop', '--yes', '--secret', 'A_KEY', '--no-install', '--no-invoke'];
    assert.equal(documentOf(folder, words).code, 0);
    return killAtEveryWrite(path.join(folder, 'shop'), ['migrate', '--yes', '--no-invoke']);
  },
};
