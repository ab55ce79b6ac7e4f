import path from 'node:path';
import { execPath } from 'node:process';
import { expect, test } from 'vitest';
import { placeSyntaxError } from '../../src/run/place-syntax-error.ts';
import type { Observation } from '../../src/run/result.ts';
import type { FunctionSource } from '../../src/run/source.ts';
import { emptyFolder, writeFiles } from '../program.ts';

/** The stack of a syntax error after its place was looked for in these files. */
async function stackIn(
  files: readonly (readonly [string, string])[],
  message: string,
  { folder = emptyFolder(), nodePath = execPath } = {},
): Promise<string | undefined> {
  const thrown = { isError: true, name: 'SyntaxError', message, stack: `SyntaxError: ${message}` };
  const observation = { outcome: { kind: 'threw', phase: 'load', thrown }, durationMs: 0 };
  const sources = files.map(([file, text]) => ({ file, text }) as FunctionSource);
  const placed = await placeSyntaxError(
    observation as unknown as Observation,
    { folder, sources },
    { timeoutMs: 0, nodePath },
    undefined,
  );
  const { outcome } = placed;
  return outcome?.kind === 'threw' ? outcome.thrown.stack : undefined;
}

/** Valid in CommonJS, but not in an ES module, with the message of V8. */
const onlyCommonJs = [
  ['if (1) return;', 'Illegal return statement'],
  ['var package;', 'Unexpected strict mode reserved word'],
  ['var await;', 'Unexpected reserved word'],
  ['var a; delete a;', 'Delete of an unqualified identifier in strict mode.'],
  ['with ({}) {}', 'Strict mode code may not include a with statement'],
  ['var eval;', 'Unexpected eval or arguments in strict mode'],
  ['010;', 'Octal literals are not allowed in strict mode.'],
  ['(function (a, a) {});', 'Duplicate parameter name not allowed in this context'],
  ['<!-- x', 'HTML comments are not allowed in modules'],
] as const;

test.each(onlyCommonJs)('a CommonJS file is never blamed for %s of an ES module', async (line, message) => {
  const folder = emptyFolder();
  writeFiles(folder, {
    'common/package.json': '{"type": "commonjs"}',
    'modules/package.json': '{"type": "module"}',
  });
  const healthy = ['a.cjs', 'a.js', 'common/a.js', 'modules/a.cjs'].map((file) => [file, line] as const);
  expect(await stackIn(healthy, message, { folder })).toBe(`SyntaxError: ${message}`);
  for (const broken of ['b.mjs', 'modules/b.js', 'common/b.mjs']) {
    const stack = await stackIn([...healthy, [broken, `\n\n\n${line}`]], message, { folder });
    expect(stack?.startsWith(`${path.join(folder, broken)}:4\n`)).toBe(true);
  }
});

test('a file that Node takes for an ES module because of its code is one', async () => {
  const text = 'export const a = 1;\nlet b, b;\n';
  expect(await stackIn([['b.js', text]], "Identifier 'b' has already been declared")).toContain('b.js:2\n');
});

test('an error stays as it is if there is too much code to look for its place', async () => {
  const text = '\\'.repeat(2 * 1024 * 1024);
  const files = Array.from({ length: 300 }, (_, index) => [`m${index}.mjs`, text] as const);
  expect(await stackIn([...files, ['b.mjs', 'return;']], 'Illegal return statement')).toBe(
    'SyntaxError: Illegal return statement',
  );
});

test('or if no process can look for it', async () => {
  for (const nodePath of ['/no/such/program', emptyFolder(), 'no\0program']) {
    expect(await stackIn([['b.mjs', 'return;']], 'Illegal return statement', { nodePath })).toBe(
      'SyntaxError: Illegal return statement',
    );
  }
});
