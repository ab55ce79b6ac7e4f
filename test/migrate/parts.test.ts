import { parseEnv } from 'node:util';
import vm from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeOf } from '../../src/check/code.ts';
import type { TextEdit } from '../../src/edit/json-insert.ts';
import { type AdapterOrigin, adapterEdit, adapterFor } from '../../src/migrate/adapter.ts';
import { addressEdits, callersIn } from '../../src/migrate/callers.ts';
import { deprecatedCalls, fetchCalls, importsHubspot, relativeImports } from '../../src/migrate/card-code.ts';
import { objectTypes } from '../../src/migrate/components.ts';
import { withNames, withValues } from '../../src/migrate/dotenv-values.ts';
import { renamedReads } from '../../src/migrate/moved-code.ts';
import { coercedUid, isUid, newUids } from '../../src/migrate/uids.ts';

function edited(text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .reverse()
    .reduce(
      (now, { offset, length, content }) => now.slice(0, offset) + content + now.slice(offset + length),
      text,
    );
}

describe('uids', () => {
  const uid = fc.string({ unit: fc.constantFrom(...'abA1_-.'), minLength: 1, maxLength: 64 });

  test('of the app and its functions are kept, and no two components share one', () => {
    fc.assert(
      fc.property(
        uid,
        fc.uniqueArray(uid, { maxLength: 4 }),
        fc.array(fc.option(fc.oneof(uid, fc.string())), { maxLength: 5 }),
        (app, functions, cards) => {
          const found = newUids({
            app,
            appNames: [],
            functions: functions.map((one) => ({ uid: one, configFile: 'serverless.json' })),
            cards: cards.map((one, index) => ({
              uid: one || undefined,
              configFile: `cards/card ${index}.json`,
            })),
            webhooks: true,
          });
          expect(found.app).toBe(app);
          const all = [app, ...functions.filter((one) => one !== app), ...found.cards, found.webhooks];
          expect(new Set(all).size).toBe(all.length);
          for (const one of all) expect(isUid(one), one).toBe(true);
          expect(found.refusals.length).toBe(functions.includes(app) ? 1 : 0);
        },
      ),
    );
  });

  test('of a card change if the app or a function has the same one, with a warning', () => {
    const found = newUids({
      app: 'same',
      appNames: [],
      functions: [{ uid: 'call', configFile: 'serverless.json' }],
      cards: [
        { uid: 'same', configFile: 'a.json' },
        { uid: 'call', configFile: 'b.json' },
        { uid: undefined, configFile: 'x/My Card.json' },
      ],
      webhooks: false,
    });
    expect(found.cards).toEqual(['same-card', 'call-card', 'MyCard']);
    expect(found.notes.map(({ code }) => code)).toEqual(['uid-renamed', 'uid-renamed']);
  });

  test('that are missing are derived from the name, as HubSpot does', () => {
    expect(coercedUid('Orders & more: Käse')).toBe('OrdersmoreKse');
    const none = { functions: [], cards: [], webhooks: false };
    expect(newUids({ app: undefined, appNames: ['名前', 'my-project'], ...none }).app).toBe('my-project');
    expect(newUids({ app: undefined, appNames: ['名前'], ...none }).app).toBe('app');
  });
});

