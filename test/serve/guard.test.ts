import { describe, expect, test } from 'vitest';
import { type Callers, type GuardSettings, isHostName, refusalOf } from '../../src/serve/guard.ts';

const usual: GuardSettings = { allowedHosts: [], anyAddress: false };
interface Sender {
  host?: string | undefined;
  origin?: string;
  fetchSite?: string | undefined;
  method?: string;
  userAgent?: string;
}

function codeOf(sender: Sender, callers: Callers = 'this machine', settings: Partial<GuardSettings> = {}) {
  const { host, origin, fetchSite, method, userAgent } = { host: 'localhost:3210', method: 'GET', ...sender };
  const headers = { host, origin, 'sec-fetch-site': fetchSite, 'user-agent': userAgent };
  return refusalOf({ headers, method }, callers, { ...usual, ...settings })?.code;
}

test.each([
  'localhost',
  'LOCALHOST:3210',
  'a.b.localhost:1',
  '127.0.0.1:3210',
  '[::1]:3210',
  'hslocal.net:5173',
])('the host %s is this machine', (host) => expect(codeOf({ host })).toBeUndefined());

test.each([
  'evil.example',
  'evil.example:3210',
  'localhost.evil.example',
  'evil-localhost',
  '127.0.0.1.evil.example',
  '192.168.0.7:3210',
  'hslocal.net.evil.example',
  'x.hslocal.net',
  'user@localhost',
  'localhost/..',
  '',
])('the host %j is refused', (host) => expect(codeOf({ host })).toBe('host-not-allowed'));

test('a request without a host is refused', () => {
  expect(codeOf({ host: undefined })).toBe('host-not-allowed');
});

test('only an allowed name is accepted, in any case', () => {
  const settings = { allowedHosts: ['My-Tunnel.example'] };
  expect(codeOf({ host: 'my-tunnel.example' }, 'this machine', settings)).toBeUndefined();
  expect(codeOf({ host: 'x.my-tunnel.example' }, 'this machine', settings)).toBe('host-not-allowed');
});

test.each(['my-tunnel.example', 'a_b', 'LOCALHOST', 'xn--bcher-kva.example', '10.0.0.1', '[fe80::1]'])(
  '%s is a name that a host can have',
  (name) => {
    expect(isHostName(name)).toBe(true);
    expect(codeOf({ host: `${name}:3210` }, 'this machine', { allowedHosts: [name] })).toBeUndefined();
  },
);

test.each(['http://x', 'x:80', 'x/', 'x/y', 'a b', '*', '*.x', '.x', 'x..y', 'fe80::1', 'x?', 'x\n', ''])(
  '%j is none',
  (name) => expect(isHostName(name)).toBe(false),
);

test('a server that listens beyond this machine is called by its address, never by a name that anybody can own', () => {
  const settings = { anyAddress: true };
  expect(codeOf({ host: '192.168.0.7:3210' }, 'this machine', settings)).toBeUndefined();
  expect(codeOf({ host: '[fe80::1]:3210' }, 'this machine', settings)).toBeUndefined();
  expect(codeOf({ host: 'evil.example' }, 'this machine', settings)).toBe('host-not-allowed');
});

test.each<[string, Callers, boolean]>([
  ['http://localhost:5173', 'this machine', true],
  ['http://127.0.0.1:8080', 'this machine', true],
  ['https://hslocal.net:5173', 'HubSpot too', true],
  ['https://app.hubspot.com', 'HubSpot too', true],
  ['https://app-eu1.hubspot.com', 'HubSpot too', true],
  ['https://static.hubspot-extensions.com', 'HubSpot too', true],
  ['https://app.hubspot.com', 'this machine', false],
  ['http://app.hubspot.com', 'HubSpot too', false],
  ['https://app.hubspot.com.evil.example', 'HubSpot too', false],
  ['https://evilhubspot.com', 'HubSpot too', false],
  ['https://evil.example', 'this machine', false],
  ['null', 'this machine', false],
  ['', 'this machine', false],
  ['file://', 'this machine', false],
  ['http://localhost:3210', 'same origin only', true],
  ['http://localhost:5173', 'same origin only', false],
  ['https://app.hubspot.com', 'same origin only', false],
])('a page of %j, where %s may call: %s', (origin, callers, allowed) => {
  expect(codeOf({ origin, fetchSite: 'cross-site' }, callers)).toBe(
    allowed ? undefined : 'origin-not-allowed',
  );
});

test.each(['cross-site', 'Cross-Site', 'CROSS-SITE', 'same-origin, cross-site', '"same-origin"', ''])(
  'a request without an origin that is not marked as same-site is refused: %j',
  (fetchSite) => expect(codeOf({ fetchSite })).toBe('origin-not-allowed'),
);

test.each(['none', 'same-origin', 'same-site', undefined])(
  'a request without an origin that says %s is answered',
  (fetchSite) => expect(codeOf({ fetchSite })).toBeUndefined(),
);

describe('a browser that says neither site nor origin, as with an image over plain HTTP', () => {
  const image = { userAgent: 'Mozilla/5.0 (X11) Firefox/150.0' };
  const tunnel = { allowedHosts: ['tunnel.example'] };

  test.each(['hslocal.net:3210', 'tunnel.example'])(
    'may not call by %s, which is not always this machine',
    (host) => {
      for (const callers of ['this machine', 'HubSpot too', 'same origin only'] as const) {
        for (const method of ['GET', 'HEAD']) {
          expect(codeOf({ ...image, host, method }, callers, tunnel)).toBe('origin-not-allowed');
        }
      }
    },
  );

  test.each(['localhost:3210', 'a.localhost', '127.0.0.1', '[::1]:3210'])(
    'may by %s, for which a browser of today always says it',
    (host) => expect(codeOf({ ...image, host })).toBeUndefined(),
  );

  test('a program, a request that says its site, and a message that would have an origin pass', () => {
    const host = 'tunnel.example';
    expect(codeOf({ host, userAgent: 'curl/8' }, 'this machine', tunnel)).toBeUndefined();
    expect(codeOf({ ...image, host, fetchSite: 'none' }, 'this machine', tunnel)).toBeUndefined();
    expect(codeOf({ ...image, host, method: 'POST' }, 'this machine', tunnel)).toBeUndefined();
  });
});
