import { describe, expect, it } from 'vitest';
import { environmentReads, javascriptTokens } from '../../src/run/source.ts';

const names = (source: string) => environmentReads(javascriptTokens(source)).map(({ name }) => name);

describe('environmentReads', () => {
  it.each([
    ['process.env.A', ['A']],
    ['process.env[\'A\'] + process.env["B"]', ['A', 'B']],
    ['process?.env?.A', ['A']],
    ["process.env?.['A']", ['A']],
    ['globalThis.process.env.A', ['A']],
    ['`Bearer $'.concat('{process.env.A}`'), ['A']],
    ['const { A, B: b, C = 1, "D": d, E: { f } = {}, ...rest } = process.env;', ['A', 'B', 'C', 'D', 'E']],
    ['({ A } = process.env)', ['A']],
    ['const env = process.env; env.A; const { B } = env; other.env.C', ['A', 'B']],
    ['const { env } = process; env.A', ['A']],
    ["import { env } from 'node:process'; env.A", ['A']],
    ["import { env as e, exit } from 'process'; e.A", ['A']],
    ["const { env: e } = require('process'); e.A", ['A']],
    ['if (process.env.A === 1) process.env.B ||= 2', ['A', 'B']],
    ['call(process.env.A\n  ?? 1)', ['A']],
  ])('sees what %s reads', (source, expected) => {
    expect(names(source)).toEqual(expected);
  });

  it.each([
    'process.env.A = 1',
    "process.env['A'] = 1",
    'process.env[name]',
    '// process.env.A',
    "'process.env.A'",
    'other.process.env.A',
    'const env = {}; env.A',
    'const key = { env: process.env }; key.A',
    'send(process.env)',
    '',
  ])('sees nothing in %s', (source) => {
    expect(names(source)).toEqual([]);
  });

  it('names the line', () => {
    expect(
      environmentReads(javascriptTokens('\nconst {\n  A,\n} = process.env;\nprocess.env\n  .B;')),
    ).toEqual([
      { name: 'A', line: 3, topLevel: true },
      { name: 'B', line: 6, topLevel: true },
    ]);
  });

  const places = (source: string) =>
    environmentReads(javascriptTokens(source)).map(({ topLevel }) => (topLevel ? 'top' : 'inside'));

  it.each([
    'const t = process.env.A; exports.main = async () => ({ v: t });',
    'exports.main = async () => 1\nconst t = process.env.A',
    'const f = (x) => x.map((y) => y)\nif (f) { g({ t: process.env.A }) }',
    'const { A } = process.env;',
    "if (!process.env.A) throw new Error('A');",
    'for (const x of []) { use(process.env.A) }',
    'for await (const x of y) { use(process.env.A) }',
    'try { f() } catch (error) { use(process.env.A) }',
    'switch (x) { default: use(process.env.A) }',
    'class X { m() {} }\nuse(process.env.A)',
    'const x = { m() {}, get g() { return 1 }, a: process.env.A };',
    'const x = `$'.concat('{(() => 1)()} $', '{process.env.A}`;'),
    'module.exports = { key: process.env.A, main: async () => 1 };',
    'client.get((r) => r, process.env.A)',
  ])('knows that %s reads it when the file is loaded', (source) => {
    expect(places(source)).toEqual(['top']);
  });

  it.each([
    'exports.main = async (context) => { const t = process.env.A; };',
    'exports.main = async () => process.env.A;',
    'const read = () => ({ a: process.env.A })',
    'const read = key =>\n  process.env.A',
    'const read = () => other\n  .with(process.env.A)',
    'const read = () => x ||\n  module.y(process.env.A)',
    'const read = (a = process.env.A) => a;',
    'function read(a = process.env.A) {}',
    'function read() { if (x) { return process.env.A } }',
    'async function* read({ a }) { for await (const x of y) { yield process.env.A } }',
    'module.exports = { async main() { return process.env.A } };',
    'const x = { get key() { return process.env.A } };',
    "const x = { ['a' + b](c) { return process.env.A } };",
    'const x = { a: 1, catch() { return process.env.A } };',
    'class X { key = process.env.A; }',
    'class X extends f({}) { constructor() { super(process.env.A) } }',
    'const X = class { static get key() { return process.env.A } };',
    'const f = () => `$'.concat('{process.env.A}`;'),
    'promise.catch(() => { use(process.env.A) })',
    'setTimeout(function () { use(process.env.A) })',
    'const env = process.env; exports.main = async () => env.A;',
  ])('gives no false alarm of %s', (source) => {
    expect(places(source)).toEqual(['inside']);
  });
});
