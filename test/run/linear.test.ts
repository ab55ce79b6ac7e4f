import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeOf } from '../../src/check/code.ts';
import { fixChanges } from '../../src/check/fix.ts';
import { ignoresIn } from '../../src/check/ignores.ts';
import { partialFacts, partialFolder } from '../../src/check/partial-facts.ts';
import { configOf, placesInJson } from '../../src/check/read-config.ts';
import { dotenvValues, editDotenv } from '../../src/edit/edit-dotenv.ts';
import { editJson } from '../../src/edit/edit-json.ts';
import { isIgnored, lastRulesFirst, matchesPattern } from '../../src/edit/gitignore.ts';
import { callersIn } from '../../src/migrate/callers.ts';
import { settleDraft } from '../../src/migrate/settle.ts';
import { inputsOf } from '../../src/plan/function-inputs.ts';
import { resolveIn } from '../../src/project/files.ts';
import { planTree } from '../../src/report/plan-tree.ts';
import { userFrames } from '../../src/run/errors.ts';
import { logCollector } from '../../src/run/logs.ts';
import { redactor } from '../../src/run/redact.ts';
import { environmentReads, imports, javascriptTokens, type Token } from '../../src/run/source.ts';
import { plainStyle } from '../../src/terminal/text.ts';

/** Counts how often the tokens of a list are accessed. */
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

/** In characters: so long that anything quadratic would take minutes. */
const length = 300_000;

describe('a text of 300,000 characters ends', () => {
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
    const text = part.repeat(Math.ceil(length / part.length));
    for (const code of [text, `${text}\\`, `x=(${text}`])
      expect(javascriptTokens(code)).toBeInstanceOf(Array);
  });

  test.each(['[:', '[[:', '[a-', '[!', '\\[', '**/', '*', '?'])('as a rule of %j', (part) => {
    expect(isIgnored('a/b', [{ directory: '', text: part.repeat(length / 4) }])).toBeTypeOf('boolean');
  });

  test('as rules that are the same, of which each is tried once', () => {
    expect(lastRulesFirst('a\nb \n#\na\r\n!b\nb\n'.repeat(1000))).toHaveLength(3);
  });

  test('as blank lines of a log', () => {
    const logs = logCollector(redactor({}), () => new Date(0));
    logs.message('INFO', `${'\n'.repeat(200_000)}x`, false);
    for (let index = 0; index < 200_000; index += 1) logs.piece('in-order', 'INFO', 'x');
    logs.end();
    expect(logs.lines.length).toBeGreaterThan(1);
  });

  test.each(['(', '(a)', ' (', '    at ', ':1', 'a:1:1 ('])('as a stack trace of %j', (part) => {
    expect(userFrames(`    at ${part.repeat(length / part.length)}`, '/x')).toEqual([]);
  });
});

describe('a path of 300,000 characters ends', () => {
  test.each(['../', './', 'a/../', 'a/', '/', '..'])('of %j', (part) => {
    expect(resolveIn('src/app', part.repeat(length / part.length))).toBeTypeOf('string');
  });

  test('and every path is joined as Node joins it', () => {
    const path = fc.array(fc.constantFrom('..', '.', 'a', 'b.js', '', '...')).map((parts) => parts.join('/'));
    const folder = fc.constantFrom('.', 'src', 'src/app', 'src/app/app.functions');
    fc.assert(
      fc.property(folder, path, (directory, written) => {
        expect(resolveIn(directory, written)).toBe(posix.join(directory, written));
      }),
    );
  });
});

