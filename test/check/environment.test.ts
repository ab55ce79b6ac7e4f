import { describe, expect, test } from 'vitest';
import { codeOf } from '../../src/check/code.ts';

const read = (text: string) => codeOf('fn.js', text, undefined);
const inMain = (lines: string) => `exports.main = async () => {\n${lines}\n};\n`;

/** Ways to reach `process`, as an expression, and what must be at the top of the file for it. */
const objects = [
  ['', 'process'],
  ['', 'globalThis.process'],
  ['', "global['process']"],
  ['', "require('process')"],
  ['', "require('node:process')"],
  ['', 'require(`process`)'],
  ['', "require('pro' + 'cess')"],
  ['', "Reflect.get(globalThis, 'process')"],
  ['', "(await import('node:process')).default"],
  ['', "process.getBuiltinModule('process')"],
  ['', '(0, process)'],
  ['', '(() => process)()'],
  ['', "eval('process')"],
  ['', "new Function('return process')()"],
  ['', '(function () { return this; })().process'],
  ['', "module.require('process')"],
  ['', "require.main.require('process')"],
  ["const p = require('node:process');", 'p'],
  ['const p = process;', 'p'],
  ['const g = globalThis;', 'g.process'],
  ['const { process: p } = globalThis;', 'p'],
  ['const load = require;', "load('process')"],
  ["import p from 'node:process';", 'p'],
  ["import process from 'process';", 'process'],
  ["import * as p from 'process';", 'p'],
  ["import * as process from 'process';", 'process.default'],
  ["import { default as p } from 'process';", 'p'],
  ['', "Object.getPrototypeOf(async () => {}).constructor('return process')()"],
  ['if (true) { const a = process; var p = a; }', 'p'],
  ['var p = process; var p;', 'p'],
  ['const { require: load } = module;', "load('process')"],
  ['const m = module;', "m.require('process')"],
  ['', "module['req' + 'uire']('process')"],
  ['', "require('pro\\x63ess')"],
  ['', 'pro\\u0063ess'],
  ['const { constructor: C } = () => {};', "C('return process')()"],
  ["const p = arguments[1]('process');", 'p'],
  ["const f = () => arguments[1]('process');", 'f()'],
] as const;

/** Ways to use it that read `A_KEY`. */
const uses: readonly ((process: string) => string)[] = [
  (it) => `return (${it}).env.A_KEY;`,
  (it) => `return (${it})['env']['A_KEY'];`,
  (it) => `return (${it})?.env?.A_KEY;`,
  (it) => `const { env: { A_KEY } } = ${it}; return A_KEY;`,
  (it) => `const { env: { A_KEY: a = 1 } = {} } = ${it}; return a;`,
  (it) => `const { env } = ${it}; return env.A_KEY;`,
  (it) => `const { env: e } = ${it}; return e.A_KEY;`,
  (it) => `const { pid, ...rest } = ${it}; return rest.env.A_KEY;`,
  (it) => `let e; ({ env: e } = ${it}); return e.A_KEY;`,
  (it) => `let e; e = (${it}).env; return e.A_KEY;`,
  (it) => `const e = (${it}).env\nreturn e.A_KEY`,
  (it) => `const e = (${it}).env; const f = e; return f.A_KEY;`,
  (it) => `const f = () => e; const e = (${it}).env; return f().A_KEY;`,
  (it) => `const env = (${it}).env; (() => { const env = {}; return env; })(); return env.A_KEY;`,
  (it) => `{ const env = (${it}).env; void env.B; } { const env = (${it}).env; return env.A_KEY; }`,
  (it) => `{ const env = (${it}).env; return env.A_KEY; } { const env = (${it}).env; void env.B; }`,
  (it) => `return Reflect.get((${it}).env, 'A_KEY');`,
  (it) => `return Reflect.get(${it}, 'env').A_KEY;`,
  (it) => `return (({ env }) => env.A_KEY)(${it});`,
  (it) => `const f = ({ A_KEY }) => A_KEY; return f((${it}).env);`,
  (it) => `const f = ({ env: { A_KEY } }) => A_KEY; return f(${it});`,
  (it) => `return Object.entries((${it}).env).find(([name]) => name === 'A_KEY')[1];`,
  (it) => `return { ...(${it}).env }.A_KEY;`,
  (it) => `const c = { e: (${it}).env }; return c.e.A_KEY;`,
  (it) => `const name = 'A_KEY'; return (${it}).env[name];`,
  (it) => `const key = 'env'; return (${it})[key].A_KEY;`,
  (it) => `return [(${it})].map((one) => one.env.A_KEY)[0];`,
];

test.each(objects)(
  '%s %s leads to process.env: the variable counts as read, or any may be',
  (before, object) => {
    for (const use of uses) {
      const text = before.startsWith('import')
        ? `${before}\nexport const main = async () => {\n${use(object)}\n};\n`
        : `${before}\n${inMain(use(object))}`;
      const { reads, readsUnknown, syntaxError } = read(text);
      expect(syntaxError, text).toBeUndefined();
      expect(readsUnknown || reads.some(({ name }) => name === 'A_KEY'), text).toBe(true);
    }
  },
);

test.each([
  'exports.env = process.env;',
  'module.exports = { env: process.env };',
  'export const env = process.env;',
  'export const { env } = process;',
  'const env = process.env; export { env };',
  'export default process.env;',
  "export { env } from 'process';",
  "export * from 'node:process';",
  "import process from 'process'; export { process };",
  'with (process) { use(env.A_KEY); }',
  'configure(process.env);',
  'const f = ({ A } = process.env) => A; f();',
  'const f = ({ env: { A } } = process) => A; f();',
  'class C { env = process.env; }',
  'const { [name]: a } = process.env;',
])('%s: another place may read any variable', (text) => {
  const { readsUnknown, syntaxError } = read(text);
  expect(syntaxError).toBeUndefined();
  expect(readsUnknown).toBe(true);
});

