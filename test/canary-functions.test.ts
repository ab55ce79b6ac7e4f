import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  canaries,
  declared,
  dotenv,
  expectNothingIn,
  functions,
  handler,
  projectWith,
  runWatched,
  watch,
} from './canary.ts';
import { hasScripts } from './left-out.ts';
import { documentOf, emptyFolder, run, writeFiles } from './program.ts';
import { functionHsmeta, hsmetaApp } from './project-shapes.ts';

/** Ways in which a function leaks the secrets it was given. */
const leaks: readonly (readonly [string, string])[] = [
  ['logs it', 'console.log(key, token); console.error("a" + pem + "b"); console.table([{ key }]); return 1;'],
  ['logs all of its environment', 'console.log(process.env); console.dir({ ...process.env }); return 1;'],
  ['writes it letter by letter', 'for (const letter of key + token) process.stdout.write(letter); return 1;'],
  [
    'writes it past the streams',
    'require("fs").writeSync(1, key); require("fs").writeSync(2, pem); return 1;',
  ],
  [
    'lets a child print it',
    `require("child_process").execSync("${hasScripts ? 'env' : 'set'}", { stdio: "inherit" }); return 1;`,
  ],
  ['logs it as JSON', 'console.log(JSON.stringify({ key, pem, token })); return 1;'],
  [
    'logs it encoded',
    'console.log(encodeURIComponent(pem), Buffer.from(token).toString("base64")); return 1;',
  ],
  [
    'logs it as a password',
    'for (const before of ["", "a", "ab"]) console.log("Basic", Buffer.from(before + ":" + key).toString("base64")); return 1;',
  ],
  ['warns with it', 'process.emitWarning(key, token); await new Promise(setImmediate); return 1;'],
  ['returns it', 'return key;'],
  [
    'returns it all over',
    'return { [key]: "a" + token + "b", list: [[pem]], text: JSON.stringify({ pem }) };',
  ],
  ['throws it', 'throw new Error("with " + key, { cause: new Error(token) });'],
  ['throws it as name and code', 'throw Object.assign(new Error(pem), { name: key, code: token });'],
  ['throws it as no error', 'throw { [key]: token };'],
  ['throws it late', 'setTimeout(() => { throw new Error(key); }); await new Promise(() => {});'],
  [
    'throws in a function of that name',
    'const fail = () => { throw new Error("no"); }; Object.defineProperty(fail, "name", { value: key }); fail();',
  ],
  [
    'rejects beside its answer',
    'Promise.reject(new Error(token)); await new Promise((r) => setTimeout(r, 50));',
  ],
  ['requires a file of that name', 'require("./" + key);'],
  ['requires a package of that name', 'require(key);'],
  [
    'returns what is not JSON under it',
    'const circle = {}; circle[key] = { [token]: circle }; return circle;',
  ],
  ['logs it and waits forever', 'console.log(key); await new Promise(() => setInterval(() => {}, 1000));'],
  ['logs it and leaves', 'console.log(key); process.exit(3);'],
  ['logs it and dies', 'console.log(key); await new Promise(setImmediate); process.abort();'],
];

describe('a function that has the value', () => {
  test('has it as it is in .env', async () => {
    const body = "return [key, token, pem].map((one) => createHash('sha256').update(one).digest('hex'));";
    const document = documentOf(await runWatched(watch(projectWith(handler(body))), ['invoke', '--json']));
    const { A_KEY, PRIVATE_APP_ACCESS_TOKEN, A_PEM } = canaries;
    const digests = [A_KEY, PRIVATE_APP_ACCESS_TOKEN, A_PEM].map((value) =>
      createHash('sha256').update(value).digest('hex'),
    );
    expect(document.invocations[0].response).toEqual(digests);
  });

  test.each(leaks)('and %s shows ***', async (_name, body) => {
    for (const mode of [[], ['--json']]) {
      const args = ['invoke', '--timeout', '1000', ...mode];
      const { stdout, stderr } = await runWatched(watch(projectWith(handler(body))), args);
      expect(stdout + stderr).toContain('***');
    }
  });

  test.each([
    ['answers an endpoint with it', 'return { statusCode: 200, headers: { "X-Key": key }, body: token };'],
    ['answers an endpoint wrongly with it', 'console.log(token); return { statusCode: key };'],
  ])('and %s shows *** in the current layout too', async (_name, body) => {
    const endpoint = { path: 'leaky', methods: ['GET'] };
    const folder = 'src/app/functions';
    const files = {
      ...hsmetaApp,
      [`${folder}/leaky-hsmeta.json`]: functionHsmeta('leaky', { secretKeys: declared, endpoint }),
      [`${folder}/leaky.js`]: handler(body),
      [`${folder}/package.json`]: '{}',
      [`${folder}/.env`]: dotenv,
    };
    for (const mode of [[], ['--json']]) {
      const { stdout, stderr } = await runWatched(watch(files), ['invoke', ...mode]);
      expect(stdout + stderr).toContain('***');
    }
  });
});

