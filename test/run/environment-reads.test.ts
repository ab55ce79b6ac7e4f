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
    "process.env.hasOwnProperty('A')",
    '',
  ])('sees nothing in %s', (source) => {
    expect(names(source)).toEqual([]);
  });

  it('names the line', () => {
    expect(
      environmentReads(javascriptTokens('\nconst {\n  A,\n} = process.env;\nprocess.env\n  .B;')),
    ).toEqual([
      { name: 'A', line: 3 },
      { name: 'B', line: 6 },
    ]);
  });
});
