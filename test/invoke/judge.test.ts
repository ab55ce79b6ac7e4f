import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InvocationResult } from '../../src/types.ts';
import { folderWith } from '../project-shapes.ts';
import { bundleRuntime, type Runtime } from './runtime.ts';

let runtime: Runtime;

beforeAll(async () => {
  runtime = await bundleRuntime();
});
afterAll(() => runtime.remove());

/** Runs a function with this code. */
function run(code: string, timeoutMs = 60_000): Promise<InvocationResult> {
  return runIn(folderWith({ 'fn.js': code }), timeoutMs);
}

/** Runs the function in `fn.js` in a folder. */
function runIn(folder: string, timeoutMs = 60_000): Promise<InvocationResult> {
  writeFileSync(path.join(folder, '.env'), 'API_KEY=canary-value\n');
  return runtime.runFunction(
    {
      function: 'fn',
      file: path.join(folder, 'fn.js'),
      functionsDirectory: folder,
      configFile: 'serverless.json',
      secrets: ['API_KEY'],
      answers: 'return',
      context: { text: 'x'.repeat(100_000) },
      timeoutMs,
    },
    { env: {} },
  );
}

const sabotages = {
  'all of the process frozen': 'Object.freeze(process);',
  'a toJSON of all objects':
    "Object.prototype.toJSON = function () { return this.kind ? { kind: 'end' } : this; }",
  'setters of all objects':
    "for (const k of ['kind', 'text', 'outcome', 'path']) Object.defineProperty(Object.prototype, k, { set() { throw 1 }, get() { throw 2 } })",
  // Without the other methods, Node itself fails.
  'no methods of lists':
    "for (const k of 'map filter find forEach join slice includes indexOf concat keys values every some flat flatMap reduce sort'.split(' ')) breaks(Array.prototype, k)",
  'no iteration of lists': 'breaks(Array.prototype, Symbol.iterator)',
  'no methods of texts':
    'for (const k of Object.getOwnPropertyNames(String.prototype)) breaks(String.prototype, k)',
  'no JSON': "breaks(JSON, 'stringify'); breaks(JSON, 'parse')",
  'no Buffer': "for (const k of ['from', 'alloc', 'concat', 'byteLength']) breaks(Buffer, k)",
  'no methods of buffers':
    "for (const k of ['copy', 'indexOf', 'toString', 'subarray', 'slice', 'utf8Slice']) breaks(Buffer.prototype, k)",
  'no timers': "for (const k of ['setImmediate', 'setTimeout', 'setInterval']) breaks(globalThis, k)",
  'timers that cannot be unreferenced': "breaks(Object.getPrototypeOf(setTimeout(() => {})), 'unref')",
  'no objects':
    "for (const k of ['keys', 'entries', 'assign', 'getPrototypeOf', 'defineProperty']) breaks(Object, k)",
  'no Reflect and no Promise':
    "breaks(Reflect, 'apply'); breaks(Promise.prototype, 'then'); breaks(Promise, 'resolve')",
  'no files': "for (const k of ['writeSync', 'readSync']) breaks(require('fs'), k)",
  'no util': "for (const k of ['inspect', 'format', 'types']) breaks(require('util'), k)",
  'no numbers and no texts': 'globalThis.Number = globalThis.String = globalThis.Error = undefined',
  'a process without functions':
    "for (const k of ['kill', 'memoryUsage', 'hrtime', 'emit']) breaks(process, k)",
  'no listeners': 'process.removeAllListeners()',
  'stack traces of another kind': 'Error.prepareStackTrace = () => { throw new Error("no trace") }',
};
const breaks =
  'const breaks = (on, name) => { try { on[name] = () => { throw new Error("broken"); }; } catch {} };\n';

describe('a function that breaks what it shares with its judge', () => {
  test.each(Object.entries(sabotages))('by %s still answers', async (_, sabotage) => {
    const result = await run(`${breaks}${sabotage};\nexports.main = async () => ({ a: 1 });`);
    expect(result).toMatchObject({ status: 'SUCCESS', response: { a: 1 } });
  });

  test.each(Object.entries(sabotages))('by %s is stopped in time', async (_, sabotage) => {
    const wait = 'const every = setInterval;';
    const code = `${wait}\n${breaks}${sabotage};\nexports.main = () => new Promise(() => { every(() => {}, 1000); });`;
    expect(await run(code, 600)).toMatchObject({ status: 'TIMEOUT', error: { code: 'timeout' } });
  });

  test.each(Object.entries(sabotages))('by %s and throws counts as failed', async (_, sabotage) => {
    const code = `const E = Error;\n${breaks}${sabotage};\nexports.main = async () => { throw new E('canary-value'); };`;
    const result = await run(code);
    expect(result.status).toBe('ERROR');
    expect(JSON.stringify(result)).not.toContain('canary-value');
  });
});

