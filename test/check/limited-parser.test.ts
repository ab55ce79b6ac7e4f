import { expect, test } from 'vitest';
import { codeOf } from '../../src/check/code.ts';

test('code that declares many names is checked, unless they share one scope', () => {
  const read = 'exports.main = () => process.env.NAME;\n';
  const inFunctions = Array.from({ length: 8000 }, (_, index) => `function f${index}(a, b, c) {}\n`).join('');
  expect(codeOf('f.js', read + inFunctions, false).reads).toMatchObject([{ name: 'NAME' }]);
  const inOneScope = Array.from({ length: 25_000 }, (_, index) => `let n${index};\n`).join('');
  // Without a reason, it is reported as too long to be checked.
  expect(codeOf('f.js', read + inOneScope, false).syntaxError).toMatchObject({ reason: undefined });
});
