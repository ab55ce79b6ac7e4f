import { type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectFiles } from './dev-server.ts';
import { validDocumentOf } from './documents.ts';
import { part } from './extent.ts';
import { freePort } from './free-port.ts';
import { shape, shapeOf } from './new-project.ts';
import { machine, programsOf } from './package-managers.ts';
import { expectNoProcessIn, lineIn, processesIn, startRun } from './processes.ts';
import {
  cleanEnvironment,
  emptyFolder,
  filesOf,
  program,
  type Run,
  run,
  runInShell,
  writeFiles,
} from './program.ts';
import { keys, startSession } from './pty.ts';
import { makePackage, type Registry, startRegistry } from './registry.ts';
import { installs, standIn } from './stand-in.ts';

const signals = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 143],
] as const;

const functions = 'my-app/src/app/app.functions';
const create = ['my-app', '--dependency', '@made-up/tiny'];
const resume = 'npm install --prefix my-app/src/app/app.functions';

/** A package manager that writes a file to show that it has started, then hangs with a child process. */
const hangs = 'sleep 600 & echo started > started; wait';
/** The same, but it ignores requests to end. */
const insists = 'trap "" TERM INT; sleep 600 & echo started > started; while :; do wait; done';

/** A working folder, and next to it a folder for package managers. */
function workplace(): { readonly folder: string; readonly programs: string } {
  const top = emptyFolder();
  const folder = path.join(top, 'work');
  mkdirSync(folder);
  return { folder, programs: path.join(top, 'programs') };
}

async function completes(folder: string, env: Readonly<Record<string, string>>): Promise<void> {
  const again = validDocumentOf(await run(folder, [...create, '--json'], { env }));
  expect(again).toMatchObject({ code: 0, invocations: [{ function: 'hello', status: 'SUCCESS' }] });
  expect(again.changes.every(({ action }: { action: string }) => action === 'unchanged')).toBe(true);
}

/**
 * The number of changes reported by a `--json` run that was interrupted at any moment. Before the program begins, Node
 * itself ends without output; even after the program has ended, Node can still be ended by the signal.
 */
function changesIn(result: Run, code: number): number {
  if (result.stdout === '') {
    expect(result.code).toBe(null);
    return 0;
  }
  const document = validDocumentOf({ ...result, code: result.code ?? 0 });
  expect([0, code]).toContain(document.code);
  return document.changes.length;
}

/** Milliseconds after the start when a signal is sent. Every moment must end well, so the exact moment does not matter. */
const delays = Array.from({ length: 13 }, (_, index) => 20 * index);

describe.each(signals)('%s', (signal, code) => {
  test('at any moment leaves the folder as before or the project complete, and no process', async () => {
    for (const delay of part(delays, 5)) {
      const folder = emptyFolder();
      const running = startRun(folder, ['my-app', '--json']);
      await wait(delay);
      running.kill(signal);
      const result = await running.ended;
      const files = shapeOf(path.join(folder, 'my-app'));
      expect([[], shape]).toContainEqual(files);
      expect(changesIn(result, code)).toBe(files.length);
      expect(filesOf(folder)).toEqual(files.length === 0 ? {} : expect.anything());
      await expectNoProcessIn(folder);
    }
  });

  test('at any moment of an invocation leaves no process', async () => {
    const folder = emptyFolder();
    await run(folder, ['.', '--app', 'my-app', '--no-invoke', '--yes']);
    for (const delay of part(delays, 4)) {
      const running = startRun(folder, ['invoke', '--json']);
      await wait(delay);
      running.kill(signal);
      const result = await running.ended;
      expect(changesIn(result, code)).toBe(0);
      await expectNoProcessIn(folder);
    }
  });

  test('while standard input is read ends it', async () => {
    const folder = emptyFolder();
    await run(folder, ['.', '--app', 'my-app', '--no-invoke', '--yes']);
    const running = startRun(folder, ['invoke', '--context', '-', '--json']);
    // More than a pipe can hold: writing finishes only once someone reads.
    await new Promise((resolve) => running.stdin.write(' '.repeat(1_000_000), resolve));
    running.kill(signal);
    expect(validDocumentOf(await running.ended)).toMatchObject({ code, error: { code: 'interrupted' } });
    await expectNoProcessIn(folder);
  });

  test.each([
    ['hangs', hangs],
    ['does not want to end', insists],
  ])('while a package manager %s leaves the files and the command that resumes', async (_name, script) => {
    const { folder, programs } = workplace();
    const running = startRun(folder, [...create, '--json'], { env: standIn(programs, script) });
    await lineIn(path.join(folder, functions, 'started'));
    if (process.platform === 'linux') expect(processesIn(folder).length).toBeGreaterThan(1);
    running.kill(signal);
    expect(validDocumentOf(await running.ended)).toMatchObject({
      code,
      install: { status: 'failed', problem: 'It was interrupted.' },
      invocations: [],
      error: { code: 'interrupted' },
      next: expect.arrayContaining([{ command: resume, why: expect.any(String) }]),
    });
    await expectNoProcessIn(folder);
    const env = standIn(programs, installs);
    expect((await runInShell(folder, resume, [], { env })).code).toBe(0);
    expect(existsSync(path.join(folder, functions, 'node_modules/@made-up/tiny'))).toBe(true);
    await completes(folder, env);
  });

  test('twice does not wait for a package manager that does not want to end', async () => {
    const { folder, programs } = workplace();
    const running = startRun(folder, create, { env: standIn(programs, insists) });
    await lineIn(path.join(folder, functions, 'started'));
    running.kill(signal);
    await wait(50);
    running.kill(signal);
    expect((await running.ended).code).toBe(code);
    expect(shapeOf(path.join(folder, 'my-app'))).toEqual(expect.arrayContaining(shape));
    await expectNoProcessIn(folder);
  });

  test('while a new function hangs ends it and what it started, and says how to run it', async () => {
    const { folder, programs } = workplace();
    const client =
      "require('child_process').spawn('sleep', ['600']);\nrequire('fs').writeFileSync('started', '\\n');\n";
    const script = `mkdir -p node_modules/@hubspot/api-client && cd node_modules/@hubspot/api-client
      echo {} > package.json && cp "$(dirname "$0")/client.js" index.js`;
    const env = standIn(programs, script);
    writeFileSync(path.join(env.PATH.split(':')[0] ?? '', 'client.js'), `${client}for (;;);`);
    const running = startRun(folder, ['my-app', '--template', 'contact', '--json'], { env });
    await lineIn(path.join(folder, functions, 'started'));
    running.kill(signal);
    expect(validDocumentOf(await running.ended)).toMatchObject({
      code,
      install: { status: 'done' },
      error: { code: 'interrupted' },
      next: expect.arrayContaining([
        expect.objectContaining({
          command: expect.stringMatching(/^npx create-hs-function@\S+ invoke contact$/),
        }),
      ]),
    });
    await expectNoProcessIn(folder);
  });
});

