import vm from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeOf } from '../../src/check/code.ts';
import { whole } from '../extent.ts';

const keys = ['K1', 'K2', 'K3'];

/** Statements with two variable names and the name of an environment variable. */
const statements: readonly ((a: string, b: string, key: string) => string)[] = [
  (a) => `var ${a} = process;`,
  (a) => `var ${a} = process.env;`,
  (a, b) => `var ${a} = ${b};`,
  (a, b) => `${a} = ${b};`,
  (a, b) => `var ${a} = ${b}?.env;`,
  (a) => `{ let ${a} = process; var b = ${a}; }`,
  (a, b) => `{ const ${a} = process.env; use(${a}.K1); var ${b} = ${a}; }`,
  (a) => `const { env: ${a} } = process;`,
  (a, b, key) => `var { env: { ${key}: ${a} = 1 } = {} } = ${b} ?? process;`,
  (a, b, key) => `var { ${key}: ${a} } = ${b} || {};`,
  (a, b) => `var { pid, ...${a} } = ${b} || {};`,
  (a, b) => `({ env: ${a} } = ${b} || {});`,
  (a, b, key) => `use(${a}?.${key} ?? ${b}?.env?.${key});`,
  (a, _b, key) => `use((${a} || process)['env'].${key});`,
  (a, _b, key) => `use([${a}][0]?.${key});`,
  (a, b, key) => `function f(${a} = ${b}) { return ${a}?.${key}; } use(f());`,
  (a, _b, key) => `function g() { var ${a} = process.env; return () => ${a}.${key}; } use(g()());`,
  (a, b, key) => `for (var ${a} of [${b}]) use(${a}?.${key});`,
  (a, b, key) => `use((({ ${key}: ${a} }) => ${a})(${b} || {}));`,
  (a, b, key) => `class C { static x = ${a}?.env; static { use(this.x?.${key}, ${b}); } }`,
  (a, _b, key) => `if (${a}) { use(process.env.${key}); } else { var ${a} = process.env; }`,
  (a, _b, key) => `switch (1) { case 1: let ${a} = process.env; use(${a}.${key}); }`,
];
const name = fc.constantFrom('a', 'b', 'env', 'p');
const program = fc
  .array(fc.tuple(fc.constantFrom(...statements), name, name, fc.constantFrom(...keys)), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => parts.map(([write, a, b, key]) => write(a, b, key)).join('\n'));

/** The variables that the code reads when it runs. */
function readBy(text: string): readonly string[] {
  const read = new Set<string>();
  const env = new Proxy(Object.fromEntries(keys.map((key) => [key, 'a value'])), {
    get(values, key) {
      if (keys.includes(String(key))) read.add(String(key));
      return Reflect.get(values, key);
    },
  });
  try {
    vm.runInNewContext(text, { process: { env, pid: 1 }, use() {} });
  } catch {
    // What it has read up to here counts.
  }
  return [...read];
}

test('every variable that code reads at run time is found, or the code counts as reading any', () => {
  let certain = 0;
  fc.assert(
    fc.property(program, (text) => {
      const { reads, readsUnknown, syntaxError } = codeOf('fn.js', text, false);
      if (syntaxError !== undefined || readsUnknown) return;
      certain += 1;
      const known = reads.map((read) => read.name);
      expect(known, text).toEqual(expect.arrayContaining([...readBy(text)]));
    }),
    { numRuns: whole ? 20_000 : 1000 },
  );
  expect(certain).toBeGreaterThan(10);
});