test.each([
  ['the file of a function', `"file": "${canaries.A_KEY}.js"`, []],
  [
    'the methods of an endpoint',
    `"file": "leaky.js", "endpoint": { "path": "leaky", "method": ["${canaries.A_KEY}"] }`,
    ['--method', 'GET'],
  ],
])(
  'a configuration with a secret value in the place of %s is reported with ***',
  async (_name, members, args) => {
    const config = `{ "appFunctions": { "leaky": { ${members}, "secrets": ${JSON.stringify(declared)} } } }`;
    const project = { ...projectWith(handler('return 1;')), [`${functions}/serverless.json`]: config };
    for (const mode of [[], ['--json']]) {
      const cwd = emptyFolder();
      writeFiles(cwd, project);
      const { stdout, stderr } = await run(cwd, ['invoke', 'leaky', ...args, ...mode]);
      expectNothingIn(stdout + stderr, 'output');
      expect(stdout + stderr).toContain('***');
    }
  },
);

test.each([
  ['throws it', 'throw new Error("cannot open " + value);'],
  ['throws it as a cause', 'throw new Error("no", { cause: new Error(value) });'],
  [
    'throws it late',
    'setTimeout(() => { throw new Error(value); }); await new Promise((r) => setTimeout(r, 50));',
  ],
  ['requires it', 'require(value);'],
  ['imports it', 'await import(value);'],
  ['requires it in a package', 'require("lib")(value);'],
])('no part of a value is left where this program cuts a text: a function that %s', async (_name, body) => {
  const cwd = emptyFolder();
  const folder = `${realpathSync.native(cwd)}/${functions}`;
  const tail = 'Kq7mZp4xY';
  for (const value of [`${folder}/data.db?key=${tail}Tx9`, `${tail}/Tx9Wv2RbYn3LsDf6HgJk8McQ1`]) {
    writeFiles(cwd, {
      ...projectWith(`exports.main = async () => { const value = process.env.A_KEY; ${body} };`),
      [`${functions}/.env`]: `A_KEY=${value}\n`,
      [`${functions}/package.json`]: '{ "dependencies": { "lib": "1.0.0" } }',
      [`${functions}/node_modules/lib/package.json`]: '{ "name": "lib", "version": "1.0.0" }',
      [`${functions}/node_modules/lib/index.js`]: 'module.exports = (name) => require(name);',
    });
    for (const mode of [[], ['--json']]) {
      const { stdout, stderr } = await run(cwd, ['invoke', ...mode]);
      expect(stdout + stderr).not.toContain(tail);
      expect(stdout + stderr).toContain('***');
    }
  }
});

test('repeated input keeps words and numbers that are also in .env, unless their name there suggests a secret', async () => {
  const values = 'PORT=3000\nLOG_LEVEL=info\nDB_PASS=sunshine\n';
  const project = { ...projectWith(handler('return "the information";')), [`${functions}/.env`]: values };
  const typed = ['--parameter', 'level=info', '--parameter', 'pass=sunshine', '--timeout', '3000'];
  const called = documentOf(await runWatched(watch(project), ['invoke', 'leaky', ...typed, '--json']));
  expect(called.command).toMatch(/level=info --parameter ['"]?pass=\*{3}['"]? --timeout 3000/);
  expect(called.invocations[0].response).toBe('the information');
  expect(called.warnings.map(({ code }: { code: string }) => code)).not.toContain('secret-exposed');
  const unknown = await runWatched(watch(project), ['invoke', 'info']);
  expect(unknown.stderr).toContain('Unknown function "info".');
});