test('Ctrl-C while packages are installed leaves a terminal as it was, and no process', async () => {
  const { folder, programs } = workplace();
  const line = '"$@"; echo "it ended with $?"; stty -a';
  const env = standIn(programs, hangs);
  const session = startSession(line, [process.execPath, program(), ...create, '--yes'], { cwd: folder, env });
  await lineIn(path.join(folder, functions, 'started'));
  session.type(keys.ctrlC);
  await session.code();
  expect(session.screen()).toContain('it ended with 130');
  expect(session.screen()).toContain(`  1. ${resume}\n`);
  expect(session.screen()).toMatch(/ icanon .* echo /s);
  expect(session.cursorVisible()).toBe(true);
  for (let left = 1200; left > 0 && processesIn(folder).some((one) => one.includes('sleep')); left--)
    await wait(50);
  expect(processesIn(folder).filter((one) => one.includes('sleep'))).toEqual([]);
});

describe('a package manager that', () => {
  const faults: readonly (readonly [string, string | undefined, RegExp])[] = [
    ['is not there', undefined, /There is no npm on the PATH/],
    ['fails', 'echo no room >&2; exit 3', /It ended with code 3:\nno room$/],
    ['is killed', 'kill -9 $$', /It was stopped by SIGKILL/],
    ['installs nothing', 'echo added 1 package', /did not install @made-up\/tiny/],
    [
      'writes what no terminal should get',
      "printf '\\033[2J\\033]0;mine\\007\\377\\376\\000\\r%0100000d\\n\\033[31mno room\\n' 7 >&2; exit 1",
      /no room/,
    ],
  ];

  test.each(faults)(
    '%s: the files are there, and the same command completes it',
    async (_name, script, message) => {
      const { folder, programs } = workplace();
      const env = standIn(programs, script);
      expect(validDocumentOf(await run(folder, [...create, '--json'], { env }))).toMatchObject({
        code: 4,
        install: { status: 'failed' },
        invocations: [],
        error: { code: 'install-failed', message: expect.stringMatching(message) },
        next: expect.arrayContaining([{ command: resume, why: expect.any(String) }]),
      });
      expect(shapeOf(path.join(folder, 'my-app'))).toEqual(expect.arrayContaining(shape));
      const told = await run(folder, create, { env });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(told.stdout + told.stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
      expect(told.stderr.length).toBeLessThan(10_000);
      expect(told).toMatchObject({
        code: 4,
        stderr: expect.stringMatching(/Error: The files are in place, but/),
      });
      expect(told.stdout).toContain(resume);
      await completes(folder, standIn(programs, installs));
    },
  );
});

describe('a registry that', () => {
  let registry: Registry;

  beforeAll(async () => {
    const tiny = makePackage({ name: '@made-up/tiny', version: '1.0.0' }, { 'index.js': '' });
    registry = await startRegistry([tiny], ['silent']);
    await programsOf('npm11');
  }, 300_000);

  afterAll(() => registry.close());

  async function npmWith(url: string, home: string) {
    return { ...machine(await programsOf('npm11'), home, url), npm_config_fetch_retries: '0' };
  }

  test('cannot be reached: the files are there, and the printed command installs once it can', async () => {
    const { folder, programs: home } = workplace();
    const first = await run(folder, [...create, '--json'], {
      env: await npmWith('http://127.0.0.1:9/', home),
    });
    const { code, next, error } = validDocumentOf(first);
    expect({ code, error: error.code }).toEqual({ code: 4, error: 'install-failed' });
    expect(error.message).toMatch(/ECONNREFUSED/);
    const env = await npmWith(registry.url, home);
    expect((await runInShell(folder, next[0].command, [], { env })).code).toBe(0);
    expect(registry.requests).toContain('@made-up/tiny');
    await completes(folder, env);
  });

  test('never answers can be interrupted by a signal', async () => {
    const { folder, programs: home } = workplace();
    const env = await npmWith(registry.url, home);
    const running = startRun(folder, ['my-app', '--dependency', 'silent', '--json'], { env });
    while (!registry.requests.includes('silent')) await wait(20);
    running.kill('SIGTERM');
    expect(validDocumentOf(await running.ended)).toMatchObject({ code: 143, install: { status: 'failed' } });
    await expectNoProcessIn(folder);
  });
});

test('two runs that hang in their installs do not hold up a third', async () => {
  const { folder, programs } = workplace();
  const env = standIn(programs, hangs);
  const first = startRun(folder, [...create, '--json'], { env });
  await lineIn(path.join(folder, functions, 'started'));
  writeFiles(folder, { [`${functions}/started`]: '' });
  const add = ['--dependency', '@made-up/tiny', '--json'];
  const second = startRun(path.join(folder, 'my-app'), ['--function', 'two', ...add], { env });
  await lineIn(path.join(folder, functions, 'started'));
  const third = await run(path.join(folder, 'my-app'), ['--function', 'three', ...add], {
    env: standIn(programs, installs),
  });
  expect(validDocumentOf(third)).toMatchObject({ code: 0, invocations: [{ function: 'three' }] });
  for (const running of [first, second]) running.kill('SIGINT');
  for (const running of [first, second]) expect((await running.ended).code).toBe(130);
  expect(Object.keys(JSON.parse(filesOf(folder)[`${functions}/serverless.json`] ?? '').appFunctions)).toEqual(
    ['hello', 'two', 'three'],
  );
  await expectNoProcessIn(folder);
});

describe('while nobody reads what is printed', () => {
  const names = ['a', 'b', 'c', 'd'];
  const code = (name: string) =>
    `for (let i = 0; i < 240; i++) console.log('y'.repeat(1000)); require('fs').writeFileSync('${name}.done', 'done\\n'); return { statusCode: 200, body: 'ok' };`;
  const files = projectFiles(
    Object.fromEntries(
      names.map((name) => [name, { code: code(name), endpoint: { path: name, method: ['GET'] } }]),
    ),
  );
  const start = (args: readonly string[]) => {
    const folder = emptyFolder();
    writeFiles(folder, files);
    const stdio: StdioOptions = ['ignore', 'pipe', 'ignore'];
    const child = spawn(process.execPath, [program(), ...args], {
      cwd: folder,
      env: cleanEnvironment(),
      stdio,
    });
    const hasRun = (name: string) => lineIn(path.join(folder, 'src/app/app.functions', `${name}.done`));
    return { child, hasRun, ended: once(child, 'exit') };
  };

  test.concurrent.each([[[]], [['--json']]])('invoke %j hears a signal', async (options) => {
    const { child, hasRun, ended } = start(['invoke', '--all', ...options]);
    for (const name of names) await hasRun(name);
    // Only now it prints, and the rest of it waits for ever.
    await wait(500);
    child.kill('SIGINT');
    expect((await ended)[0]).toBe(130);
  });

  test.concurrent.each([[[]], [['--json']]])('dev %j answers, and hears a signal', async (options) => {
    const port = await freePort();
    const { child, ended } = start(['dev', '--port', String(port), ...options]);
    const answer = async (name: string): Promise<string> => {
      const got = await fetch(`http://localhost:${port}/hs/serverless/${name}`).catch(() => undefined);
      if (got !== undefined) return got.text();
      await wait(50);
      return answer(name);
    };
    for (const name of names) expect(await answer(name)).toBe('ok');
    child.kill('SIGINT');
    expect((await ended)[0]).toBe(130);
  });
});
