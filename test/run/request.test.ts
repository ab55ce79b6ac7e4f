import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toldWarnings } from '../../src/messages/words.ts';
import { type EndpointRequest, endpointContext, requestOfContext, withBody } from '../../src/run/request.ts';
import type { Json } from '../../src/types.ts';

const plain: EndpointRequest = {
  method: 'GET',
  query: [],
  headers: [],
  body: undefined,
  accountId: 1,
};

function contextOf(request: Partial<EndpointRequest>) {
  return endpointContext({ ...plain, ...request }).context;
}

function codesOf(request: Partial<EndpointRequest>) {
  return endpointContext({ ...plain, ...request }).warnings.map(({ code }) => code);
}

/** Counts the items of lists that an action goes through one by one, also to copy them. */
function itemsPassed(action: () => unknown): number {
  const lists = Array.prototype as { [Symbol.iterator]: () => ArrayIterator<unknown> };
  const original = lists[Symbol.iterator];
  let passed = 0;
  lists[Symbol.iterator] = function* (this: unknown[]) {
    for (let index = 0; index < this.length; index += 1) {
      passed += 1;
      yield this[index];
    }
  } as typeof original;
  try {
    action();
  } finally {
    lists[Symbol.iterator] = original;
  }
  return passed;
}

describe('params', () => {
  test('a value that was sent once is a list too', () => {
    expect(contextOf({ query: [['id', '42']] }).params).toEqual({ id: ['42'] });
  });

  test('values of the same name are one list, in order', () => {
    const query = [
      ['tag', 'a'],
      ['id', '1'],
      ['tag', 'b'],
    ] as const;
    expect(contextOf({ query }).params).toEqual({ tag: ['a', 'b'], id: ['1'] });
  });

  test('twice the values of a name take twice the steps, sent as a query, as a form or by a fixture', () => {
    const formType = [['Content-Type', 'application/x-www-form-urlencoded']] as const;
    const sent: ((count: number) => Partial<EndpointRequest>)[] = [
      (count) => ({ query: Array.from({ length: count }, () => ['a', 'b'] as const) }),
      (count) => ({ headers: formType, body: 'a=b&'.repeat(count) }),
      (count) => requestOfContext({ params: { a: Array<string>(count).fill('b') } }, 'GET'),
      (count) => ({ headers: Array.from({ length: count }, () => ['X-Own', 'b'] as const) }),
    ];
    for (const requestWith of sent) {
      const [few = 0, many = 0] = [500, 1000].map((count) => {
        const request = { ...plain, ...requestWith(count) };
        return itemsPassed(() => endpointContext(request));
      });
      expect(few).toBeGreaterThan(499);
      expect(many / few).toBeLessThan(2.1);
    }
  });

  test('the fields of a form are added to those of the query', () => {
    const request = {
      method: 'POST',
      query: [['id', '1']] as const,
      headers: [['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8']] as const,
      body: 'id=2&name=J+D%C3%B6',
    };
    expect(contextOf(request)).toMatchObject({
      params: { id: ['1', '2'], name: ['J Dö'] },
      body: request.body,
    });
    expect(codesOf(request)).toEqual(['body-type']);
  });

  test('a name such as __proto__ is a name like any other', () => {
    const { params } = contextOf({
      query: [
        ['__proto__', 'x'],
        ['constructor', 'y'],
      ],
    });
    expect(Object.keys(params)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(params)).toBe(Object.prototype);
  });
});

