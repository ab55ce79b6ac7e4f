import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { runName } from '../src/write/lock.ts';
import { part, whole } from './extent.ts';
import { type Called, call, machine, programsOf, type ToolName, toolNames } from './package-managers.ts';
import { filesOf } from './program.ts';
import { makePackage, type Registry, readPackage, startRegistry } from './registry.ts';
import { swallow } from './swallowing.ts';

const dependency = makePackage(
  { name: '@made-up/tiny', version: '1.0.0' },
  { 'index.js': 'module.exports = 1;' },
);

/** Takes the place of the program and reports what it receives. */
const listener = makePackage(
  { name: 'create-hs-function', version: '1.0.0', bin: { 'create-hs-function': 'main.js' } },
  {
    'main.js': `#!/usr/bin/env node
const ours = Object.entries(process.env).filter(([name]) => name.startsWith('npm_config_'));
console.log(JSON.stringify({ argv: process.argv.slice(2), env: Object.fromEntries(ours) }));`,
  },
);

let registry: Registry;
let listening: Registry;
let top: string;

beforeAll(async () => {
  registry = await startRegistry([await readPackage(inject('tarball')), dependency]);
  listening = await startRegistry([listener]);
  top = realpathSync(mkdtempSync(path.join(tmpdir(), 'calls-')));
  await programsOf('npm11');
}, 300_000);

afterAll(async () => {
  await registry.close();
  await listening.close();
  rmSync(top, { recursive: true, force: true });
});

/** Calls a package manager in an empty folder, on a machine that only knows the given registry. */
async function callIn(tool: ToolName, words: readonly string[], { url }: Registry = registry) {
  const home = path.join(top, `home-${tool}-${new URL(url).port}`);
  // The npx of npm 9 fails if there is no folder for global packages.
  mkdirSync(path.join(home, 'lib'), { recursive: true });
  const cwd = mkdtempSync(path.join(top, 'cwd-'));
  return { cwd, ...(await call(words, cwd, machine(await programsOf(tool), home, url))) };
}

/** Runs lines in a shell, which stops at the first one that fails. */
async function pasted(tool: ToolName, lines: readonly string[], cwd: string): Promise<Called> {
  const home = path.join(top, `home-${tool}-${new URL(registry.url).port}`);
  return call(['sh', '-ec', lines.join('\n')], cwd, machine(await programsOf(tool), home, registry.url));
}

/** The words that call the program through a package manager. */
function createOf(tool: ToolName): readonly string[] {
  return [nameOf(tool), 'create', 'hs-function'];
}

function nameOf(tool: ToolName): string {
  return tool.replace(/\d+$/, '');
}