describe('a configuration of 300,000 characters ends', () => {
  test.each([
    ['lists in lists', '[', ']'],
    ['objects in objects', '{"a":', '}'],
  ])('of %s', (_what, open, close) => {
    const depth = 1e5;
    for (const text of [open.repeat(depth), `${open.repeat(depth)}1${close.repeat(depth)}`])
      expect(configOf('x.json', text).broken).toMatchObject({
        reason: expect.stringContaining('levels deep'),
      });
  });

  test('of brackets that are not nested', () => {
    const text = JSON.stringify({ a: Array.from({ length: 1e5 }, () => []), b: '['.repeat(1e5) });
    expect(configOf('x.json', text)).toMatchObject({ loose: undefined, duplicates: [] });
  });

  test('of comments', () => {
    const text = `{${'/**/'.repeat(2e5)}}`;
    expect(configOf('x.json', text).loose).toEqual({ line: 1, column: 2, kinds: ['comments'] });
  });

  test('of keys that are all looked for', () => {
    const keys = Array.from({ length: 40_000 }, (_, index) => `k${index}`);
    const placeOf = placesInJson(
      JSON.stringify({ a: Object.fromEntries(keys.map((key) => [key, 1])) }, null, 1),
    );
    for (const [index, key] of keys.entries())
      expect(placeOf(['a', key])).toEqual({ line: index + 3, column: 3 });
  });

  test('of quotes in a text', () => {
    expect(configOf('x.json', JSON.stringify({ a: '"'.repeat(5e5) })).duplicates).toEqual([]);
  });
});

/** So many names that comparing each with each would take minutes. */
const names = Array.from({ length: 60_000 }, (_, index) => `n${index}`);

describe('60,000 names end', () => {
  test('as items and members of JSON, half of which are there', () => {
    const half = names.slice(names.length / 2);
    const text = JSON.stringify({ list: half, object: Object.fromEntries(half.map((name) => [name, 1])) });
    const members = names.map((key) => ({ at: ['object'], key, value: 2, ifDifferent: 'keep' as const }));
    const items = names.map((item) => ({ at: ['list'], item }));
    const edit = editJson('x.json', text, members, items);
    expect(edit.kept).toHaveLength(half.length);
    const after = JSON.parse(edit.text);
    expect([after.list.length, Object.keys(after.object).length]).toEqual([names.length, names.length]);
  });

  test('as comments that ignore a rule, and as rules that a package.json ignores', () => {
    const text = names.map((name) => `x // hs-ignore ${name}: why`).join('\n');
    const hsIgnore = Object.fromEntries(names.map((name) => [name, 'why']));
    const manifest = configOf('f/package.json', JSON.stringify({ hsIgnore }));
    const { hiding } = ignoresIn(
      partialFacts({
        layout: 'hsmeta',
        platformVersion: '',
        folders: [partialFolder({ path: 'f', manifest })],
        functions: [],
        codes: [{ ...codeOf('f/a.js', '', false), text }],
      }),
    );
    const hidden = (path: string, below: number) =>
      names.filter((rule, index) => hiding({ rule, path, line: index + 1 + below }).length === 1).length;
    expect([hidden('f/a.js', 0), hidden('f/a.js', 1), hidden('f/b.json', 0)]).toEqual([6e4, 0, 6e4]);
  });

  test('as files that move to a folder that is full', () => {
    const moves = names.map((name) => ({
      action: 'move' as const,
      from: `old/${name}`,
      path: `new/${name}`,
    }));
    const present = new Map(
      Object.entries({ '.': ['old', 'new'], old: names, new: names.map((name) => `${name}.js`) }),
    );
    const files = { names: (folder: string) => present.get(folder) ?? [], bytes: () => new Uint8Array() };
    const draft = { moves, archived: [], written: [], updated: [] };
    expect(settleDraft(draft, { from: '1', to: '2' }, 'archive/1', files).refusals).toEqual([]);
  });

  test('as files that move from a folder that is deep', () => {
    const deep = 'old/'.repeat(1000);
    const moves = names.slice(0, 3000).map((name) => ({
      action: 'move' as const,
      from: deep + name,
      path: `new/${deep}${name}`,
    }));
    const last = deep.slice(0, -1);
    const files = {
      names: (folder: string) => (folder === last ? names : ['old']),
      bytes: () => new Uint8Array(),
    };
    const draft = { moves, archived: [], written: [], updated: [] };
    expect(settleDraft(draft, { from: '1', to: '2' }, 'archive/1', files).refusals).toEqual([]);
  });

  test('as paths of functions that a page calls', () => {
    const text = names.map((name) => `"/_hcms/api/${name}"`).join('\n');
    expect(callersIn('a.html', text, names).map(({ path }) => path)).toEqual(names);
  });
});

