import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { isOffered, platforms } from '../src/data/platforms.ts';
import { validDocumentOf } from './documents.ts';
import { part } from './extent.ts';
import { nodeProgram, refusedNodes, supportedNodes } from './nodes.ts';
import { emptyFolder, filesOf, program, type RunOptions, run, writeFiles } from './program.ts';
import { keys, startSession } from './pty.ts';
import { installs, standIn } from './stand-in.ts';

const versions = platforms.filter(isOffered).map(({ version }) => version);
const prepared = (name: string) => readFileSync(path.join(inject('packed'), 'dist', name), 'utf8');
const functions = 'src/app/app.functions';

/** Makes Node fail on anything deprecated, now or in the future. */
const strict = { NODE_OPTIONS: '--throw-deprecation --pending-deprecation' };

/** A function for each way to end, and the expected report. */
const endings = {
  common: { 'common.js': "exports.main = async ({ a }) => ({ a, b: require('./part').b });" },
  module: {
    'module.mjs': "import { b } from './part.js';\nexport const main = async ({ a }) => ({ a, b });",
  },
  throws: { 'throws.js': "exports.main = async () => {\n  throw new TypeError('no');\n};" },
  missing: { 'missing.js': "require('@made-up/absent');\nexports.main = async () => 1;" },
  absent: { 'absent.mjs': "import '@made-up/absent';\nexport const main = async () => 1;" },
  broken: { 'broken.mjs': 'export const main = async () => {\n  return ];\n};' },
};

const expected = [
  { function: 'common', status: 'SUCCESS', response: { a: 1, b: 2 }, logs: [] },
  { function: 'module', status: 'SUCCESS', response: { a: 1, b: 2 }, logs: [] },
  {
    function: 'throws',
    error: {
      code: 'threw',
      message: 'It threw TypeError: no',
      at: { file: 'throws.js', line: 2, column: 9 },
    },
  },
  { function: 'missing', error: { code: 'missing-package', at: { file: 'missing.js', line: 1 } } },
  { function: 'absent', error: { code: 'missing-package', at: { file: 'absent.mjs', line: 1 } } },
  { function: 'broken', error: { code: 'syntax-error', at: { file: 'broken.mjs', line: 2, column: 10 } } },
];

/** A project with functions in the given files, each registered under its file's name. */
function projectOf(files: Readonly<Record<string, string>>): string {
  const folder = emptyFolder();
  const names = Object.keys(files).filter((file) => file !== 'part.js');
  const entries = names.map((file) => [path.parse(file).name, { file }]);
  writeFiles(folder, {
    'hsproject.json': '{"name":"shop","srcDir":"src","platformVersion":"2023.2"}',
    'src/app/app.json': '{"name":"shop"}',
    [`${functions}/serverless.json`]: JSON.stringify({ appFunctions: Object.fromEntries(entries) }),
    [`${functions}/package.json`]: '{}',
  });
  writeFiles(path.join(folder, functions), files);
  return folder;
}

/** The files of a project that was created and then extended. */
async function madeWith(platform: string, options: RunOptions): Promise<Record<string, string>> {
  const folder = emptyFolder();
  const create = ['shop', '--platform', platform, '--template', 'endpoint', '--json'];
  const made = await run(folder, create, options);
  const add = ['--function', 'two', '--secret', 'A_KEY', '--token', '--json'];
  const added = await run(path.join(folder, 'shop'), add, options);
  for (const result of [made, added]) {
    expect(result.stderr).toBe('');
    expect(validDocumentOf(result)).toMatchObject({ code: 0, invocations: [{ status: 'SUCCESS' }] });
  }
  return filesOf(folder);
}

const elsewhere = new Map<string, Promise<Record<string, string>>>();

/** The same with the current Node, only once. */
function madeElsewhere(platform: string): Promise<Record<string, string>> {
  const files = elsewhere.get(platform) ?? madeWith(platform, {});
  elsewhere.set(platform, files);
  return files;
}

