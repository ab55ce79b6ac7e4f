import { expect, test } from 'vitest';
import { appCallContext, readAppCall } from '../../src/serve/app-call.ts';
import type { Json } from '../../src/types.ts';

test.each<[string, Json]>([
  ['no object', [1]],
  ['no name', { parameters: {} }],
  ['a name that is no text', { serverlessFunction: { toString: 'x' } }],
  ['null', null],
])('a body with %s does not count as a call', (_title, body) => expect(readAppCall(body)).toBeUndefined());

test('members of the wrong kind count as absent', () => {
  const body = {
    serverlessFunction: 'f',
    parameters: 'x',
    objectQuery: { objectPropertyNames: ['a', '', 3, null] },
  };
  expect(readAppCall(body)).toEqual({ name: 'f', parameters: {}, properties: ['a'], event: undefined });
});

test('a fixture gives the user and the properties that were asked for, and never the parameters', () => {
  const call = {
    name: 'f',
    parameters: { a: 1 },
    properties: ['email', 'phone', 'constructor'],
    event: { x: 1 },
  };
  const sample = { portalId: 1, propertiesToSend: {}, parameters: {} };
  const fixture = { portalId: 2, propertiesToSend: { email: 'e', other: 'o' }, parameters: { b: 2 } };
  const { context, warnings } = appCallContext(call, sample, fixture);
  expect(context).toEqual({
    portalId: 2,
    propertiesToSend: { email: 'e' },
    parameters: { a: 1 },
    event: { x: 1 },
  });
  expect(warnings).toMatchObject([
    { code: 'property-not-in-fixture', values: { names: ['phone', 'constructor'] } },
  ]);
});