describe('headers', () => {
  test('those that HubSpot passes on arrive in lower case, others are dropped and named once', () => {
    const { context, warnings } = endpointContext({
      ...plain,
      headers: [
        ['User-Agent', 'x'],
        ['X-Api-Key', 'k'],
        ['x-api-key', 'k2'],
        ['Authorization', 'b'],
        ['ACCEPT', '*/*'],
      ],
    });
    expect(context.headers).toEqual({ 'user-agent': 'x', accept: '*/*' });
    expect(warnings).toMatchObject([{ code: 'header-dropped' }]);
    expect(toldWarnings(warnings)[0]?.message).toContain('x-api-key, authorization');
  });

  test('what every client adds is dropped without a word', () => {
    expect(
      codesOf({
        headers: [
          ['Content-Length', '0'],
          ['Sec-Fetch-Mode', 'cors'],
          ['Origin', 'x'],
          ['Referer', 'y'],
        ],
      }),
    ).toEqual([]);
  });

  test('signatures of hubspot.fetch pass, with a warning that it is not certain', () => {
    const headers = [['X-HubSpot-Signature-V3', 's']] as const;
    expect(contextOf({ headers }).headers).toEqual({ 'x-hubspot-signature-v3': 's' });
    expect(codesOf({ headers })).toEqual(['signature-header']);
  });

  test('a header that was sent twice is joined, cookies as cookies are', () => {
    expect(
      contextOf({
        headers: [
          ['Accept', 'a'],
          ['accept', 'b'],
          ['Cookie', 'c=1'],
          ['Cookie', 'd=2'],
        ],
      }).headers,
    ).toEqual({
      accept: 'a, b',
      cookie: 'c=1; d=2',
    });
  });
});

describe('the body', () => {
  const json = [['Content-Type', 'application/json; charset=utf-8']] as const;

  test.each<[string, readonly (readonly [string, string])[], string | undefined, Json, string[]]>([
    ['JSON is parsed', json, '{"a":[1]}', { a: [1] }, []],
    ['JSON that is no object too', json, '3', 3, []],
    ['no body is null', json, undefined, null, []],
    ['an empty body is null', json, '', null, []],
    ['broken JSON is text, and said', json, '{"a":', '{"a":', ['body-not-json']],
    ['another type is text, and said', [['content-type', 'text/plain']], '{"a":1}', '{"a":1}', ['body-type']],
    ['without a type it is text, and said', [], '{}', '{}', ['body-type']],
  ])('%s', (_title, headers, body, expected, codes) => {
    expect(contextOf({ headers, body }).body).toEqual(expected);
    expect(codesOf({ headers, body })).toEqual(codes);
  });
});

test('there is no query and there are no secrets', () => {
  expect(Object.keys(contextOf({}))).toEqual(['method', 'params', 'body', 'headers', 'accountId']);
});

describe('a fixture', () => {
  test('gives the context that a real call with the same values gives', () => {
    const fixture = {
      method: 'POST',
      params: { id: '42', tags: ['a', 'b'], count: 3 },
      headers: { Accept: 'application/json', 'X-Own': '1' },
      body: { item: 'lamp' },
      accountId: 7,
    };
    const { context, warnings } = endpointContext(requestOfContext(fixture, 'GET'));
    expect(context).toEqual({
      method: 'POST',
      params: { id: ['42'], tags: ['a', 'b'], count: ['3'] },
      headers: { accept: 'application/json' },
      body: { item: 'lamp' },
      accountId: 7,
    });
    expect(warnings.map(({ code }) => code)).toEqual(['header-dropped']);
  });

  test('may be empty, or hold members of the wrong kind', () => {
    const expected = { method: 'GET', params: {}, headers: {}, body: null, accountId: 12345678 };
    expect(endpointContext(requestOfContext({}, 'GET')).context).toEqual(expected);
    for (const odd of [null, true, 1, 'abc', ['a', 'b']]) {
      const fixture = { method: 1, params: odd, headers: odd, body: null };
      expect(endpointContext(requestOfContext(fixture, 'GET'))).toEqual({ context: expected, warnings: [] });
    }
  });

  test('has a text body sent as it is where its headers name another type', () => {
    const headers = { 'content-type': 'text/plain' };
    expect(requestOfContext({ headers, body: 'hi' }, 'POST').body).toBe('hi');
    expect(requestOfContext({ body: 'hi' }, 'POST').body).toBe('"hi"');
  });
});

test('any JSON value that is sent as a body arrives as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const sent = JSON.parse(JSON.stringify(value)) as Json;
      expect(contextOf(withBody([], sent)).body).toEqual(sent);
    }),
  );
});

test('any query arrives whole: each name with its values in order', () => {
  const pairs = fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })));
  fc.assert(
    fc.property(pairs, (query) => {
      const { params } = contextOf({ query });
      for (const [name, values] of Object.entries(params)) {
        expect(values).toEqual(query.filter(([one]) => one === name).map(([, value]) => value));
      }
      expect(Object.values(params).flat()).toHaveLength(query.length);
    }),
  );
});
