'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const {
  all,
  answers,
  contents,
  documentOf,
  emptyFolder,
  environment,
  functions,
  project,
  registryOf,
  typed,
  underWine,
  write,
} = require('./attempt.cjs');
const { remove } = require('./removing.cjs');

/** Names that Windows does not allow, or takes for something else. */
const impossible = [
  'CON',
  'nul.txt',
  'COM1',
  'a?b',
  'a:b',
  'a|b',
  'a*b',
  'C:shop',
  'dot.',
  'blank ',
  '\\\\?\\C:\\shop',
  'x/aux/y',
];
const devices = ['\\\\.\\C:\\shop', '//./PIPE/shop', '\\\\?\\UNC\\localhost\\c$\\shop'];
const nowhere = ['Q:\\nowhere\\shop', '\\\\no-such-server\\share\\shop'];

/** Other names under which Windows finds `hello.js`; HubSpot's Linux would not find it. */
const otherNames = [
  'hello.js.',
  'hello.js ',
  'hello.js::$DATA',
  'hello.js:more.js',
  'HELLO~1.JS',
  'C:hello.js',
  'NUL',
  'lib.\\..\\hello.js',
];

function refusesJunction() {
  const runs = (linked) => {
    const outside = emptyFolder();
    const folder = project(
      {},
      { [`${functions}/serverless.json`]: registryOf({ one: { file: 'lib/x.js' } }) },
    );
    const lib = path.join(folder, functions, 'lib');
    write(linked ? outside : lib, { 'x.js': answers('"found"') });
    if (linked) fs.symlinkSync(outside, lib, 'junction');
    return documentOf(folder, ['invoke', 'one']).invocations.map(({ status }) => status);
  };
  assert.deepEqual(runs(false), ['SUCCESS']);
  assert.ok(!runs(true).includes('SUCCESS'));
}

/**
 * The short name that Windows gives a file; undefined on a disk without short names.
 * @param inWine its name in Wine, which derives it from the long name alone, and whose cmd sometimes fails to list a folder
 */
function shortName(folder, long, inWine) {
  if (underWine) return inWine;
  return new RegExp(`\\s(\\S+~\\S+)\\s+${long}`).exec(typed(folder, 'dir /x').stdout)?.[1];
}

