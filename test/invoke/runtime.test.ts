import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Invocation, LogLine } from '../../src/types.ts';
import { hasAnyNames, hasLinks } from '../left-out.ts';
import { bundleRuntime, type Runtime } from './runtime.ts';

let runtime: Runtime;

beforeAll(async () => {
  runtime = await bundleRuntime();
});
afterAll(() => runtime.remove());

function folderWith(files: Readonly<Record<string, string>>, name = 'functions'): string {
  const root = realpathSync.native(mkdtempSync(path.join(tmpdir(), 'runtime-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
  const folder = path.join(root, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  return folder;
}

function invocationOf(folder: string, changes: Partial<Invocation> = {}): Invocation {
  return {
    function: 'fn',
    file: path.join(folder, 'fn.js'),
    functionsDirectory: folder,
    configFile: 'functions/serverless.json',
    secrets: [],
    context: null,
    timeoutMs: 120_000,
    ...changes,
  };
}

/** Waits until a process is gone. A zombie process counts as gone. */
async function isGone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 2400; attempt += 1) {
    if (!isRunning(pid)) return true;
    await sleep(25);
  }
  return false;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return existsSync('/proc') ? existsSync(`/proc/${pid}`) : true;
  }
}

const startsChildren = `
const { spawn } = require('node:child_process');
const start = (options) => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], options).pid;
exports.children = () => [
  start({ stdio: 'inherit' }),
  start({ stdio: 'ignore', detached: true }),
];`;

describe('Everything that a function started is gone', () => {
  it('after it has answered', async () => {
    const folder = folderWith({
      'start.js': startsChildren,
      'fn.js': "exports.main = async () => [process.pid, ...require('./start').children()];",
    });
    const result = await runtime.runFunction(invocationOf(folder), { env: {} });
    const pids = result.response as number[];
    expect(pids).toHaveLength(3);
    for (const pid of pids) expect(await isGone(pid)).toBe(true);
  });

  it.each([
    ['it was stopped in an endless loop', 'for (;;);'],
    ['it left with process.exit', 'process.exit(1);'],
    ['it threw', 'throw new Error();'],
  ])('after %s', async (_how, end) => {
    const folder = folderWith({
      'start.js': startsChildren,
      'fn.js': `exports.main = async () => { console.log(JSON.stringify([process.pid, ...require('./start').children()])); ${end} };`,
    });
    const result = await runtime.runFunction(invocationOf(folder, { timeoutMs: 4000 }), { env: {} });
    expect(result.status).not.toBe('SUCCESS');
    const pids = JSON.parse(result.logs[0]?.message ?? '') as number[];
    expect(pids).toHaveLength(3);
    for (const pid of pids) expect(await isGone(pid)).toBe(true);
  });

  it.each([
    ['SIGTERM', 'await new Promise((resolve) => setTimeout(resolve, 60_000));'],
    ['SIGKILL', 'await new Promise((resolve) => setTimeout(resolve, 60_000));'],
    ['SIGTERM', 'for (;;);'],
    ['SIGKILL', 'const end = Date.now() + 1500; while (Date.now() < end); console.log("busy"); for (;;);'],
  ] as const)('after the program that runs it was ended by %s, while it did %s', async (signal, body) => {
    const folder = folderWith({
      'start.js': startsChildren,
      'fn.js': `exports.main = async () => {
        console.log(JSON.stringify([process.pid, ...require('./start').children()]));
        ${body}
      };`,
    });
    const program = path.join(folder, 'run.cjs');
    const lines = body.includes('busy') ? 2 : 1;
    writeFileSync(
      program,
      `const invocation = ${JSON.stringify(invocationOf(folder))};
      const onLog = ({ message }) => console.log(message);
      require(${JSON.stringify(runtime.file)}).runFunction(invocation, { env: {}, onLog });
      process.on('SIGTERM', () => process.exit(143));`,
    );
    const parent = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    for await (const text of parent.stdout.setEncoding('utf8')) {
      said += text;
      if (said.split('\n').length > lines) break;
    }
    parent.kill(signal);
    const [pid = 0, inGroup = 0, alone = 0] = JSON.parse(said.split('\n')[0] ?? '') as number[];
    // After SIGKILL, nothing is left that could find a process in its own group.
    onTestFinished(() => {
      try {
        process.kill(alone, 'SIGKILL');
      } catch {
        // Already gone.
      }
    });
    expect(await isGone(pid)).toBe(true);
    expect(await isGone(inGroup)).toBe(true);
  });
});

describe('A run', () => {
  it('does not disturb others that run at the same time', async () => {
    const folder = folderWith({
      '.env': Array.from({ length: 12 }, (_, index) => `KEY_${index}=value-of-${index}`).join('\n'),
      'fn.js': `exports.main = async ({ index }) => {
        console.log('begin', index);
        process.env.SHARED = String(index);
        await new Promise((resolve) => setTimeout(resolve, 50));
        console.log('end', index);
        return { index, shared: process.env.SHARED, keys: Object.keys(process.env).filter((name) => name.startsWith('KEY_')) };
      };`,
    });
    const runs = Array.from({ length: 12 }, (_, index) =>
      runtime.runFunction(invocationOf(folder, { context: { index }, secrets: [`KEY_${index}`] }), {
        env: {},
      }),
    );
    const results = await Promise.all(runs);
    expect(results.map(({ response }) => response)).toEqual(
      Array.from({ length: 12 }, (_, index) => ({ index, shared: String(index), keys: [`KEY_${index}`] })),
    );
    expect(results.map(({ logs }) => logs.map(({ message }) => message))).toEqual(
      Array.from({ length: 12 }, (_, index) => [`begin ${index}`, `end ${index}`]),
    );
  });

  it('loads every file as it is on disk', async () => {
    const folder = folderWith({
      'lib/helper.js': "module.exports = 'before';",
      'fn.js': "exports.main = async () => require('./lib/helper');",
    });
    expect((await runtime.runFunction(invocationOf(folder), { env: {} })).response).toBe('before');
    writeFileSync(path.join(folder, 'lib/helper.js'), "module.exports = 'after';");
    expect((await runtime.runFunction(invocationOf(folder), { env: {} })).response).toBe('after');
  });

  it.each(['with space', 'ünï', "it's (1) [2] {3} $4 %20 #5", ...(hasAnyNames ? ['a\nb'] : [])])(
    'works in a folder called %j',
    async (name) => {
      const folder = folderWith(
        {
          'package.json': '{ "dependencies": { "listed": "1" } }',
          'node_modules/listed/index.js': "module.exports = 'listed';",
          'lib/fail.mjs': "export const fail = () => { throw new Error('shown'); };",
          'fn.mjs':
            "import listed from 'listed'; import { fail } from './lib/fail.mjs'; export const main = () => { console.log(listed); fail(); };",
        },
        name,
      );
      const result = await runtime.runFunction(invocationOf(folder, { file: path.join(folder, 'fn.mjs') }), {
        env: {},
      });
      expect(result.logs.map(({ message }) => message)).toEqual(['listed']);
      expect(result.error).toMatchObject({ code: 'threw', at: { file: 'lib/fail.mjs', line: 1 } });
    },
  );

  it.runIf(hasLinks)(
    'works where the functions folder is a symbolic link, and packages are linked from elsewhere',
    async () => {
      const folder = folderWith({
        'functions/package.json': '{ "dependencies": { "linked": "1" } }',
        'functions/fn.js':
          "const { name } = require('linked'); exports.main = async () => { throw new Error(name); };",
        'store/linked/index.js': "exports.name = require('beside');",
        'store/node_modules/beside/index.js': "module.exports = 'beside';",
      });
      mkdirSync(path.join(folder, 'functions/node_modules'));
      symlinkSync(path.join(folder, 'store/linked'), path.join(folder, 'functions/node_modules/linked'));
      symlinkSync(path.join(folder, 'functions'), path.join(folder, 'link'));
      const result = await runtime.runFunction(invocationOf(path.join(folder, 'link')), { env: {} });
      expect(result.error).toMatchObject({
        message: 'It threw Error: beside',
        at: { file: 'fn.js', line: 1 },
      });
    },
  );

  it('keeps secrets off every command line and out of the environment that other users can see', async () => {
    const folder = folderWith({
      '.env': 'API_KEY=a-key-value',
      'fn.js': `const { readFileSync } = require('node:fs');
      exports.main = async () => readFileSync('/proc/self/cmdline', 'utf8') + readFileSync('/proc/self/environ', 'utf8');`,
    });
    if (!existsSync('/proc/self/environ')) return;
    const result = await runtime.runFunction(invocationOf(folder, { secrets: ['API_KEY'] }), { env: {} });
    expect(result.response).toContain('invoke-child.cjs');
    expect(result.response).not.toContain('***');
    expect(result.response).not.toContain('a-key-value');
  });

  it('shows no secret in the name that a function gives its code, where the error is', async () => {
    const folder = folderWith({
      '.env': 'API_KEY=a-key-value',
      'fn.js': `exports.main = async () =>
        require('node:vm').runInThisContext('throw new Error(1)', {
          filename: require('node:path').join(__dirname, process.env.API_KEY + '.js'),
        });`,
    });
    const result = await runtime.runFunction(invocationOf(folder, { secrets: ['API_KEY'] }), { env: {} });
    expect(result.error?.at?.file).toBe('***.js');
    expect(JSON.stringify(result)).not.toContain('a-key-value');
  });

  it('reports how a function ends that has opened as many files as allowed', async () => {
    if (!existsSync('/proc/self/fd')) return;
    const folder = folderWith({
      'fn.js': `const { openSync } = require('node:fs');
      exports.main = async ({ fails }) => {
        try {
          for (;;) openSync('/dev/null');
        } catch ({ code }) {
          if (fails) throw new Error('own ' + code);
          return code;
        }
      };`,
    });
    const call = (fails: boolean) =>
      runtime.runFunction(invocationOf(folder, { context: { fails } }), { env: {} });
    expect(await call(false)).toMatchObject({ status: 'SUCCESS', response: 'EMFILE' });
    expect(await call(true)).toMatchObject({ error: { message: 'It threw Error: own EMFILE' } });
  });

  it('logs what is written to a stream as it is, however its bytes come in pieces', async () => {
    const folder = folderWith({
      'fn.js': `exports.main = async () => {
        for (const byte of Buffer.from('\\ufeffGrüße 😀\\n')) process.stdout.write(Buffer.from([byte]));
        for (const byte of Buffer.from('zwölf')) process.stderr.write(new Uint8Array([byte]));
        process.stderr.write('7a', 'hex');
        process.stdout.write(Buffer.from('ü').subarray(0, 1));
      };`,
    });
    const { logs } = await runtime.runFunction(invocationOf(folder), { env: {} });
    expect(logs.map(({ level, message }) => [level, message])).toEqual([
      ['INFO', '\ufeffGrüße 😀'],
      ['INFO', '\ufffd'],
      ['ERROR', 'zwölfz'],
    ]);
  });

  it('reports each line of the log as it comes', async () => {
    const folder = folderWith({
      '.env': 'API_KEY=a-key-value',
      'fn.js': "exports.main = async () => { console.log('first'); console.warn(process.env.API_KEY); };",
    });
    const lines: LogLine[] = [];
    const onLog = (line: LogLine) => void lines.push(line);
    const result = await runtime.runFunction(invocationOf(folder, { secrets: ['API_KEY'] }), {
      env: {},
      onLog,
    });
    expect(lines).toEqual(result.logs);
    expect(lines.map(({ level, message }) => [level, message])).toEqual([
      ['INFO', 'first'],
      ['WARN', '***'],
    ]);
  });

  it('can be interrupted, before it begins and while it runs', async () => {
    const folder = folderWith({
      'fn.js':
        "exports.main = async () => { console.log('runs'); await new Promise((resolve) => setTimeout(resolve, 60_000)); };",
    });
    const before = await runtime.runFunction(invocationOf(folder), { env: {}, signal: AbortSignal.abort() });
    expect(before).toMatchObject({ status: 'ERROR', error: { code: 'interrupted' }, logs: [] });
    const controller = new AbortController();
    const onLog = () => controller.abort();
    const while_ = await runtime.runFunction(invocationOf(folder), {
      env: {},
      signal: controller.signal,
      onLog,
    });
    expect(while_).toMatchObject({
      status: 'ERROR',
      error: { code: 'interrupted' },
      logs: [{ message: 'runs' }],
    });
  });

  it('reports a missing Node executable', async () => {
    const folder = folderWith({ 'fn.js': 'exports.main = async () => 1;' });
    const result = await runtime.runFunction(invocationOf(folder, { nodePath: path.join(folder, 'node') }), {
      env: {},
    });
    expect(result).toMatchObject({ status: 'ERROR', error: { code: 'no-start' } });
  });

  it('takes contexts and gives responses of several megabytes', async () => {
    const folder = folderWith({ 'fn.js': 'exports.main = async (context) => context;' });
    const context = {
      text: 'ü'.repeat(1_000_000),
      rows: Array.from({ length: 50_000 }, (_, index) => ({ index })),
    };
    const result = await runtime.runFunction(invocationOf(folder, { context }), { env: {} });
    expect(result.response).toEqual(context);
  });
});

describe('A process that was started ahead', () => {
  it.runIf(existsSync('/proc/self/stat'))('is used by one run only', async () => {
    const folder = folderWith({ 'fn.js': 'exports.main = async () => process.pid;' });
    const children = () => readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
    const before = children();
    runtime.startAhead({});
    const [ahead] = children().filter((pid) => !before.includes(pid));
    const first = await runtime.runFunction(invocationOf(folder), { env: {} });
    const second = await runtime.runFunction(invocationOf(folder), { env: {} });
    expect(String(first.response)).toBe(ahead);
    expect(String(second.response)).not.toBe(ahead);
  });

  it('does not keep a program running that does not need it', async () => {
    const folder = folderWith({
      'unused.cjs': `require(${JSON.stringify(path.join(path.dirname(runtime.file), 'child-process.cjs'))}).startAhead({});`,
    });
    const unused = spawn(process.execPath, [path.join(folder, 'unused.cjs')], { stdio: 'inherit' });
    expect(await new Promise((resolve) => unused.on('exit', resolve))).toBe(0);
  });
});
