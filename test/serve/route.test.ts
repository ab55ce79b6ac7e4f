import { expect, test } from 'vitest';
import { leadsTo, queryPairs, routeOf } from '../../src/serve/route.ts';

test.each([
  ['/', 'page'],
  ['/?token=x', 'page'],
  ['/_dev/functions', 'state'],
  ['/_dev/events?token=x', 'events'],
  ['/_dev/call', 'page call'],
  ['/hs/serverless/a/b?c=d', 'endpoint'],
  ['/hs/serverless/', 'endpoint'],
  ['/_hcms/api/old', 'design manager'],
  ['/api/crm-extensibility/execution/internal/v3/action/function/12', 'app'],
  ['/api/crm-extensibility/execution/internal/v3/action/function/', 'unknown'],
  ['/toString', 'unknown'],
  ['/__proto__', 'unknown'],
  ['/hs/serverless', 'unknown'],
  ['/../hs/serverless/a', 'unknown'],
  ['//evil.example/hs/serverless/a', 'unknown'],
  ['http://evil.example/hs/serverless/a', 'unknown'],
  ['*', 'unknown'],
  ['', 'unknown'],
])('%j leads to: %s', (target, kind) => expect(routeOf(target).kind).toBe(kind));

test('an endpoint keeps its path and its query as they were sent', () => {
  expect(routeOf('/hs/serverless/a/b?c=d?e')).toEqual({ kind: 'endpoint', path: 'a/b', query: 'c=d?e' });
});

test.each([
  ['orders/status', true],
  ['orders%2Fstatus', false],
  ['orders/st%61tus', true],
  ['orders/../orders/status', false],
  ['orders//status', false],
  ['/orders/status', false],
  ['orders/status/', false],
  ['orders/status%00', false],
  ['orders/status%', false],
  ['ORDERS/STATUS', false],
])('%j is orders/status: %s', (requested, expected) =>
  expect(leadsTo(requested, 'orders/status')).toBe(expected),
);

test('a path beyond ASCII is found by its encoded form', () => {
  expect(leadsTo(encodeURI('größe/über'), 'größe/über')).toBe(true);
});

test('a query is decoded as a form is', () => {
  expect(queryPairs('a=1&a=2&b=x+y&c=%C3%A9&d&=e')).toEqual([
    ['a', '1'],
    ['a', '2'],
    ['b', 'x y'],
    ['c', 'é'],
    ['d', ''],
    ['', 'e'],
  ]);
});
