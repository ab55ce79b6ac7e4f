import { expect, test } from 'vitest';
import { maskOfWords } from '../../src/report/mask.ts';
import { redactor } from '../../src/run/redact.ts';
import type { Served } from '../../src/serve/project.ts';
import { stateOf } from '../../src/serve/state.ts';
import type { Json } from '../../src/types.ts';

test('fixtures are shown without secrets, as far as they do not keep callers waiting', () => {
  const fixtures: Record<string, Json> = {
    small: { key: 'canary-value' },
    large: { text: 'ab '.repeat(400_000) },
    last: { text: 'shown' },
  };
  const functions = Object.keys(fixtures).map((name) => ({ name, file: `${name}.js`, secrets: [] }));
  const project = { name: 'shop', platformVersion: '2025.1' };
  const served = {
    project,
    functions,
    secrets: {},
    redact: redactor({ KEY: 'canary-value' }),
    hide: (text: string) => text,
    hideJson: (value: Json) => value,
  };
  const state = stateOf(served as unknown as Served, (name) => fixtures[name] ?? null, []);
  expect(state.functions.map(({ fixture }) => fixture)).toEqual([{ key: '***' }, null, { text: 'shown' }]);
});

test.each([
  'pat-na1-12345678-1234-1234-1234-123456789abc',
  'x7Kq2mVt9Rw4Zb6Nc8Yd1Lf3',
  'wJ4lrXUt7FEM9/K7MDENG/b',
])('a token or key in the place of a secret is not shown, nor is a token elsewhere: %s', (token) => {
  const elsewhere = token.startsWith('pat-') ? token : 'hello';
  const endpoint = { path: elsewhere, methods: [elsewhere] };
  const served = {
    project: { name: elsewhere, platformVersion: '2025.1' },
    functions: [{ name: elsewhere, file: `${elsewhere}.js`, secrets: [token, 'A_KEY'], endpoint }],
    secrets: {},
    redact: redactor({}),
    hide: maskOfWords({ values: [], isComplete: true }),
    hideJson: (value: Json) => value,
  };
  const state = stateOf(served as unknown as Served, () => ({ headers: { authorization: token } }), []);
  const [shown] = state.functions;
  expect(shown?.secrets.map(({ name }) => name)).toEqual(['***', 'A_KEY']);
  // A fixture is the project's own data, with which the page calls the function.
  expect(shown?.fixture).toEqual({ headers: { authorization: token } });
  expect(JSON.stringify({ ...state, functions: [{ ...shown, fixture: null }] })).not.toContain(token);
});

test('methods of HTTP are shown, also if a secret has the same value, and nothing else in their place is', () => {
  const redact = redactor({ AUTH_METHOD: 'POST', AUTH_KEY: 'endpoint' });
  const endpoint = { path: 'a', methods: ['POST', 'endpoint'] };
  const served = {
    project: { name: 'a', platformVersion: '2025.1' },
    functions: [{ name: 'a', file: 'a.js', secrets: [], endpoint }],
    secrets: {},
    redact,
    hide: redact.text,
    hideJson: (value: Json) => value,
  };
  for (const [method, shown] of Object.entries({ POST: 'POST', endpoint: '***' })) {
    const state = stateOf(served as unknown as Served, () => ({ method, body: method }), []);
    expect(state.functions).toMatchObject([
      { methods: ['POST', '***'], fixture: { method: shown, body: '***' } },
    ]);
  }
});
