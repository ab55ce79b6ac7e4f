import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { validDocumentOf } from './documents.ts';
import { shape, shapeOf } from './new-project.ts';
import {
  cleanEnvironment,
  documentOf,
  emptyFolder,
  filesOf,
  program,
  type Run,
  run,
  runInShell,
} from './program.ts';
import { startSession } from './pty.ts';

const functions = 'src/app/app.functions';
const utf8 = { LANG: 'C.UTF-8', LC_ALL: undefined, LC_CTYPE: undefined };

describe('a working directory that', () => {
  test.each([[['x', '--json']], [['invoke', '--json']], [['--function', 'two', '--json']]])(
    'was removed makes %j report that',
    async (args) => {
      const folder = emptyFolder();
      mkdirSync(path.join(folder, 'gone'));
      const result = await runInShell(path.join(folder, 'gone'), 'rmdir ../gone; "$@"', args);
      expect(result.stderr).toBe('');
      expect(validDocumentOf(result)).toMatchObject({ code: 2, error: { code: 'no-working-directory' } });
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  test('was removed does not matter to the help and the version', async () => {
    for (const args of [['--help'], ['--version'], ['--version', '--no-color']]) {
      const folder = path.join(emptyFolder(), 'gone');
      mkdirSync(folder);
      expect(await runInShell(folder, 'rmdir ../gone; "$@"', args)).toMatchObject({ code: 0, stderr: '' });
    }
  });
});

describe('the environment', () => {
  const everyHome = (place: string) => ({ HOME: place, TMPDIR: place, TMP: place, TEMP: place });
  const none = Object.fromEntries(Object.keys(cleanEnvironment()).map((name) => [name, undefined]));

  test.each<[string, () => Record<string, string | undefined>]>([
    [
      'names a home and a folder for temporary files that are not there',
      () => everyHome(path.join(emptyFolder(), 'not-there')),
    ],
    ['is empty', () => none],
    [
      'has settings that are empty',
      () => ({ HOME: '', PATH: '', TERM: '', LANG: '', TMPDIR: '', SHELL: '' }),
    ],
  ])('%s: everything works', async (_name, env) => {
    const folder = emptyFolder();
    const options = { env: env() };
    const made = validDocumentOf(await run(folder, ['my-app', '--secret', 'A_KEY', '--json'], options));
    expect(made).toMatchObject({ code: 0, invocations: [{ status: 'SUCCESS' }] });
    const project = path.join(folder, 'my-app');
    expect(validDocumentOf(await run(project, ['--function', 'two', '--json'], options)).code).toBe(0);
    expect(validDocumentOf(await run(project, ['invoke', 'two', '--json'], options)).code).toBe(0);
    expect(readdirSync(folder)).toEqual(['my-app']);
  });

  test.each([
    ['files', '/dev/null'],
    ...(process.platform === 'linux' ? [['folders that hold none of ours', '/proc/self']] : []),
  ])(
    'names %s for the home and temporary folders: only an existing project needs a place for its record',
    async (_name, home = '') => {
      const folder = emptyFolder();
      const options = { env: everyHome(home) };
      const made = validDocumentOf(await run(folder, ['my-app', '--secret', 'A_KEY', '--json'], options));
      expect(made).toMatchObject({ code: 0, invocations: [{ status: 'SUCCESS' }] });
      const project = path.join(folder, 'my-app');
      const before = filesOf(project);
      const add = ['--function', 'two', '--json'];
      const refused = validDocumentOf(await run(project, add, options));
      expect(refused).toMatchObject({ code: 3, error: { code: 'no-record' } });
      expect(refused.error.hint).toContain('XDG_STATE_HOME');
      expect(filesOf(project)).toEqual(before);
      const named = { env: { ...options.env, XDG_STATE_HOME: emptyFolder() } };
      expect(validDocumentOf(await run(project, add, named)).code).toBe(0);
      expect(validDocumentOf(await run(project, ['invoke', 'two', '--json'], options)).code).toBe(0);
      expect(readdirSync(folder)).toEqual(['my-app']);
    },
  );

  test.each([
    ['C.UTF-8', utf8, '├─'],
    ['C', { LANG: 'C.UTF-8', LC_ALL: 'C' }, '|-'],
    ['POSIX', { ...utf8, LANG: 'POSIX' }, '|-'],
    ['a Latin one', { ...utf8, LANG: 'de_DE.ISO-8859-1' }, '|-'],
  ])(
    'has the locale %s: trees are drawn with what it can show, and values stay as they are',
    async (_name, env, branch) => {
      const folder = realpathSync(emptyFolder());
      const planned = await run(folder, ['my-app', '--dry-run', '--yes'], { env });
      expect(planned.stdout).toContain(`\n${branch} + README.md`);
      const made = await run(folder, ['my-app', '--yes'], { env });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is looked for
      if (branch === '|-') expect(planned.stdout + made.stdout).toMatch(/^[\u0000-\u007f]*$/);
      const document = documentOf(await run(folder, ['a…b–c', '--json'], { env }));
      expect(document.project.directory).toBe(path.join(folder, 'a…b–c'));
      expect(document.command).toContain("'a…b–c'");
    },
  );

  test.each([
    ['xterm-256color', {}, true, '├─ + README.md'],
    ['screen', {}, true, '├─ + README.md'],
    ['vt100', {}, true, '├─ + README.md'],
    ['linux', {}, true, '|- + README.md'],
    ['xterm', { LANG: 'C' }, true, '|- + README.md'],
    ['xterm', { NO_COLOR: '1' }, false, '├─ + README.md'],
    ['xterm', { ACCESSIBLE: '1' }, true, '\ncreate README.md\n'],
    ['dumb', {}, false, '├─ + README.md'],
    ['no-such-terminal', {}, false, '├─ + README.md'],
  ])('has the terminal %s and %j: colours %s', async (TERM, env, colours, shown) => {
    // A run that takes long, as on a busy machine, shows its progress.
    const words = [process.execPath, program(), 'my-app', '--yes', '--no-invoke'];
    const options = { cwd: emptyFolder(), env: { TERM, ...env } };
    const session = startSession('"$@" --dry-run && "$@"', words, options);
    expect(await session.code()).toBe(0);
    expect(session.screen()).toContain(shown);
    expect(session.raw().includes('\u001b[')).toBe(colours);
    // Only colors: nothing moves the cursor if nothing is redrawn.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape codes are what is looked for
    expect(session.raw().replace(/\u001b\[\d+m/g, '')).not.toContain('\u001b');
  });
});

/** A user other than the files' owner, so that permissions apply; the current user if that is not root. */
const user = process.getuid?.() === 0 ? 65534 : undefined;

/** An empty folder that this user may enter. The program's own folder becomes accessible too. */
function openFolder(): string {
  chmodSync(path.dirname(inject('packed')), 0o755);
  const folder = realpathSync(emptyFolder());
  chmodSync(folder, user === undefined ? 0o755 : 0o777);
  return folder;
}

function restrict(file: string, mode: number): void {
  const before = statSync(file).mode;
  chmodSync(file, mode);
  onTestFinished(() => chmodSync(file, before));
}

describe('without permission', () => {
  test('to write into the folder, nothing is created', async () => {
    for (const args of [['my-app'], ['.', '--app', 'my-app'], ['deep/er/my-app']]) {
      const folder = openFolder();
      restrict(folder, 0o555);
      const refused = await run(folder, [...args, '--json'], { user });
      expect(validDocumentOf(refused)).toMatchObject({ code: 3, error: { code: 'no-permission' } });
      const { stderr } = await run(folder, [...args, '--yes'], { user });
      expect(stderr).toMatch(/^Error: .*permission denied \(EACCES\)\.\nAllow yourself/);
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  test('to read the working directory, nothing is created', async () => {
    const folder = path.join(openFolder(), 'closed');
    mkdirSync(folder);
    restrict(folder, user === undefined ? 0o300 : 0o333);
    const refused = await run(folder, ['my-app', '--json'], { user });
    expect(validDocumentOf(refused)).toMatchObject({ code: 3, error: { code: 'no-permission' } });
    chmodSync(folder, 0o755);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('to write into a project, it stays as it is; its functions run, and what cannot be read is named', async () => {
    const folder = openFolder();
    const project = path.join(folder, 'my-app');
    await run(folder, ['my-app', '--secret', 'A_KEY', '--no-invoke', '--yes']);
    const before = filesOf(project);
    for (const one of ['', 'fixtures', 'src', 'src/app', functions]) restrict(path.join(project, one), 0o555);
    restrict(path.join(project, functions, '.env'), 0);
    const added = await run(project, ['--function', 'two', '--json'], { user });
    expect(validDocumentOf(added)).toMatchObject({ code: 3, error: { code: 'no-permission' } });
    const invoked = await run(project, ['invoke', '--json'], { user });
    expect(validDocumentOf(invoked)).toMatchObject({
      code: 0,
      warnings: expect.arrayContaining([
        {
          code: 'missing-secret',
          message:
            'A_KEY has no value for local runs: src/app/app.functions/.env cannot be read (EACCES). Make it a file that you can read.',
        },
      ]),
    });
    chmodSync(path.join(project, functions, '.env'), 0o600);
    expect(filesOf(project)).toEqual(before);
  });

  test("to read a function's file, check names it", async () => {
    const folder = openFolder();
    await run(folder, ['my-app', '--no-invoke', '--yes']);
    restrict(path.join(folder, 'my-app', functions, '.env'), 0o644);
    restrict(path.join(folder, 'my-app', functions, 'hello.js'), 0);
    const checked = validDocumentOf(await run(path.join(folder, 'my-app'), ['check', '--json'], { user }));
    expect(checked).toMatchObject({ code: 6, findings: [{ rule: 'entry-missing' }] });
  });

  test.each([
    'hsproject.json',
    ...['serverless.json', 'package.json', '.env'].map((one) => `${functions}/${one}`),
  ])('to read %s, it is named and nothing is added', async (file) => {
    const folder = openFolder();
    const project = path.join(folder, 'my-app');
    await run(folder, ['my-app', '--no-invoke', '--yes'], { user });
    const before = filesOf(project);
    restrict(path.join(project, file), 0);
    const add = ['--function', 'two', '--secret', 'B_KEY', '--dependency', '@made-up/tiny', '--no-install'];
    const added = await run(project, [...add, '--json'], { user });
    expect(validDocumentOf(added)).toMatchObject({
      code: 3,
      error: { message: expect.stringContaining(file) },
    });
    chmodSync(path.join(project, file), 0o644);
    expect(filesOf(project)).toEqual(before);
  });

  test('of root, everything works, and files belong to the user who ran it', async () => {
    const folder = openFolder();
    const project = path.join(folder, 'my-app');
    expect(validDocumentOf(await run(folder, ['my-app', '--json'], { user })).code).toBe(0);
    expect(validDocumentOf(await run(project, ['--function', 'two', '--json'], { user })).code).toBe(0);
    expect(validDocumentOf(await run(project, ['invoke', 'two', '--json'], { user })).code).toBe(0);
    for (const file of Object.keys(filesOf(project))) {
      expect(statSync(path.join(project, file)).uid).toBe(user ?? process.getuid?.());
    }
  });
});

test.each([
  ['022', 0o755, 0o644],
  ['077', 0o700, 0o600],
  ['002', 0o775, 0o664],
])(
  'with the umask %s files have the modes that it leaves, and .env only the owner’s',
  async (umask, folders, files) => {
    const folder = emptyFolder();
    const { code } = await runInShell(folder, `umask ${umask}; "$@"`, ['my-app', '--yes']);
    expect(code).toBe(0);
    const project = path.join(folder, 'my-app');
    const modeOf = (file: string) => statSync(path.join(project, file)).mode & 0o777;
    for (const file of shape)
      expect([file, modeOf(file)]).toEqual([file, file.endsWith('.env') ? 0o600 : files]);
    for (const one of ['', 'src', functions]) expect([one, modeOf(one)]).toEqual([one, folders]);
  },
);

describe('standard streams', () => {
  const hasFullDisk = existsSync('/dev/full');
  const speaking = [
    ['my-app', '--yes'],
    ['my-app', '--json'],
    ['--help'],
    ['--version'],
    ['completion', 'bash'],
  ].map((args) => [args]);

  test.each(speaking)('that nobody reads, or not to the end, do not break %j', async (args) => {
    for (const reader of ['head -c 1', 'true']) {
      const folder = emptyFolder();
      const line = `{ "$@" 2> said; echo $? > code; } | ${reader}`;
      expect(await runInShell(folder, line, args)).toMatchObject({ code: 0 });
      expect(readFileSync(path.join(folder, 'code'), 'utf8')).toBe('0\n');
      expect(readFileSync(path.join(folder, 'said'), 'utf8')).not.toContain('Error');
      if (args[0] === 'my-app') expect(shapeOf(path.join(folder, 'my-app'))).toEqual(shape);
    }
  });

  test.skipIf(!hasFullDisk).each(speaking)(
    'on a full disk are reported, and %j ends with a code that matches what is on disk',
    async (args) => {
      const folder = emptyFolder();
      const { code, stderr } = await runInShell(folder, '"$@" > /dev/full', args);
      const isWritten = args[0] === 'my-app';
      expect(code).toBe(isWritten ? 0 : 2);
      expect(stderr.includes('The files are in place')).toBe(isWritten);
      expect(stderr).toMatch(/Error: .*he result could not be written to standard output: ENOSPC: .*\.\n$/);
      if (args[0] === 'my-app') expect(shapeOf(path.join(folder, 'my-app'))).toEqual(shape);
      expect(await runInShell(folder, '"$@" > /dev/full 2>&1', args)).toEqual({
        code: 2,
        stdout: '',
        stderr: '',
      });
    },
  );

  test.skipIf(!hasFullDisk)('with error output on a full disk make no difference', async () => {
    const folder = emptyFolder();
    expect(await runInShell(folder, '"$@" 2> /dev/full', ['my-app', '--yes'])).toMatchObject({ code: 0 });
    expect((await runInShell(folder, '"$@" 2> /dev/full', ['--function', '../x'])).code).toBe(2);
  });

  test.each(['<&-', '>&-', '2>&-', '<&- >&- 2>&-'])('closed by %s do not matter', async (closing) => {
    const folder = emptyFolder();
    const made = await runInShell(folder, `"$@" ${closing}`, ['my-app', '--yes']);
    expect(made.code).toBe(0);
    expect(shapeOf(path.join(folder, 'my-app'))).toEqual(shape);
    const project = path.join(folder, 'my-app');
    expect((await runInShell(project, `"$@" ${closing}`, ['invoke'])).code).toBe(0);
    expect((await runInShell(project, `"$@" ${closing}`, ['--function', '../x'])).code).toBe(2);
  });

  test('a closed standard input counts as empty', async () => {
    const folder = emptyFolder();
    await run(folder, ['.', '--app', 'my-app', '--no-invoke', '--yes']);
    const result: Run = await runInShell(folder, '"$@" <&-', ['invoke', '--context', '-', '--json']);
    expect(validDocumentOf(result)).toMatchObject({ code: 2, error: { code: 'invalid-json' } });
  });
});