// The oldest and newest Node that `engines` allows, and the newest of 22.
describe.each(part(supportedNodes, 3))('on Node %s', (version) => {
  let options: RunOptions;

  beforeAll(async () => {
    options = { node: await nodeProgram(version), env: strict };
  }, 300_000);

  test('it prints its version and its help', async () => {
    const folder = emptyFolder();
    const said = (stdout: string) => ({ code: 0, stdout, stderr: '' });
    expect(await run(folder, ['--version'], options)).toEqual(said(prepared('version.txt')));
    expect(await run(folder, ['--help'], options)).toEqual(said(prepared('help.txt')));
    expect(await run(folder, ['--help', '--no-color'], options)).toEqual(said(prepared('help.txt')));
  });

  test.each(part(versions, 2))(
    'a project of %s is created and extended, byte for byte as with other versions',
    async (platform) => {
      expect(await madeWith(platform, options)).toEqual(await madeElsewhere(platform));
    },
  );

  test('packages are installed by the package manager on the PATH', async () => {
    const folder = emptyFolder();
    const env = { ...strict, ...standIn(folder, installs) };
    const result = await run(folder, ['shop', '--dependency', '@made-up/tiny', '--json'], {
      ...options,
      env,
    });
    expect(validDocumentOf(result)).toMatchObject({
      install: { status: 'done' },
      invocations: [{ status: 'SUCCESS' }],
    });
  });

  test('functions of either module system run, and each failure is reported with its place', async () => {
    const files = Object.assign({ 'part.js': 'exports.b = 2;' }, ...Object.values(endings));
    const folder = projectOf(files);
    writeFiles(folder, { 'fixtures/common.json': '{"a":1}', 'fixtures/module.json': '{"a":1}' });
    const result = await run(folder, ['invoke', '--all', '--json'], options);
    const { code, invocations } = validDocumentOf(result);
    expect(code).toBe(5);
    expect(invocations).toMatchObject(expected);
  });

  test('a function that waits or loops for too long is stopped', async () => {
    const waits = 'exports.main = () => new Promise(() => setInterval(() => {}, 1000));';
    const folder = projectOf({ 'waits.js': waits, 'loops.js': 'exports.main = () => { for (;;); };' });
    const result = await run(folder, ['invoke', '--all', '--timeout', '1000', '--json'], options);
    const { code, invocations } = validDocumentOf(result);
    expect(code).toBe(5);
    expect(invocations).toMatchObject([
      { function: 'waits', status: 'TIMEOUT', error: { hint: expect.stringContaining('It was waiting') } },
      { function: 'loops', status: 'TIMEOUT', error: { hint: expect.stringContaining('It was busy') } },
    ]);
  });

  test('it prompts a person, who goes back and cancels', async () => {
    const folder = emptyFolder();
    const session = startSession('"$@"', [options.node ?? '', program()], { cwd: folder });
    await session.see('◆  What should the function do?');
    session.type(keys.enter);
    await session.see('◆  Function name?');
    session.type(keys.escape);
    await session.see('◆  What should the function do?');
    session.type(keys.ctrlC);
    expect(await session.code()).toBe(130);
    expect(session.cursorVisible()).toBe(true);
    expect(filesOf(folder)).toEqual({});
  });
});

test.for(['my-app', 'invoke', 'check'])(
  'under Node’s permission model it says at %s what it needs, and does nothing',
  async (word) => {
    const folder = emptyFolder();
    const flag = process.allowedNodeEnvironmentFlags.has('--permission')
      ? '--permission'
      : '--experimental-permission';
    const env = { NODE_OPTIONS: `${flag} --allow-fs-read=* --no-warnings` };
    const message =
      'create-hs-function needs Node.js without its permission model (--permission, also in NODE_OPTIONS).';
    expect(await run(folder, [word], { env })).toEqual({ code: 1, stdout: '', stderr: `${message}\n` });
    expect(validDocumentOf(await run(folder, [word, '--json'], { env })).error).toEqual({
      code: 'unsupported-node',
      message,
    });
    expect(filesOf(folder)).toEqual({});
  },
);

describe.each(refusedNodes)('on Node %s', (version) => {
  const words = ['my-app', 'invoke', '--help', '--version'];

  test.for(words)('it says at %s which Node it needs, and does nothing', async (word, { skip }) => {
    const folder = emptyFolder();
    const node = await nodeProgram(version).catch((error: Error) => skip(error.message));
    const needed = 'create-hs-function needs Node.js 20.17 or later within 20, or 22.9 or later, and this is';
    const message = `${needed} ${version}.`;
    expect(await run(folder, [word], { node })).toEqual({ code: 1, stdout: '', stderr: `${message}\n` });
    const result = await run(folder, [word, '--json'], { node });
    expect(result.stderr).toBe('');
    const command = expect.stringMatching(/^np[mx] create.*hs-function@\d/);
    expect(validDocumentOf(result)).toMatchObject({
      code: 1,
      command,
      error: { code: 'unsupported-node', message },
    });
    expect(filesOf(folder)).toEqual({});
  });
});
