import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  canaries,
  dotenv,
  expectNothingIn,
  expectNothingInFiles,
  expectUntold,
  functions,
  handler,
  projectWith,
  runWatched,
  watch,
} from './canary.ts';
import { lineIn, startRun } from './processes.ts';
import { documentOf, program, run } from './program.ts';
import { registry } from './project-shapes.ts';
import { startSession } from './pty.ts';

interface Row {
  readonly what: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly args: readonly string[];
  readonly code: number;
}

const quiet = projectWith(handler('return key.length;'));
/** The same project with an endpoint that answers with its whole context. */
const called = {
  ...quiet,
  [`${functions}/serverless.json`]: registry({
    leaky: { file: 'leaky.js', secrets: ['A_KEY'] },
    open: { file: 'open.js', endpoint: { path: 'open', method: ['POST'] } },
  }),
  [`${functions}/open.js`]: 'exports.main = async (body) => ({ statusCode: 200, body });',
};
const fresh = { [`shop/${functions}/.env`]: dotenv };
const create = ['shop', '--yes', '--no-invoke', '--secret', 'A_KEY,NEW_KEY'];
const add = ['--function', 'two', '--yes', '--secret', 'A_KEY,NEW_KEY', '--token'];
const dependent = [...add, '--no-invoke', '--dependency', 'left-pad'];

const rows: readonly Row[] = [
  { what: 'a new project around it', files: fresh, args: create, code: 0 },
  { what: 'the plan of one', files: fresh, args: [...create, '--dry-run', '--diff'], code: 0 },
  { what: 'a new project with its diff', files: fresh, args: [...create, '--diff'], code: 0 },
  {
    what: 'a new project that conflicts',
    files: { ...fresh, 'shop/src/app/app.json': '{}' },
    args: [...create, '--diff'],
    code: 3,
  },
  { what: 'a function that is added and run', files: quiet, args: add, code: 0 },
  { what: 'the plan of one more', files: quiet, args: [...add, '--dry-run'], code: 0 },
  { what: 'its diff', files: quiet, args: [...add, '--dry-run', '--diff'], code: 0 },
  { what: 'a clash of names', files: quiet, args: ['--function', 'leaky', ...add.slice(2)], code: 3 },
  {
    what: 'a secret that is given with its value',
    files: quiet,
    args: ['--function', 'two', '--yes', '--secret', `A_KEY=${canaries.A_KEY}`],
    code: 2,
  },
  { what: 'an unknown option', files: quiet, args: [...add, '--secrets=x'], code: 2 },
  {
    what: 'invalid JSON beside it',
    files: { ...quiet, [`${functions}/serverless.json`]: '{"appFunctions": {' },
    args: add,
    code: 3,
  },
  {
    what: 'several folders of functions',
    files: { ...quiet, 'src/app/b.functions/serverless.json': registry({}) },
    args: add,
    code: 2,
  },
  {
    what: 'a .env that is not UTF-8',
    files: { ...quiet, [`${functions}/.env`]: Buffer.concat([Buffer.from(dotenv), Buffer.of(0xff)]) },
    args: [...add, '--diff'],
    code: 3,
  },
  {
    what: 'a .env with a quote that never ends',
    files: { ...quiet, [`${functions}/.env`]: `${dotenv}OPEN="${canaries.A_KEY}` },
    args: [...add, '--diff'],
    code: 0,
  },
  {
    what: 'a .env with a line that is no assignment',
    files: { ...quiet, [`${functions}/.env`]: `${dotenv}${canaries.A_KEY} without a name` },
    args: [...add, '--diff'],
    code: 3,
  },
  {
    what: 'a .env.local besides',
    files: { ...quiet, [`${functions}/.env.local`]: dotenv },
    args: [...add, '--diff'],
    code: 0,
  },
  ...['npm', 'pnpm', 'yarn', 'bun'].map((name) => ({
    what: `an install by ${name}`,
    files: quiet,
    args: [...dependent, '--package-manager', name],
    code: 0,
  })),
  { what: 'a call of no function', files: quiet, args: ['invoke', 'other'], code: 2 },
  {
    what: 'a context that is not JSON',
    files: { ...quiet, 'c.json': '{"a' },
    args: ['invoke', '--context', 'c.json'],
    code: 2,
  },
  ...[
    { what: 'a parameter', args: ['leaky', '--parameter', `k=${canaries.A_KEY}`], code: 0 },
    { what: 'a parameter without a name', args: ['leaky', '--parameter', canaries.A_KEY], code: 2 },
    { what: 'a port', args: [`--inspect=${canaries.A_KEY}`], code: 2 },
    { what: 'a context', args: ['--context', canaries.A_KEY], code: 2 },
    { what: 'a function', args: [canaries.A_KEY], code: 2 },
    { what: 'a number', args: ['--timeout', canaries.A_KEY], code: 2 },
    { what: 'a header of an endpoint', args: ['open', '--header', `k=${canaries.A_KEY}`], code: 0 },
    { what: 'a query of an endpoint', args: ['open', '--query', `k=${canaries.A_KEY}`], code: 0 },
    { what: 'a body of an endpoint', args: ['open', '--body', JSON.stringify(canaries)], code: 0 },
  ].map(({ what, args, code }) => ({
    what: `a call with it as ${what}`,
    files: called,
    args: ['invoke', ...args],
    code,
  })),
  {
    what: 'a migration with its diff',
    files: quiet,
    args: ['migrate', '--yes', '--diff'],
    code: 0,
  },
  { what: 'a run of every function', files: quiet, args: ['invoke', '--all'], code: 0 },
  {
    what: 'a run without an answer in time',
    files: projectWith(handler('for (;;);')),
    args: ['invoke', '--timeout', '300'],
    code: 5,
  },
];