describe('what a function throws', () => {
  test.each([
    [
      'with getters that throw',
      "Object.defineProperties(new Error('x'), { message: { get() { throw 1; } }, stack: { get() { throw 2; } } })",
    ],
    ['behind a proxy that throws', "new Proxy(new Error('x'), { get() { throw new Error('trap'); } })"],
    ['with a message of 50 MB', "new Error('canary-value '.repeat(4e6))"],
    ['with a name that is an object', "Object.assign(new Error('x'), { name: { toString() { throw 1; } } })"],
    ['with causes in a circle', '(() => { const e = new Error("a"); e.cause = e; return e; })()'],
    ['as a symbol', "Symbol('canary-value')"],
    ['as an object without a prototype', 'Object.create(null)'],
    [
      'as a revoked proxy',
      '(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()',
    ],
  ])('%s has its own error', async (_, thrown) => {
    const result = await run(`exports.main = async () => { throw ${thrown}; };`);
    expect(result).toMatchObject({ status: 'ERROR', error: { code: 'threw' } });
    expect(JSON.stringify(result)).not.toContain('canary');
    expect(JSON.stringify(result).length).toBeLessThan(100_000);
  });
});

test.each([
  ['nested 100,000 deep', 'let v = 1; for (let i = 0; i < 1e5; i += 1) v = [v]; return v;'],
  ['of 20 MB', "return 'x'.repeat(20e6);"],
  ['that cannot be read', "return new Proxy({}, { ownKeys() { throw new Error('no'); } });"],
  ['that closes the channel', "require('fs').closeSync(3); return 1;"],
  [
    'that closes the channel and goes on',
    "require('fs').closeSync(3); return new Promise(() => setInterval(() => {}, 100));",
  ],
  [
    'that writes what looks like a message',
    'require(\'fs\').writeSync(3, \'{"kind":"outcome"}\\n\'); throw 1;',
  ],
])('a response %s does not count as an answer, and the run ends', async (_, code) => {
  expect((await run(`exports.main = async () => { ${code} };`, 3000)).status).toMatch(/ERROR|TIMEOUT/);
});

test('a function cannot turn its failure into a success', async () => {
  const forged = "{ kind: 'returned', text: '1', emptied: [] }";
  const code = `Object.prototype.toJSON = function () { return this.kind === 'threw' ? ${forged} : this; };
exports.main = async () => { throw new Error('x'); };`;
  expect(await run(code)).toMatchObject({ status: 'ERROR', error: { code: 'threw' } });
});

/** Code that searches the bytes passed to Node's own code for the key and then forges a message. */
const spy = `
  const { writeSync } = require('fs');
  const { apply, construct } = Reflect;
  const text = Buffer.prototype.latin1Slice;
  const told = /\\n?([0-9a-f-]{36})\\d+ \\{"kind/;
  let key;
  const forge = (one) => {
    if (one !== undefined) key ??= one;
    if (key === undefined) return;
    const outcome = { kind: 'returned', text: '"forged"', emptied: [] };
    const messages = [{ kind: 'called' }, { kind: 'outcome', durationMs: 1, memoryBytes: 1, outcome }, { kind: 'end' }];
    const lines = messages.map((one) => JSON.stringify(one)).map((json) => '\\n' + key + json.length + ' ' + json + key + '\\n');
    writeSync(3, lines.join(''));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
  };
  let busy = false;
  const look = (bytes) => {
    if (busy || !ArrayBuffer.isView(bytes)) return;
    busy = true;
    try { forge(told.exec(apply(text, bytes, []))?.[1]); } catch {}
    busy = false;
  };
  const forged = { kind: 'returned', text: '"forged"', emptied: [] };
`;