test('the tree of a plan reads each path as often in a deep folder as in another', () => {
  const [few, many] = [2, 200].map((depth) => {
    let reads = 0;
    const changes = ['a', 'b'].map((name) => ({
      action: 'create' as const,
      get path() {
        reads += 1;
        return 'n/'.repeat(depth) + name;
      },
    }));
    expect(planTree(changes, 'p', plainStyle).split('\n')).toHaveLength(depth + 3);
    return reads;
  });
  expect(many).toBe(few);
});

test('comments and commas are taken out of a JSON file of any length', () => {
  const text = `[1,/**/${'/**/ \t// a\r\n'.repeat(30_000)}]`;
  const read = () => new TextEncoder().encode(text);
  const [change] = fixChanges([{ path: 'a.json', fix: { kind: 'strict-json' } }], read);
  expect(JSON.parse(new TextDecoder().decode(change?.after))).toEqual([1]);
});

test('a chain of any length is refused rather than read', () => {
  for (const link of ['()', '.a', '[0]', '``', '?.a']) {
    const text = `x = a${`\n${link}`.repeat(length)}`;
    expect(codeOf('a.js', text, false).syntaxError).toMatchObject({ reason: undefined });
    expect(inputsOf(text)).toEqual({ properties: [], parameters: [] });
  }
});

describe('code of a megabyte ends', () => {
  const fill = (part: string) => part.repeat(1e6 / part.length);
  const items = (part: string) => `[\n${fill(part)}]`;
  test.each([
    ['names in blocks', `${'{ let b;\n'.repeat(150)}${fill('a;\n')}${'}'.repeat(150)}`],
    ['names below their declarations', `{ ${'{ let b;\n'.repeat(150)}${'}'.repeat(150)}${fill('b;\n')} }`],
    ['reads below a long condition', `if (f(${items('name,\n')})) {\n${fill('f(process.env.A);\n')}}`],
    ['members of members', fill(`a${'.b'.repeat(400)};\n`)],
    ['values that are logged', `const a = ${items('b,\n')};\n${fill('console.log(a);\n')}`],
    ['exports', `${'exports =\n'.repeat(150)}{\n${fill('a,\n')}}`],
    ['patterns', `(${'{ a:\n'.repeat(70)}${items('b,\n')}${'}'.repeat(70)} = c)`],
    [
      'names that refer to each other',
      `${names
        .slice(0, 1e4)
        .map((name, at) => `var ${name} = n${at + 1};\n`)
        .join('')}${fill('n0;\n')}`,
    ],
  ])('of %s', (_what, text) => {
    expect(codeOf('a.js', text, false)).toMatchObject({ bundled: false, syntaxError: undefined });
  });

  test.each(['let', 'var', 'const'])('and of too many names after %s is refused', (kind) => {
    const text = names.map((name) => `${kind} ${name} = 1;\n`).join('');
    expect(codeOf('a.js', text, false).syntaxError).toMatchObject({ reason: undefined });
  });
});

describe('a .env of 300,000 characters ends', () => {
  test.each([' \n', 'a\r', 'A="\r', 'A="\n', 'a\n', '#\n', "A='b'\n", '='])('of lines of %j', (part) => {
    for (const text of [part.repeat(length / part.length), `A="${part.repeat(length / part.length)}`])
      expect(dotenvValues(text)).toBeTypeOf('object');
  });

  test('and is refused, rather than changed, where it is no real one', () => {
    const entries = [{ name: 'A', comment: '', placeholder: '' }];
    expect(() => editDotenv('.env', '\n'.repeat(5e6), '', entries)).toThrow(
      expect.objectContaining({ code: 'dotenv-too-large' }),
    );
  });

  test('and one value of nearly a megabyte is read, in lines too', () => {
    const value = `${'k'.repeat(63)}\n`.repeat(15_000);
    expect(dotenvValues(`A="${value}"`)).toEqual({ A: value });
  });
});

test.each(['**/', '*a', '[a-', '[!a]', '?', '\\', 'a/'])('a pattern of thousands of %j ends', (part) => {
  const path = 'a/'.repeat(300);
  expect(matchesPattern(`${path}b`, `${part.repeat(3000)}x`)).toBe(false);
});