module.exports = {
  'a directory that Windows cannot have is refused, and nothing is made'() {
    for (const name of [...impossible, ...devices, ...nowhere]) {
      const folder = emptyFolder();
      const { code, error } = documentOf(folder, [name, '--yes', '--no-install', '--no-invoke']);
      assert.ok(code === 2 || code === 3, `${name}: ${code} ${error?.message}`);
      assert.deepEqual(fs.readdirSync(folder), [], name);
    }
  },

  'a path that is too long for Windows is refused, and nothing is made'() {
    const folder = emptyFolder();
    const { code, error } = documentOf(folder, [
      `${'x'.repeat(200)}\\${'y'.repeat(90)}`,
      '--yes',
      '--no-install',
    ]);
    assert.equal(code, 2, error?.message);
    assert.deepEqual(fs.readdirSync(folder), []);
  },

  'a project whose path is at the limit of Windows is changed, or refused because of it'() {
    const top = emptyFolder();
    const { code, error } = documentOf(top, ['shop', '--yes', '--no-install', '--no-invoke']);
    assert.equal(code, 0, error?.message);
    for (const length of [200, 220, 235, 245]) {
      const folder = path.join(top, 'x'.repeat(length - top.length - 1));
      fs.renameSync(path.join(top, 'shop'), folder);
      const before = contents(folder);
      for (const words of [
        ['--function', 'two', '--yes', '--no-install', '--no-invoke'],
        ['migrate', '--yes'],
      ]) {
        const result = documentOf(folder, words);
        const what = `${words[0]} at ${length}: ${JSON.stringify(result.error)}`;
        if (result.code !== 0) {
          assert.deepEqual([result.code, result.error.code], [2, 'name-too-long'], what);
          assert.deepEqual(contents(folder), before, what);
        }
        remove(folder);
        for (const [name, text] of Object.entries(before)) write(folder, { [name]: text });
      }
      fs.renameSync(folder, path.join(top, 'shop'));
    }
  },

  'an app of any name gets a folder that Windows has'() {
    for (const app of ['CON', 'nul', 'a:b?', 'dots...', 'aux.txt', 'COM1']) {
      const folder = emptyFolder();
      const { code, error } = documentOf(folder, ['--app', app, '--yes', '--no-install', '--no-invoke']);
      assert.equal(code, 0, `${app}: ${error?.message}`);
      const [made, ...others] = fs.readdirSync(folder);
      assert.deepEqual([others, fs.existsSync(path.join(folder, made, 'hsproject.json'))], [[], true], app);
    }
  },

  'a function of a name that Windows cannot have is refused, and nothing changes'() {
    const folder = project({ 'one.js': answers('1') });
    const before = contents(folder);
    for (const name of [...impossible, ...nowhere].map((one) => one.trim())) {
      const words = name === 'blank' ? ['--function', 'a b'] : ['--function', name];
      const { code, error } = documentOf(folder, [...words, '--yes', '--no-install', '--no-invoke']);
      assert.equal(code, 2, `${name}: ${error?.message}`);
      assert.deepEqual(contents(folder), before, name);
    }
  },

  'every option that takes a path refuses what is no file or folder, in one sentence'() {
    const folder = project({ 'one.js': answers('1') });
    const before = contents(folder);
    const refused = (words) => {
      const { code, error } = documentOf(folder, words);
      assert.ok(code === 2 || code === 3, `${words.join(' ')}: ${code} ${JSON.stringify(error)}`);
      assert.doesNotMatch(error.message, /\bat .*:\d+:\d+|internal/i, words.join(' '));
      assert.deepEqual(contents(folder), before, words.join(' '));
    };
    const options = [
      (name) => ['--function', 'two', '--functions-directory', name, '--yes', '--no-install', '--no-invoke'],
      (name) => ['invoke', 'one', '--functions-directory', name],
      (name) => ['invoke', 'one', '--context', name],
      (name) => ['invoke', 'one', '--body', `@${name}`],
      (name) => ['--answers', name, '--yes', '--no-install'],
      (name) => ['check', '--functions-directory', name],
      (name) => ['migrate', '--restore', name, '--yes'],
      (name) => ['migrate', '--from', name, '--yes'],
    ];
    const names = [...impossible, ...nowhere, 'NUL', 'CON', '\\\\.\\PIPE\\none', 'package.json:more'];
    // Every option and every name; every pair if everything is to be tried.
    for (const [at, name] of names.entries())
      for (const [option, words] of options.entries())
        if (all || at % options.length === option) refused(words(name));
  },

  'a file in the place of a folder is told as that, and nothing changes'() {
    const fixture = ['--function', 'two', '--yes', '--no-install', '--no-invoke'];
    const migrated = ['migrate', '--yes', '--no-invoke'];
    for (const [inTheWay, words] of [
      ['fixtures', fixture],
      ['src/app/functions', migrated],
      ['archive', migrated],
    ]) {
      const folder = project({ 'one.js': answers('1') }, { [inTheWay]: 'a file' });
      const before = contents(folder);
      const { code, error } = documentOf(folder, words);
      assert.deepEqual([code, error?.code], [3, 'in-the-way'], `${inTheWay}: ${error?.message}`);
      assert.ok(error.message.startsWith(`${inTheWay}/`), error.message);
      assert.deepEqual(contents(folder), before, inTheWay);
    }
  },

  'a backslash in the path of a function is refused'() {
    for (const file of ['..\\..\\..\\outside.js', 'lib\\one.js', '/app\\..\\x.js']) {
      const folder = project({}, { 'outside.js': answers('"outside"') });
      write(folder, {
        [`${functions}/serverless.json`]: registryOf({ one: { file } }),
        [`${functions}/lib/one.js`]: answers('"inside"'),
      });
      const { code, invocations } = documentOf(folder, ['invoke', 'one']);
      assert.ok([2, 3, 5].includes(code), `${file}: ${code}`);
      assert.ok(!invocations.some(({ status }) => status === 'SUCCESS'), file);
    }
  },

  'a file that only Windows finds by its configured name is not run'() {
    // Wine lists a stream as a file of its own.
    for (const file of otherNames.filter((name) => !(underWine && name === 'hello.js:more.js'))) {
      const folder = project({ 'hello.js': answers('"found"') });
      fs.writeFileSync(path.join(folder, functions, 'hello.js:more.js'), answers('"stream"'));
      write(folder, {
        [`${functions}/serverless.json`]: registryOf({ one: { file } }),
        [`${functions}/lib/x.js`]: '',
      });
      const { code, invocations } = documentOf(folder, ['invoke', 'one']);
      assert.ok([2, 3, 5].includes(code), `${file}: ${code} ${JSON.stringify(invocations)}`);
      const checked = documentOf(folder, ['check']);
      assert.ok(checked.code === 6 || checked.code === 3, `check, ${file}: ${checked.code}`);
    }
  },

  'a file is not run by the short name that Windows gives it'() {
    const long = 'a-function-with-a-long-name.js';
    const folder = project({ [long]: answers('"found"') });
    const short = shortName(path.join(folder, functions), long, 'A-FU~Q1B.JS');
    if (short === undefined) return;
    assert.ok(fs.existsSync(path.join(folder, functions, short)));
    write(folder, { [`${functions}/serverless.json`]: registryOf({ one: { file: short } }) });
    const { code, invocations } = documentOf(folder, ['invoke', 'one']);
    assert.ok([2, 3, 5].includes(code), `${code} ${JSON.stringify(invocations)}`);
    assert.equal(documentOf(folder, ['check']).code, 6);
  },

  'a project is the same, by whatever name of its folder it is reached'() {
    const long = 'A long folder for temporary files';
    const top = emptyFolder();
    const folder = path.join(top, long);
    fs.cpSync(project({ 'one.js': answers('1') }), folder, { recursive: true });
    const short = path.join(top, shortName(top, long, 'A_LO~HIL') ?? long);
    assert.ok(fs.existsSync(short));
    for (const other of [short, folder.toUpperCase().replace(/^C/, 'c')]) {
      const app = path.join(other, 'src', 'app');
      const called = documentOf(app, ['invoke', 'one', '--functions-directory', 'app.functions']);
      assert.deepEqual(
        [called.code, called.project?.directory],
        [0, folder],
        `${other}: ${called.error?.message}`,
      );
      const added = documentOf(other, ['--function', 'two', '--yes', '--no-install', '--no-invoke']);
      assert.deepEqual(
        [added.code, added.next.filter(({ command }) => command.startsWith('cd '))],
        [0, []],
        other,
      );
      fs.mkdirSync(path.join(folder, 'node_modules', '.bin'), { recursive: true });
      fs.writeFileSync(
        path.join(folder, 'node_modules', '.bin', 'npm.cmd'),
        '@echo planted> "%~dp0planted.txt"\r\n',
      );
      const env = { Path: `${path.join(other, 'node_modules', '.bin')};${environment().Path}` };
      documentOf(other, ['--function', 'three', '--dependency', '@made-up/none', '--yes'], { env });
      assert.ok(!fs.existsSync(path.join(folder, 'node_modules', '.bin', 'planted.txt')), other);
    }
  },

  'letter case that only this disk forgives is told'() {
    const folder = project({ 'Two.js': answers('2') });
    write(folder, { [`${functions}/serverless.json`]: registryOf({ two: { file: 'two.js' } }) });
    const result = documentOf(folder, ['invoke', 'two']);
    assert.match(JSON.stringify([result.warnings, result.error, result.invocations]), /Two\.js/);
  },

  'a folder of sources that only this disk finds is refused'() {
    for (const srcDir of [
      'SRC',
      'src.',
      'src ',
      'C:src',
      '\\src',
      '//server/share',
      'src::$INDEX_ALLOCATION',
    ]) {
      const folder = project({ 'one.js': answers('1') });
      write(folder, {
        'hsproject.json': JSON.stringify({ name: 'shop', srcDir, platformVersion: '2023.2' }),
      });
      const { code } = documentOf(folder, ['invoke', 'one']);
      assert.equal(code, 3, srcDir);
    }
  },

  'a configuration whose name has another letter case than HubSpot reads is told'() {
    const folder = project({ 'one.js': answers('1') });
    // Wine keeps the old name of a file if only its letter case changes.
    const [from, between, to] = ['serverless.json', 'other.json', 'Serverless.json'].map((name) =>
      path.join(folder, functions, name),
    );
    fs.renameSync(from, between);
    fs.renameSync(between, to);
    const { code, error } = documentOf(folder, ['check']);
    assert.equal(code, 3);
    assert.match(error.message, /Serverless\.json/);
  },

  // Wine cannot make junctions.
  ...(underWine ? {} : { 'a junction that leads out of the project is refused': refusesJunction }),
};