const forgeries = {
  'the class below that of buffers': `
    const Own = Buffer[Symbol.species];
    function Spy(...given) {
      const bytes = construct(Uint8Array, given, new.target || Own);
      const size = bytes.length;
      for (const name of ['length', 'byteLength'])
        Object.defineProperty(bytes, name, { configurable: true, get() { look(this); return size; } });
      return bytes;
    }
    Object.setPrototypeOf(Own, Spy);`,
  'what all bytes inherit': `
    for (const object of [Buffer.prototype, Uint8Array.prototype])
      for (const name of ['length', 'byteLength', 'byteOffset', 'buffer', 'constructor', Symbol.iterator, Symbol.toStringTag])
        Object.defineProperty(object, name, { get() { look(this); } });`,
  'the parents of buffers': `
    const traps = { get(target, name, bytes) { look(bytes); return Reflect.get(target, name, bytes); } };
    Object.setPrototypeOf(Buffer.prototype, new Proxy(Uint8Array.prototype, traps));`,
  'what all objects lack': `
    for (const name of 'inspectPort tellsFiles plugAndPlay guardImports errno code message'.split(' '))
      Object.defineProperty(Object.prototype, name, { get() { forge(this.key); }, set() {} });`,
  'the method then of promises': `
    const { then } = Promise.prototype;
    Object.defineProperty(Promise.prototype, 'constructor', { get() { return class {}; } });
    Promise.prototype.then = function (done) { done(forged); return apply(then, this, [() => {}, () => {}]); };`,
};

test.each(Object.entries(forgeries))(
  'a function that replaces %s cannot turn its failure into a success',
  async (_, code) => {
    const ends = [
      '',
      'throw new Error("x");',
      'exports.main = () => { console.log(1); throw new Error("x"); };',
    ];
    for (const end of ends) {
      const result = await run(`${spy}${code}\n${end}`, 5000);
      expect(result.status).not.toBe('SUCCESS');
      expect(result.response ?? null).not.toBe('forged');
    }
  },
);

test.runIf(process.platform === 'linux').each([
  ['that it waits for', 'await new Promise((r) => setTimeout(r, 200)); return 1;', 'SUCCESS', undefined],
  ['and runs forever', 'return new Promise(() => setInterval(() => {}, 100));', 'TIMEOUT', 1000],
  ['and exits', 'await new Promise((r) => setTimeout(r, 200)); process.exit(0);', 'ERROR', undefined],
])(
  'a daemon with a session of its own is killed with the function %s',
  async (_, then, status, timeoutMs) => {
    const seconds = 10_000 + Math.floor(Math.random() * 80_000);
    const daemon = `require('child_process').spawn('setsid', ['sh', '-c', 'setsid sleep ${seconds} & exit'], { stdio: 'ignore' })`;
    const result = await run(`exports.main = async () => { ${daemon}; ${then} };`, timeoutMs);
    expect(result.status).toBe(status);
    const left = execFileSync('sh', ['-c', `pgrep -f '^sleep ${seconds}' || true`], { encoding: 'utf8' });
    expect(left).toBe('');
  },
);

test.runIf(process.platform === 'linux')(
  'a daemon that a worker starts is killed with the function, also one with an empty environment',
  async () => {
    const seconds = 10_000 + Math.floor(Math.random() * 80_000);
    const daemon = `require('child_process').spawn('/bin/sleep', ['${seconds}'], { detached: true, stdio: 'ignore', env: {} })`;
    const worker = `new (require('worker_threads').Worker)(${JSON.stringify(`${daemon}.on('spawn', () => require('worker_threads').parentPort.postMessage(1)); setInterval(() => {}, 1e3)`)}, { eval: true })`;
    const result = await run(
      `exports.main = () => new Promise((done) => { ${worker}.on('message', done); });`,
    );
    expect(result.status).toBe('SUCCESS');
    const left = () =>
      execFileSync('sh', ['-c', `pgrep -f '^/bin/sleep ${seconds}' || true`], { encoding: 'utf8' });
    // A killed process still exists until the system has cleaned it up.
    await expect.poll(left, { timeout: 30_000 }).toBe('');
  },
);

