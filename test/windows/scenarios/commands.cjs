'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { documentOf, emptyFolder, functions, program, run, typed } = require('./attempt.cjs');

const gitBash = { MSYSTEM: 'MINGW64' };

module.exports = {
  'what is printed for cmd reaches the program as it was, when it is typed there'() {
    const names = ['50% off', 'A & B | C', 'costs $5 `now`', 'say "hi" & go', '%PATH% %OS%', "it's ^ (here)"];
    for (const app of names) {
      const folder = emptyFolder();
      const words = ['shop', '--app', app, '--yes', '--no-install', '--no-invoke'];
      const { command } = documentOf(emptyFolder(), words);
      // The package manager is tested elsewhere: here its arguments go to the program directly.
      const options = command.replace(/^.* "--" (?=--app)/, '');
      const { code, stderr } = typed(folder, `"${process.execPath}" "${program}" shop ${options}`);
      assert.equal(code, 0, `${command}: ${stderr}`);
      const text = fs.readFileSync(path.join(folder, 'shop', 'src', 'app', 'app.json'), 'utf8');
      assert.equal(JSON.parse(text).name, app, command);
    }
  },

  'a path that Git Bash made of an endpoint is refused, with the path that was meant'() {
    const folder = emptyFolder();
    const endpoint = ['--template', 'endpoint', '--endpoint', 'C:/Program Files/Git/orders/status'];
    const result = documentOf(folder, ['shop', ...endpoint, '--yes'], { env: gitBash });
    assert.equal(result.code, 2);
    assert.match(result.error.message, /Try orders\/status/);
    assert.deepEqual(fs.readdirSync(folder), []);
  },

  'a path that Git Bash made of a value is refused, and what is printed there is for a POSIX shell'() {
    const folder = emptyFolder();
    const made = documentOf(folder, ['my shop', '--yes', '--no-install', '--no-invoke'], { env: gitBash });
    assert.match(made.command, /'my shop'/);
    const words = ['invoke', 'hello', '--parameter', 'path=C:/Program Files/Git/orders'];
    const { code, stderr } = run(path.join(folder, 'my shop'), words, { env: gitBash });
    assert.equal(code, 2);
    assert.match(stderr, /"path=\/orders"[\s\S]*MSYS_NO_PATHCONV=1/);
    // What Git Bash makes of `/a:/b` if installed elsewhere. Its variables reveal the folder.
    const list = ['invoke', 'hello', '--parameter', 'path=D:\\my bash\\a;D:\\my bash\\b'];
    const env = { ...gitBash, SHELL: 'D:\\my bash\\usr\\bin\\bash.exe' };
    assert.match(run(path.join(folder, 'my shop'), list, { env }).stderr, /"path=\/a:\/b"/);
    assert.ok(fs.existsSync(path.join(folder, 'my shop', functions)));
  },
};
