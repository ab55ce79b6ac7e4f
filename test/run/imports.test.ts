import { describe, expect, it } from 'vitest';
import { imports, javascriptTokens } from '../../src/run/source.ts';

const found = (source: string) =>
  imports(javascriptTokens(source)).map(({ kind, specifier }) => `${kind} ${specifier ?? '?'}`);

describe('imports', () => {
  it.each([
    ['const a = require(\'a\'), { b } = require("./b");', ['require a', 'require ./b']],
    [
      "import a from 'a'; import * as b from './b.mjs'; import { c } from 'c'; import 'd';",
      ['import a', 'import ./b.mjs', 'import c', 'import d'],
    ],
    ["export { a } from 'a'; export * from './b.mjs';", ['import a', 'import ./b.mjs']],
    [
      "await import('a'); await import(`b`); await import(name); import('a' + b);",
      ['import a', 'import ?', 'import ?', 'import ?'],
    ],
    [
      "import data from './a.json' with { type: 'json' }; import('./b.json', { with: {} })",
      ['import ./a.json', 'import ./b.json'],
    ],
  ])('sees what %s loads', (source, expected) => {
    expect(found(source)).toEqual(expected);
  });

  it.each([
    "other.require('a')",
    'require(name)',
    "// require('a')",
    '"require(\'a\')"',
    'import.meta.url',
    "const from = 'a'",
    "Array.from('a')",
    '',
  ])('sees nothing in %s', (source) => {
    expect(found(source)).toEqual([]);
  });

  it('names the line', () => {
    expect(imports(javascriptTokens("\nimport {\n  a,\n} from 'a';"))).toEqual([
      { specifier: 'a', kind: 'import', line: 4 },
    ]);
  });
});