describe('an adapter', () => {
  async function answerOf(source: string, origin: AdapterOrigin, context: object): Promise<unknown> {
    const module = { exports: {} as Record<string, (context: object) => unknown> };
    const sandbox = { module, exports: module.exports, setTimeout, Promise, Object };
    vm.runInNewContext(source + adapterFor(source, origin), sandbox);
    return JSON.parse(JSON.stringify((await module.exports.main?.(context)) ?? null));
  }

  test.each([
    ['that calls back at once', 'exports.main = (context, send) => send({ got: context.a });'],
    [
      'that calls back later',
      'exports.main = (context, send) => { setTimeout(() => send({ got: context.a }), 1); };',
    ],
    ['that is async', 'exports.main = async (context, send) => { await null; send({ got: context.a }); };'],
    ['of module.exports', 'module.exports = { main(context, send) { send({ got: context.a }); } };'],
    [
      'that uses its names',
      'const withCallback = 1;\nexports.main = (context, send) => send({ got: context.a });',
    ],
  ])('returns the answer of a handler %s', async (_case, source) => {
    expect(await answerOf(source, 'callback', { a: 7 })).toEqual({ got: 7 });
  });

  test.each([
    'exports.main = (context, send) => send({ got: context.a });',
    'const reply = (send, body) => send(body);\nexports.main = (context, send) => reply(send, { got: context.a });',
    'exports.main = (context, send) => Promise.resolve({ got: context.a }).then(send);',
    'exports.main = (context, send) => { setTimeout(send, 1, { got: context.a }); };',
    'exports.main = (context, send) => { const reply = send; reply({ got: context.a }); };',
    'exports.main = (context, send) => send.call(null, { got: context.a });',
  ])('is added however the handler uses its callback: %s', async (source) => {
    const code = codeOf('f.js', source, false);
    const edit = adapterEdit(source, code, 'callback');
    expect(edit?.content).toBe(adapterFor(source, 'callback'));
    expect(await answerOf(source, 'callback', { a: 7 })).toEqual({ got: 7 });
  });

  test.each([
    'exports.main = async (context) => ({ got: context.a });',
    'exports.main = async (context, unused) => ({ got: context.a });',
    'exports.main = async (context, send) => (send ? send(1) : { got: context.a });',
    'exports.main = async function (context) { return [1].map(function () { return arguments[1]; }); };',
  ])('is not added to a handler that returns its answer: %s', (source) => {
    const code = codeOf('f.js', source, false);
    expect(code.callback).toBe(null);
    expect(adapterEdit(source, code, 'callback')).toBe(undefined);
  });

  test.each([
    'exports.main = handlers.get;',
    'exports.main = wrap((context, send) => send(1));',
    'exports.main = require("./other.js").main;',
    'Object.assign(exports, { main });',
    'exports.main = (',
    // Handlers that return can look like this too, such as compiled ones, and those whose helpers are replaced in tests.
    'exports.main = (context, send = () => {}) => send({ got: context.a });',
    'exports.main = (context, ...rest) => rest[0]({ got: context.a });',
    'exports.main = (...all) => handler(...all);',
    'exports.main = function (context) { return handler.apply(this, arguments); };',
    'exports.main = function (context) { return (() => arguments[1]({ got: context.a }))(); };',
  ])('is not added where the handler cannot be found, or its callback is not certain: %s', (source) => {
    const code = codeOf('f.js', source, false);
    expect(code.callback).toBe(undefined);
    expect(adapterEdit(source, code, 'callback')).toBe(undefined);
  });

  test.each([
    ['throws', 'exports.main = (context, send) => { throw new Error("no"); };'],
    ['rejects', 'exports.main = async (context, send) => { throw new Error("no"); };'],
  ])('passes on the error if the handler %s', async (_case, source) => {
    await expect(answerOf(source, 'callback', {})).rejects.toThrow('no');
  });

  test.each([
    'exports.main = async (context, send) => (context.a ? { got: context.a } : send({ got: 0 }));',
    'exports.main = async (context, send) => { if (!context.a) return send({ got: 0 }); return { got: context.a }; };',
  ])('keeps the answers that a handler returns, where those counted: %s', async (source) => {
    expect(await answerOf(source, 'return', { a: 7 })).toEqual({ got: 7 });
    expect(await answerOf(source, 'either', {})).toEqual({ got: 0 });
  });

  test('for the design manager passes every query value as a list', async () => {
    const source = 'exports.main = ({ params }, send) => send(params);';
    const params = { one: 'a', two: ['b', 'c'] };
    expect(await answerOf(source, 'design-manager', { params })).toEqual({ one: ['a'], two: ['b', 'c'] });
    expect(await answerOf(source, 'design-manager', {})).toEqual({});
  });

  test('uses the line endings of the file', () => {
    expect(adapterFor('a;\r\nb;', 'callback').replaceAll('\r\n', '')).not.toContain('\n');
  });
});

describe('callers', () => {
  const paths = ['weather/today', 'weather/today/raw', 'weather'];

  test('are only found by their whole path', () => {
    const text = [
      "fetch('/_hcms/api/weather/today?city=Cork')",
      'url(https://x.example/_hcms/api/weather/today/raw)',
      `\`/_hcms/api/\${name}\` /_hcms/api/weather-old /_hcms/api/weather/todayish`,
    ].join('\n');
    expect(callersIn('a.js', text, paths).map(({ line, path }) => [line, path])).toEqual([
      [1, 'weather/today'],
      [2, 'weather/today/raw'],
      [3, undefined],
      [3, undefined],
      [3, undefined],
    ]);
  });

  test('change only in the address', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('/_hcms/api/weather', 'x', '"', '\n', '/_hcms/', '?')),
        (parts) => {
          const text = parts.join('');
          const known = callersIn('a', text, paths).filter(({ path }) => path !== undefined);
          const after = edited(text, addressEdits(known));
          expect(after.replaceAll('/hs/serverless/', '/_hcms/api/')).toBe(text);
        },
      ),
    );
  });
});