/** Finds the document in a package manager's own output. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into documents of every kind
function documentOf({ stdout, stderr }: Called): any {
  const start = stdout.indexOf('{\n  "ok"');
  if (start < 0) throw new Error(`No document in: ${stdout}\n${stderr}`);
  return JSON.parse(stdout.slice(start, stdout.indexOf('\n}', start) + 2));
}

const functions = 'my-app/src/app/app.functions';

describe.each(part(toolNames, 5))('called through %s', (tool) => {
  const options = ['--template', 'hello', '--dependency=@made-up/tiny', '--yes', '--json'];

  test('with a --, a project is created, the calling package manager installs its package, and the function answers', async () => {
    const called = await callIn(tool, [...createOf(tool), 'my-app', '--', ...options]);
    expect(documentOf(called)).toMatchObject({
      code: 0,
      project: { directory: path.join(called.cwd, 'my-app') },
      install: { status: 'done', packageManager: nameOf(tool) },
      invocations: [{ function: 'hello', status: 'SUCCESS' }],
    });
    expect(called.code).toBe(0);
    expect(existsSync(path.join(called.cwd, functions, 'node_modules/@made-up/tiny/index.js'))).toBe(true);
  });

  // npm 12 refuses unknown options before the program starts.
  test.skipIf(tool === 'npm12')('without a --, the options still count', async () => {
    const called = await callIn(tool, [
      ...createOf(tool),
      'my-app',
      ...options,
      '--no-install',
      '--no-invoke',
    ]);
    expect(documentOf(called)).toMatchObject({
      code: 0,
      project: { directory: path.join(called.cwd, 'my-app') },
      install: { status: 'skipped' },
      invocations: [],
    });
    const manifest = readFileSync(path.join(called.cwd, functions, 'package.json'), 'utf8');
    expect(JSON.parse(manifest).dependencies).toHaveProperty('@made-up/tiny');
  });
});

test.each<ToolName>(whole ? ['npm9', 'npm10', 'npm11'] : ['npm11'])(
  '%s passes nothing of check --format on, but the format still counts',
  async (tool) => {
    const made = await callIn(tool, [...createOf(tool), 'my-app', '--', '--no-install', '--yes']);
    const words = ['npm', 'exec', '--yes', 'create-hs-function', 'check', '--format', 'sarif'];
    const checked = await pasted(tool, [words.join(' ')], path.join(made.cwd, 'my-app'));
    expect(JSON.parse(checked.stdout)).toMatchObject({ version: '2.1.0' });
  },
);

const pasting = [
  'pnpm10',
  'npm9',
  'npm11',
  'npm12',
  'pnpm9',
  'pnpm11',
  'pnpm12',
  'yarn4',
  'bun',
  'yarn1',
] as const;

test.each<ToolName>(part(pasting, 2))(
  "for calls through %s, the printed commands and those in the project's README work as they are",
  async (tool) => {
    const options = ['--dependency', '@made-up/tiny', '--no-install', '--json'];
    // Yarn 1 passes arguments to a shell unquoted.
    const app = tool === 'yarn1' ? 'my-app' : "it's my app";
    const first = await callIn(tool, [...createOf(tool), app, '--', ...options]);
    const { command, next } = documentOf(first);
    const again = await callIn(tool, ['sh', '-c', command]);
    expect({ command, ...again }).toMatchObject({ code: 0 });
    expect(filesOf(again.cwd)).toEqual(filesOf(first.cwd));

    const steps = next.map((step: { command: string }) => step.command);
    expect(steps.at(-1)).toMatch(/ migrate$/);
    const printed = await pasted(tool, steps, first.cwd);
    expect({ steps, ...printed }).toMatchObject({ code: 0 });
    expect(printed.stdout).toContain('Hello, Ada!');

    const project = path.join(first.cwd, app);
    const readme = readFileSync(path.join(project, 'README.md'), 'utf8');
    const blocks = [...readme.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = '']) =>
      block.trim().split('\n'),
    );
    const own = blocks.filter((line) => line.includes('hs-function'));
    expect(own).toHaveLength(4);
    const followed = await pasted(tool, own, project);
    expect({ own, ...followed }).toMatchObject({ code: 0 });
    expect(existsSync(path.join(project, 'src/app/functions/my-function.js'))).toBe(true);
  },
);

describe.each<ToolName>([...part<ToolName>(['npm9', 'npm10', 'npm11'], 2)])('%s', (tool) => {
  test('handles options without a -- as the program expects', async () => {
    const typed = [
      'my-app',
      '--template',
      'hello',
      '--function=x',
      '--secret',
      'A',
      '--secret=B',
      '--app',
      'y',
      '--no-install',
    ];
    const { stdout } = await callIn(tool, [...createOf(tool), ...typed, '--diff', '--yes'], listening);
    const expected = swallow([...typed, '--diff', '--yes']);
    const heard = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    expect(heard.argv).toEqual(expected.argv);
    expect(heard.env).toMatchObject(expected.env);
  });

  test('passes on ambiguous words: code 2, nothing created, and a suggested command that works', async () => {
    const first = await callIn(tool, [...createOf(tool), 'my-app', '--function', 'greet', '--yes', '--json']);
    expect(first.code).toBe(2);
    const { error } = documentOf(first);
    expect(error.code).toBe('swallowed-flags');
    expect(readdirSync(first.cwd)).toEqual([]);
    const command = /npm create .*$/.exec(error.hint)?.[0] ?? '';
    const second = await callIn(tool, ['sh', '-c', command]);
    expect({ command, code: second.code }).toEqual({ command, code: 0 });
    expect(existsSync(path.join(second.cwd, functions, 'greet.js'))).toBe(true);
  });
});

test('npm 12 itself refuses options without a --, and nothing is created', async () => {
  const called = await callIn('npm12', ['npm', 'create', 'hs-function', 'my-app', '--template', 'hello']);
  expect(called.code).not.toBe(0);
  expect(called.stderr).toContain('--template');
  expect(readdirSync(called.cwd)).toEqual([]);
});

test.each<[ToolName, readonly string[]]>([
  ['npm11', ['npx', '--yes', 'create-hs-function']],
  ['npm11', ['npm', 'exec', '--yes', 'create-hs-function', '--']],
  ['bun', ['bunx', 'create-hs-function']],
  ['pnpm10', ['pnpm', 'dlx', 'create-hs-function']],
  ['yarn4', ['yarn', 'dlx', 'create-hs-function']],
])('%s: %j passes options on unchanged', async (tool, words) => {
  const called = await callIn(tool, [...words, 'my-app', '--template', 'hello', '--no-invoke', '--json']);
  expect(documentOf(called)).toMatchObject({ code: 0, invocations: [] });
  expect(existsSync(path.join(called.cwd, functions, 'hello.js'))).toBe(true);
});

test('called through Yarn 3, which changes how Node handles files, it removes an unfinished project', async () => {
  const cwd = mkdtempSync(path.join(top, 'left-'));
  const left = path.join(cwd, `${runName().replace(/-\d+-(?=\w+$)/, '-1-')}.tree`);
  mkdirSync(path.join(left, 'new/src/app'), { recursive: true });
  writeFileSync(path.join(left, 'new/src/app/app.json'), '{}');
  const home = path.join(top, 'home-left');
  mkdirSync(home);
  const words = ['yarn', 'create', 'hs-function', 'my-app', '--yes', '--no-install', '--no-invoke'];
  const { code, stderr } = await call(words, cwd, machine(await programsOf('yarn3'), home, registry.url));
  expect(code, stderr).toBe(0);
  expect(readdirSync(cwd)).toEqual(['my-app']);
});
