import { execFileSync } from 'node:child_process';
import fs, { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { maskOf, maskOfWords, valuesAround } from '../../src/report/mask.ts';
import type { Session } from '../../src/session.ts';
import { emptyFolder, writeFiles } from '../program.ts';

const sessionIn = (cwd: string) => ({ cwd, env: {} }) as Session;
const project = (folder: string, value: string) => ({
  [`${folder}/hsproject.json`]: '{"name": "shop", "srcDir": "src", "platformVersion": "2023.2"}',
  [`${folder}/src/app/app.json`]: '{"name": "Shop"}',
  [`${folder}/src/app/app.functions/serverless.json`]: '{"appFunctions": {}}',
  [`${folder}/src/app/app.functions/.env`]: `KEY=${value}`,
});

test('values of each folder that is named are hidden, and of the projects around them and the working directory', () => {
  const base = emptyFolder();
  writeFiles(base, {
    ...project('one', 'value of one'),
    ...project('two', 'value of two'),
    'old/.env': 'KEY=value of old\nLEVEL=level',
  });
  const session = sessionIn(path.join(base, 'one'));
  const places = [path.join(base, 'two/src'), '../old', undefined, 'missing'];
  const text = 'level, value of one, value of two, value of old';
  expect(maskOf(valuesAround(places, session))(text)).toBe('***, ***, ***, ***');
  expect(maskOfWords(valuesAround(places, session))(text)).toBe('level, ***, ***, ***');
});

test('the values of a project count in whatever folder of it they are, also if its configuration is broken', () => {
  const base = emptyFolder();
  const folders = ['.', 'src', 'src/app/other.functions', 'tools/deep/.hidden'];
  const found = folders.map((folder, at) => [`one/${folder}/.env`, `KEY_${at}: value ${at}`]);
  writeFiles(base, {
    ...project('one', 'value of one'),
    ...Object.fromEntries(found),
    'one/hsproject.json': '{',
    'one/node_modules/package/.env': 'KEY=of a package',
    'beside/hsproject.json': '{',
  });
  const text = 'value 0, value 1, value 2, value 3, value of one, of a package';
  for (const [cwd, place] of [
    ['one', '../beside/context.json'],
    ['one/src/app/app.functions', undefined],
    ['.', 'one'],
  ] as const) {
    const secrets = valuesAround([place], sessionIn(path.join(base, cwd)));
    expect(maskOf(secrets)(text)).toBe('***, ***, ***, ***, ***, of a package');
    expect(maskOfWords(secrets)(text)).toBe('***, ***, ***, ***, ***, of a package');
  }
});

test('a link to a folder outside of the project is followed once', () => {
  const base = emptyFolder();
  writeFiles(base, { ...project('one', 'value of one'), 'two/.env': 'KEY=value of two' });
  symlinkSync('../../../two', path.join(base, 'one/src/app/linked'), 'junction');
  const secrets = valuesAround([], sessionIn(path.join(base, 'one')));
  expect(maskOf(secrets)('value of one, value of two')).toBe('***, ***');
});

test('a folder is listed no more often if many links lead to it', () => {
  const [few, many] = [1, 200].map((count) => {
    const base = emptyFolder();
    writeFiles(base, {
      ...project('one', 'value of one'),
      'one/big/a/.keep': '',
      'two/.env': 'KEY=value of two',
    });
    for (let index = 0; index < count; index += 1)
      for (const folder of ['one/big', 'two'])
        symlinkSync(
          path.join(base, folder),
          path.join(base, `one/src/${path.basename(folder)}${index}`),
          'junction',
        );
    const listed = vi.spyOn(fs, 'readdirSync');
    syncBuiltinESMExports();
    const secrets = valuesAround([], sessionIn(path.join(base, 'one')));
    const { length } = listed.mock.calls;
    vi.restoreAllMocks();
    syncBuiltinESMExports();
    expect(maskOf(secrets)('value of one, value of two')).toBe('***, ***');
    return length;
  });
  expect(many).toBe(few);
});

test('a value stays hidden for the rest of the run, wherever its file is moved', () => {
  const base = emptyFolder();
  writeFiles(base, project('one', 'value of one'));
  const session = sessionIn(path.join(base, 'one'));
  valuesAround([], session);
  rmSync(path.join(base, 'one'), { recursive: true });
  expect(maskOf(valuesAround([], session))('value of one')).toBe('***');
});

test.each([
  ['too large', () => '#'.repeat(2 ** 20 + 1)],
  ['of too many lines', () => '\n'.repeat(20_001)],
])(
  'if a value is in a file that is %s, other values are hidden, and no text of a file is shown',
  (_, text) => {
    const base = emptyFolder();
    writeFiles(base, { ...project('one', 'value of one'), 'one/src/.env': text() });
    const secrets = valuesAround([], sessionIn(path.join(base, 'one')));
    expect(maskOf(secrets)('const a = 1;\n')).toBe('***');
    expect(maskOfWords(secrets)('the value of one')).toBe('the ***');
  },
);

test('of a project with more folders than are searched, no text of a file is shown', () => {
  const base = emptyFolder();
  writeFiles(base, project('one', 'value of one'));
  for (let at = 0; at <= 10_000; at += 1) mkdirSync(path.join(base, 'one', String(at)));
  expect(maskOf(valuesAround([], sessionIn(path.join(base, 'one'))))('const a = 1;\n')).toBe('***');
});

test('of a project with more values than are looked for, no text of a file is shown', () => {
  const base = emptyFolder();
  const lines = Array.from({ length: 1001 }, (_, at) => `KEY_${at}=value ${at}`);
  writeFiles(base, { ...project('one', 'value of one'), 'one/tools/.env': lines.join('\n') });
  const secrets = valuesAround([], sessionIn(path.join(base, 'one')));
  expect(maskOf(secrets)('const a = 1;\n')).toBe('***');
  expect(maskOfWords(secrets)('the value 7')).toBe('the ***');
});

test('of a project whose .env files are larger together than one may be, no text of a file is shown', () => {
  const base = emptyFolder();
  const half = `${'\n'.repeat(10_000)}\n`;
  writeFiles(base, { ...project('one', 'value of one'), 'one/a/.env': half, 'one/b/.env': half });
  const secrets = valuesAround([], sessionIn(path.join(base, 'one')));
  expect(maskOf(secrets)('const a = 1;\n')).toBe('***');
});

test.skipIf(process.platform === 'win32')('nor if a .env is a pipe, but if it is a folder', () => {
  const base = emptyFolder();
  writeFiles(base, { ...project('one', 'value of one'), 'one/.env/bin/python': '' });
  const shown = () => maskOf(valuesAround([], sessionIn(path.join(base, 'one'))))('const a = 1;\n');
  expect(shown()).toBe('const a = 1;\n');
  execFileSync('mkfifo', [path.join(base, 'one/src/.env')]);
  expect(shown()).toBe('***');
});

test('of a value that is not an ordinary word, no ordinary word is hidden', () => {
  const base = emptyFolder();
  writeFiles(base, { '.env': 'GREETING=Hello\nAPI_KEY=Sunshine' });
  const secrets = valuesAround([], sessionIn(base));
  expect(maskOfWords(secrets)('Hello hello sunshine')).toBe('*** hello ***');
});

test.each(['app:*', '*-app', '--', '/app/'])(
  'signs at the ends of a value such as %s hide no words',
  (value) => {
    const base = emptyFolder();
    writeFiles(base, { '.env': `DEBUG=${value}` });
    const text = 'app-hsmeta.json, app-function, MY_APP_ID, my-app, app_name, a-b';
    expect(maskOf(valuesAround([], sessionIn(base)))(text)).toBe(text);
  },
);