describe('variables', () => {
  test('are renamed wherever code reads or sets them, but not in strings or comments', () => {
    const source = [
      "const { UNIT, KEY: key, MODE = 'a', 'UNIT': unit } = process.env;",
      "process.env.UNIT; process.env['UNIT']; process.env?.UNIT; process.env.UNITS; other.UNIT;",
      "const env = process.env;\nenv.UNIT ??= 'km'; process.env.MODE = env.UNIT; [env.UNIT];",
      "const text = 'process.env.UNIT'; // process.env.UNIT",
    ].join('\n');
    const names = new Map([
      ['UNIT', 'UNIT_RAW'],
      ['MODE', 'MODE_RAW'],
    ]);
    const found = codeOf('a.js', source, undefined).environmentNames;
    expect(edited(source, renamedReads(source, found, names))).toBe(
      [
        "const { UNIT_RAW: UNIT, KEY: key, MODE_RAW: MODE = 'a', 'UNIT_RAW': unit } = process.env;",
        "process.env.UNIT_RAW; process.env['UNIT_RAW']; process.env?.UNIT_RAW; process.env.UNITS; other.UNIT;",
        "const env = process.env;\nenv.UNIT_RAW ??= 'km'; process.env.MODE_RAW = env.UNIT_RAW; [env.UNIT_RAW];",
        "const text = 'process.env.UNIT'; // process.env.UNIT",
      ].join('\n'),
    );
  });

  test('from an environment are written to .env so that they read back unchanged', () => {
    const value = fc.string({ unit: fc.constantFrom(...'ab #"\'$\\=\r\n`ü') });
    const name = fc.oneof(
      fc.constant('NAME'),
      fc.string({ unit: fc.constantFrom(...'aB_1.- =#\n"\u0000ü') }),
    );
    fc.assert(
      fc.property(name, value, (key, given) => {
        try {
          const read = parseEnv(withValues('.env', 'OTHER=1\n', { [key]: given }));
          expect({ ...read }).toEqual({ OTHER: '1', [key]: given });
        } catch (error) {
          expect(error).toMatchObject({ code: 'environment-value' });
          const isOrdinary = /^[A-Za-z_]+$/.test(key) && !given.includes('\r');
          if (isOrdinary) expect(given).toMatch(/'/);
        }
      }),
      { numRuns: 500 },
    );
    const json = '{"name": "it\\u0027s", "list": [1, `2`]}\n# $HOME';
    expect(parseEnv(withValues('.env', '', { NAME: json })).NAME).toBe(json);
  });

  test('already in .env keep their values, and no name is added twice', () => {
    expect(withValues('.env', 'A=mine\n', { A: 'theirs' })).toBe('A=mine\n');
    expect(withNames('A=\n', ['A', 'B', 'B'])).toBe('A=\nB=\n');
  });
});

describe("a card's code", () => {
  test('shows which origins it fetches, even through a constant', () => {
    const source = [
      "const BASE = 'https://api.example.com';",
      "hubspot.fetch('https://one.example:8443/a?b');",
      `hubspot.fetch(\`\${BASE}/x/\${id}\`); hubspot.fetch(BASE);`,
      `hubspot.fetch(address()); hubspot.fetch(\`https://\${host}/x\`);`,
    ].join('\n');
    expect(fetchCalls(source)).toEqual([
      { origin: 'https://one.example:8443', line: 2 },
      { origin: 'https://api.example.com', line: 3 },
      { origin: 'https://api.example.com', line: 3 },
      { origin: undefined, line: 4 },
      { origin: undefined, line: 4 },
    ]);
  });

  test('is searched for deprecated calls, hubspot imports and relative imports', () => {
    expect(deprecatedCalls('a\nrunServerlessFunction({})')).toEqual([2]);
    expect(importsHubspot("import {\n  Text, hubspot\n} from '@hubspot/ui-extensions';")).toBe(true);
    expect(importsHubspot("import { Text } from '@hubspot/ui-extensions';")).toBe(false);
    expect(relativeImports("import a from './a';\nimport '../b.css';\nrequire('react');")).toEqual([
      { specifier: './a', line: 1 },
      { specifier: '../b.css', line: 2 },
    ]);
  });

  test('keeps the letter case of object types', () => {
    expect(objectTypes([{ name: 'contacts' }, { name: 'DEAL' }, 'p_branch', 7])).toEqual([
      'contacts',
      'DEAL',
      'p_branch',
    ]);
  });
});