test('whatever part of Node a function replaces, it cannot see messages to this program', async () => {
  const code = `
    const { latin1Slice } = Buffer.prototype;
    const { apply, ownKeys, getOwnPropertyDescriptor, defineProperty } = Reflect;
    const told = '"ki' + 'nd":"';
    const { includes } = String.prototype;
    let seen = 0;
    const held = [];
    const look = (values) => {
      for (const one of values) if (ArrayBuffer.isView(one)) held.push(one);
      for (const one of held) if (apply(includes, apply(latin1Slice, one, []), [told])) seen += 1;
    };
    let busy = false;
    const spied = (original) => function (...given) {
      if (!busy) { busy = true; try { look([this, ...given]); } catch {} busy = false; }
      return apply(original, this, given);
    };
    const bytes = Object.getPrototypeOf(Uint8Array.prototype);
    for (const object of [bytes, Buffer.prototype, Buffer, process.binding('fs'), process.binding('buffer')]) {
      for (const name of ownKeys(object)) {
        const { get, value } = getOwnPropertyDescriptor(object, name);
        if (typeof value === 'function' && name !== 'constructor') try { object[name] = spied(value); } catch {}
        if (get !== undefined) try { defineProperty(object, name, { get: spied(get) }); } catch {}
      }
    }
    exports.main = async () => { console.log('a message'); return seen; };
  `;
  expect(await run(code)).toMatchObject({ status: 'SUCCESS', response: 0 });
});

test.runIf(process.platform !== 'win32').each([
  ['data.json', 'data.json', 'it is not valid JSON'],
  ['data.js', 'data', 'is not JavaScript'],
  ['data.json', 'data.txt', 'is not JavaScript'],
])('nothing is shown of data to which %s is a link (%s)', async (name, target, said) => {
  const folder = folderWith({
    'fn.js': `exports.main = async () => require('./${name}');`,
  });
  const elsewhere = folderWith({ [target]: 'foreignword password: 12345\n' });
  symlinkSync(path.join(elsewhere, target), path.join(folder, name));
  const result = await runIn(folder);
  expect(result.error?.message).toContain(said);
  expect(JSON.stringify(result)).not.toMatch(/foreignword|password|12345/);
});

test('an error of the function keeps its words, whatever file they name and whatever its own file is called', async () => {
  const text = 'order.json: the field "total" is missing';
  const thrown = `throw new SyntaxError(${JSON.stringify(text)});`;
  const folder = folderWith({ 'fn.js': "exports.main = async () => require('./run');", run: thrown });
  expect((await runIn(folder)).error?.message).toContain(text);
  expect((await run(`exports.main = async () => { ${thrown} };`)).error?.message).toContain(text);
});

test('an error keeps its words if they name a line of a file that is not code', async () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
  const words = '`The quota must be a number:\\n${__dirname}/config.yaml:12`';
  const thrown = await run(`exports.main = async () => { throw new Error(${words}); };`);
  expect(thrown.error?.message).toContain('The quota must be a number:\nconfig.yaml:12');
  const rule = "{ filename: __dirname + '/rules/price.rule' }";
  const ruled = await run(
    `exports.main = async () => require('vm').runInNewContext('total.a', {}, ${rule});`,
  );
  expect(ruled.error?.message).toContain('total is not defined');
});

test.each(['', 'await null; ', 'await new Promise((done) => setTimeout(done, 1)); '])(
  "a stack trace in a response has the function's own lines, and none of this program (%j)",
  async (before) => {
    const { response } = await run(`
      const inner = async () => { ${before}throw new Error('no'); };
      const answer = ({ stack }) => ({ stack, body: JSON.stringify({ errors: [stack, 'a "b"'] }) });
      exports.main = async () => { try { await inner(); } catch (error) { return answer(error); } };
    `);
    const { stack, body } = response as { stack: string; body: string };
    expect(stack).toMatch(/^Error: no\n {4}at inner .*fn\.js:2:/);
    expect(stack).not.toContain('invoke-child');
    expect(stack).toContain('exports.main');
    expect(JSON.parse(body)).toEqual({ errors: [stack, 'a "b"'] });
  },
);

test('the shared memory of buffers reveals nothing of the messages to this program', async () => {
  const code = `
    const told = new RegExp('"ki' + 'nd":"');
    const seen = () => {
      console.log('a message');
      const lengths = Array.from({ length: 500 }, (_, index) => 20 + index);
      const memory = [Buffer.from('x').buffer, ...lengths.map((length) => Buffer.allocUnsafeSlow(length).buffer)];
      return memory.some((one) => told.test(Buffer.from(one).toString('latin1')));
    };
    const atStart = seen();
    exports.main = async () => [atStart, seen()];
  `;
  expect(await run(code)).toMatchObject({ status: 'SUCCESS', response: [false, false] });
});
