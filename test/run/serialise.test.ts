import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unserialisable } from '../../src/run/serialise.ts';

describe('unserialisable', () => {
  it('finds no fault in any JSON value, and in what JSON leaves out', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(unserialisable(value)).toBeUndefined();
      }),
    );
    expect(
      unserialisable({ a: undefined, b: [undefined], c: Number.NaN, d: new Date(), e: new Map() }),
    ).toBeUndefined();
  });

  it('tells of what JSON writes as {} or null, and of nothing else', () => {
    const emptiedIn = (value: unknown) => {
      const found: string[] = [];
      unserialisable(value, ({ path, what, written }) => found.push(`${path} ${what} ${written}`));
      return found;
    };
    class Empty {}
    const emptied = [
      new Map([[1, 2]]),
      new Set(),
      Number.NaN,
      -Infinity,
      new Error('a'),
      Promise.resolve(),
      /a/,
    ];
    expect(emptiedIn({ emptied, a: new Empty() })).toEqual([
      'response.emptied[0] Map {}',
      'response.emptied[1] Set {}',
      'response.emptied[2] NaN null',
      'response.emptied[3] -Infinity null',
      'response.emptied[4] Error {}',
      'response.emptied[5] Promise {}',
      'response.emptied[6] RegExp {}',
      'response.a Empty {}',
    ]);
    expect(emptiedIn(Number.NaN)).toEqual(['response NaN null']);
    const full = [
      new Date(),
      Buffer.from('a'),
      Object.assign(new Empty(), { a: 1 }),
      new String(''),
      new Number(1),
      [],
    ];
    expect(emptiedIn({ full, a: undefined, b: null, c: Object.create(null), d: {} })).toEqual([]);
    fc.assert(fc.property(fc.jsonValue(), (value) => emptiedIn(value).length === 0));
  });

  const path = fc.array(fc.oneof(fc.integer(), fc.string()), { maxLength: 6 });
  const nestedIn = (keys: readonly (string | number)[], value: unknown) =>
    keys.reduceRight<unknown>(
      (inner, key) => (typeof key === 'number' ? [0, inner] : { before: 'a', [`k${key}`]: inner }),
      value,
    );

  it('finds one where JSON.stringify throws, wherever that stands', () => {
    fc.assert(
      fc.property(path, (keys) => {
        const found = unserialisable(nestedIn(keys, 1n));
        expect(found?.reason).toBe('bigint');
        expect(found?.path.startsWith('response')).toBe(true);
      }),
    );
  });

  it('tells of functions and symbols that JSON leaves out, and refuses only a response that is one', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(() => {}, Symbol('a')),
        path,
        (value, keys) => {
          const told: (string | undefined)[] = [];
          const found = unserialisable(nestedIn(keys, value), ({ what, written }) =>
            told.push(what, written),
          );
          if (keys.length === 0) expect(found).toEqual({ path: 'response', reason: typeof value });
          else
            expect([found, ...told]).toEqual([
              undefined,
              typeof value,
              typeof keys.at(-1) === 'number' ? 'null' : undefined,
            ]);
        },
      ),
    );
  });

  it('names the path as code would reach the value', () => {
    const response = { items: [{}, { 'content type': { $a_1: { '': 1n } } }] };
    const path = unserialisable(response)?.path ?? '';
    expect(path).toBe('response.items[1]["content type"].$a_1[""]');
    expect(new Function('response', `return ${path}`)(response)).toBe(1n);
  });

  it('says what a circular reference refers to, and accepts a value that occurs twice', () => {
    const parent: Record<string, unknown> = { child: { list: [] } };
    (parent.child as { list: unknown[] }).list.push(parent.child);
    expect(unserialisable(parent)).toEqual({
      path: 'response.child.list[0]',
      reason: 'circular',
      target: 'response.child',
    });
    const twice = {};
    expect(unserialisable([twice, twice])).toBeUndefined();
  });

  it('asks toJSON, and lets its errors through', () => {
    expect(unserialisable({ toJSON: () => 'fine', broken: 1n })).toBeUndefined();
    expect(unserialisable({ a: { toJSON: () => 1n } })).toEqual({ path: 'response.a', reason: 'bigint' });
    const throwing = {
      toJSON() {
        throw new Error('own');
      },
    };
    expect(() => unserialisable(throwing)).toThrow('own');
  });
});
