import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cardOf } from '../../src/project/card.ts';

test.each([
  ['hello', 'hello-card', 'Hello', 'HelloCard'],
  ['getDeals', 'getDeals-card', 'Get deals', 'GetDealsCard'],
  ['sync_to-ERP', 'sync_to-ERP-card', 'Sync to ERP', 'SyncToERPCard'],
  ['v1.list.orders', 'v1.list.orders-card', 'V1 list orders', 'V1ListOrdersCard'],
  ['2fa', '2fa-card', '2fa', 'Function2faCard'],
  ['日本', 'function-card', 'Function', 'FunctionCard'],
])('the card of %s is %s, titled %s, in %s.jsx', (name, uid, title, component) => {
  expect(cardOf(name)).toMatchObject({ function: name, uid, title, component });
});

test('whatever a function is called, its card has a uid that HubSpot accepts and a component that React renders', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (name) => {
      const { uid, title, component } = cardOf(name);
      expect(uid).toMatch(/^[\w.-]{1,64}$/);
      expect(component).toMatch(/^[A-Z][A-Za-z\d]*Card$/);
      expect(title).toMatch(/^[A-Za-z\d ]+$/);
    }),
  );
});