/**
 * Everything that was started, except the guard that ends a function's processes if this program dies. Its command line is
 * always the same.
 */
function withoutGuard(started: string): string {
  const guard =
    /^\{"file":"\/bin\/sh","args":\["\/bin\/sh","-c","read -r _; kill -KILL \\"-\$1\\"","sh","\d+"\],"envPairs":\[\]\}$/;
  return started
    .split('\n')
    .filter((line) => !guard.test(line))
    .join('\n');
}

describe('no value of .env is revealed by', () => {
  test.each(rows)('$what', async ({ files, args, code }) => {
    for (const mode of [[], ['--json']]) {
      const watched = watch(files);
      const result = await runWatched(watched, [...args, ...mode]);
      expect(result.code, result.stderr + result.stdout).toBe(code);
      expect(withoutGuard(watched.started())).not.toMatch(/"file":"[^"]*(\bsh|cmd\.exe)"/);
      if (args.includes('left-pad')) expect(watched.started()).toMatch(/programs\/\w+ install/);
      if (args[0] === 'invoke' && code !== 2) expect(watched.started()).toContain('invoke-child.cjs');
    }
  });

  test('a failed install that prints everything it knows', async () => {
    const watched = watch(quiet);
    writeFileSync(path.join(watched.base, 'broken'), '');
    const { code, stderr } = await runWatched(watched, dependent);
    expect(code).toBe(4);
    expect(stderr).toContain('It ended with code 1:');
    expect(stderr).toContain('A_KEY=***');
    expect(watched.started()).toContain('STARTED_PROCESSES=');
    const { install } = documentOf(await runWatched(watched, [...dependent, '--json']));
    expect(install.problem).toContain('A_KEY=***');
  });

  test('a failed install that prints a long line in two pieces', async () => {
    const watched = watch(quiet);
    for (const at of [0, 992]) {
      const [before, after] = [at, 992 - at].map((count) => 'x-'.repeat(count / 2));
      const script = `#!/bin/sh\nprintf '${before}%s${after}' "$(sed -n s/^A_KEY=//p .env)"; sleep 0.3; echo y; exit 1\n`;
      writeFileSync(path.join(watched.base, 'programs/npm'), script);
      const { code, stdout, stderr } = await runWatched(watched, [...dependent, '--json']);
      expect(code).toBe(4);
      for (const part of ['canary', '7f3a9c']) expect(stdout + stderr).not.toContain(part);
      expect(stdout).toContain('It ended with code 1:\\n');
    }
  });

  test.each([
    ['packages', dependent],
    ['a Node version', ['invoke', '--node', '17', '--json']],
  ])('an install of %s that gets it from the shell', async (_what, args) => {
    const watched = watch(quiet);
    writeFileSync(path.join(watched.base, 'broken'), '');
    const { UNDECLARED } = canaries;
    const { code, stdout, stderr } = await run(watched.work, args, { env: { ...watched.env, UNDECLARED } });
    expect(code).toBe(4);
    expect(watched.started()).toContain('programs/npm install');
    expectNothingIn(stdout + stderr + watched.started(), 'what was printed and started');
  });

  test('what a package manager prints while the terminal shows its progress', async () => {
    const watched = watch(quiet);
    writeFileSync(path.join(watched.base, 'broken'), '');
    const words = [process.execPath, program(), ...dependent];
    const session = startSession('"$@"', words, { cwd: watched.work, env: watched.env });
    expect(await session.code()).toBe(4);
    expect(session.raw()).toMatch(/npm install .*A_KEY=\*\*\*/);
    expectNothingIn(session.raw(), 'the terminal');
  });

  test('a repository that tracks the file', async () => {
    const watched = watch(quiet);
    const git = (...args: string[]) => execFileSync('git', args, { cwd: watched.work, stdio: 'ignore' });
    git('init');
    git('add', '--force', '.');
    // git itself stores what it is given.
    const { started, env, work } = watched;
    const running = startRun(work, [...add, '--no-invoke'], { env });
    running.stdin.end();
    const { stdout, stderr } = await running.ended;
    expect(stderr).toContain('git rm --cached');
    expect(started()).toContain('programs/git');
    expectNothingIn(stdout + stderr + started(), 'what was printed and started');
  });

  test('a run that does not end', async () => {
    const body = "console.log(key, token); require('node:fs').writeFileSync('../ran', 'x\\n');";
    const watched = watch(projectWith(handler(body)));
    const args = ['invoke', '--watch'];
    const running = startRun(watched.work, args, { env: watched.env });
    await lineIn(path.join(watched.work, 'src/app/ran'));
    running.kill('SIGINT');
    expectUntold(watched, await running.ended, args);
  });
});

test('this test itself would see a value in an output or a file', () => {
  const { base } = watch({});
  expect(() => expectNothingIn(`a ${canaries.A_KEY} b`, 'there')).toThrow('there');
  mkdirSync(path.join(base, 'tmp/deep'));
  writeFileSync(path.join(base, 'tmp/deep/x'), Buffer.from(canaries.A_KEY).toString('base64'));
  expect(() => expectNothingInFiles(base)).toThrow('tmp/deep/x');
});