test.each([
  'const { A } = process.env; process.exit(0);',
  'if (true) { const e = process.env; var f = e; } f.A;',
  'const { env: { A }, pid } = process; process.stdout.write(String(pid));',
  'const { env } = process; module.exports = env.A;',
  "const { env } = require('process'); if (require.main === module) exports.a = env.A;",
  "if (typeof process !== 'undefined') fetch(process.env.A); globalThis.fetch('a'); queue.process(1);",
  "import { env, exit } from 'node:process'; exit(env.A);",
  "import node from 'node:process'; fetch(node.env.A);",
  '"use strict"; const node_process_1 = require("node:process"); exports.main = async () => node_process_1.env.A;',
  'const { env } = process; const e = env; fetch(e.A);',
  'const { env } = process; function f(a = env.A) { var env = 1; return a; } f();',
  'function f() { return g(arguments, process.env.A); } module.exports = { f };',
])('%s: it is certain which variables are read', (text) => {
  const { reads, readsUnknown } = read(text);
  expect([reads.map(({ name }) => name), readsUnknown]).toEqual([['A'], false]);
});

describe('a variable that the code can do without', () => {
  test.each([
    "return process.env.A ?? 'a';",
    "return process.env.A?.trim() || 'a';",
    "process.env.A ??= 'a'; return process.env.A;",
    "process.env.A = process.env.A || 'a'; return process.env.A;",
    "if (!process.env.A) process.env.A = 'a'; return process.env.A;",
    "let u = process.env.A; if (!u) u = 'a'; return u;",
    "let u = process.env.A; if (u === undefined) { u = 'a'; } return u;",
    "let u = process.env.A; u ??= 'a'; return u;",
    "let u = process.env.A; u ||= 'a'; return u;",
    "let u = process.env.A; u = u || 'a'; return u;",
    "let u = process.env.A; u = u ? u : 'a'; return u;",
    "let { A } = process.env; A ??= 'a'; return A;",
    "const u = process.env.A; return u || 'a';",
    "const { A: u } = process.env; return u ?? 'a';",
    "const { env: { A } } = process; return A ?? 'a';",
    "return process.env.A ? process.env.A : 'a';",
    "return !process.env.A ? 'a' : process.env.A;",
    "return process.env.A === undefined ? 'a' : process.env.A;",
    'return process.env.A && fetch(process.env.A);',
    'if (process.env.A) { await fetch(process.env.A); }',
    'return Boolean(process.env.A);',
    'return !!process.env.A;',
    'return { verbose: !process.env.A };',
    'if (process.env.A) return 1;',
    "return process.env.A === 'true';",
    "return 'production' !== process.env.A;",
    "const u = process.env.A; if (u) console.log('on');",
    "return ['a', 'b'].includes(process.env.A);",
    'return /^(?:1|true)$/.test(process.env.A);',
    "switch (process.env.A) { case 'a': return 1; default: return 2; }",
  ])('%s', (lines) => {
    const { reads } = read(inMain(lines));
    expect(reads.length).toBeGreaterThan(0);
    expect(reads.filter(({ hasDefault }) => !hasDefault)).toEqual([]);
  });

  test.each([
    'return fetch(process.env.A);',
    "const key = process.env.A; if (!key) throw new Error('A is missing'); return fetch(key);",
    "if (!process.env.A) throw new Error('A is missing'); return fetch(process.env.A);",
    'if (!verify(process.env.A, body)) return 1;',
    'return given === process.env.A;',
    "if (process.env.A.startsWith('a')) return 1;",
    'let u = process.env.A; u = u.trim(); return u;',
    "let u = process.env.A; { let u; u ??= 'a'; } return u;",
    'const u = process.env.A;',
  ])('but not of %s', (lines) => {
    expect(read(inMain(lines)).reads.some(({ hasDefault }) => !hasDefault)).toBe(true);
  });
});

test.each([
  'const withCallback = exports.main; exports.main = (context) => new Promise((resolve, reject) => { try { Promise.resolve(withCallback(context, resolve)).catch(reject); } catch (error) { reject(error); } });',
  'const old = module.exports.main; module.exports.main = async (context) => new Promise((resolve) => old(context, resolve));',
  'exports.main = withResponse(exports.main);',
])('a handler behind another one may call its second parameter: %s', (adapter) => {
  const handler = 'exports.main = (context, send) => {\n  send({ statusCode: 200 });\n};\n';
  expect(read(handler).sendCalls).toHaveLength(1);
  expect(read(`${handler}${adapter}\n`).sendCalls).toEqual([]);
});

test('a read in a static class field counts as top-level, one in an instance field does not', () => {
  const { reads } = read(
    'class C { static a = process.env.A; b = process.env.B; }\nexports.main = async () => new C().b;\n',
  );
  expect(reads.map(({ name, topLevel }) => [name, topLevel])).toEqual([
    ['A', true],
    ['B', false],
  ]);
});

test('logged values are found once, even if names refer to each other in a circle', () => {
  const doubled = Array.from({ length: 60 }, (_, index) => `const a${index + 1} = [a${index}, a${index}];`);
  const text = `const a0 = [process.env.KEY, b];\nconst b = [a0];\n${doubled.join('\n')}\nconsole.log(a60);\n`;
  const { logged, bundled } = read(text);
  expect([bundled, logged.map(({ name }) => name)]).toEqual([false, ['KEY']]);
});
