import { describe, expect, test } from 'vitest';
import { isIgnored } from '../../src/edit/gitignore.ts';
import { userFrames } from '../../src/run/errors.ts';
import { logCollector } from '../../src/run/logs.ts';
import { redactor } from '../../src/run/redact.ts';
import { environmentReads, imports, javascriptTokens, type Token } from '../../src/run/source.ts';

/** How often the tokens of a list are looked at. */
function looksAt(tokens: readonly Token[], scan: (tokens: readonly Token[]) => unknown): number {
  let looks = 0;
  const counted = new Proxy(tokens, {
    get(target, key, receiver) {
      if (typeof key === 'string' && /^\d+$/.test(key)) looks += 1;
      return Reflect.get(target, key, receiver);
    },
  });
  scan(counted);
  return looks;
}

describe('twice the code takes twice the steps', () => {
  test.each([
    ['arrow functions in a chain', 'a=>'],
    ['classes without a body', 'class b '],
    ['classes one in the other', 'class b { c = '],
    ['patterns of the environment', '} = process.env; '],
    ['patterns one in the other', '{ a: '],
    ['functions one in the other', 'function () { '],
    ['values that go on', 'a=>(b, '],
    ['reads of the environment', 'process.env.A; '],
    ['brackets that nothing closes', '([{'],
    ['brackets that nothing opens', '}])'],
  ])('for %s', (_, part) => {
    const [few = 0, many = 0] = [500, 2000].map((count) => {
      const tokens = javascriptTokens(`${part.repeat(count)}} = process.env`);
      return looksAt(tokens, (counted) => {
        environmentReads(counted);
        imports(counted);
      });
    });
    expect(many / few).toBeLessThan(4.5);
  });
});

describe('a text of a megabyte ends', () => {
  test.each([
    '`aaaa',
    '`${',
    '/[',
    '/a',
    '"\\',
    "'a",
    '/*',
    '/**',
    '<a',
    '\\',
    '#',
    '}`',
    'a=>',
    '\n'.repeat(4),
    '  ',
    '${`',
  ])('as code of %j', (part) => {
    const text = part.repeat(Math.ceil(1e6 / part.length));
    for (const code of [text, `${text}\\`, `x=(${text}`])
      expect(javascriptTokens(code)).toBeInstanceOf(Array);
  });

  test.each(['[:', '[[:', '[a-', '[!', '\\[', '**/', '*', '?'])('as a rule of %j', (part) => {
    expect(isIgnored('a/b', [{ directory: '', text: part.repeat(250_000) }])).toBeTypeOf('boolean');
  });

  test('as blank lines of a log', () => {
    const logs = logCollector(redactor({}), () => new Date(0));
    logs.message('INFO', `${'\n'.repeat(200_000)}x`, false);
    for (let index = 0; index < 200_000; index += 1) logs.piece('in-order', 'INFO', 'x');
    logs.end();
    expect(logs.lines.length).toBeGreaterThan(1);
  });

  test.each(['(', '(a)', ' (', '    at ', ':1', 'a:1:1 ('])('as a stack trace of %j', (part) => {
    expect(userFrames(`    at ${part.repeat(1e6 / part.length)}`, '/x')).toEqual([]);
  });
});
