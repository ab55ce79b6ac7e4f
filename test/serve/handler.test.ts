import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { redactor } from '../../src/run/redact.ts';
import { openHandler } from '../../src/serve/handler.ts';
import type { Served } from '../../src/serve/project.ts';
import type { ServeSettings } from '../../src/serve/settings.ts';
import { send } from '../dev-server.ts';

const value = 'canary-value-of-a-secret';

async function serverWith(settings: object): Promise<{ readonly url: string }> {
  const given = { token: 't', guard: { allowedHosts: ['tunnel.example'], anyAddress: false }, ...settings };
  const server = createServer(openHandler(given as unknown as ServeSettings)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function faultWith(project: () => Partial<Served>): Promise<string> {
  const state = () => {
    throw new Error(`Unexpected token in "${value}"`);
  };
  const server = await serverWith({ project, state });
  const answer = await send(server, '/_dev/functions?token=t');
  expect(answer.status).toBe(500);
  return answer.text;
}

test('an error that nobody expected is answered without the values of secrets', async () => {
  const text = await faultWith(() => ({ redact: redactor({ KEY: value }), hide: (text: string) => text }));
  expect(text).toContain('Unexpected token');
  expect(text).not.toContain('canary');
});

test('and without its message where those cannot be read', async () => {
  const text = await faultWith(() => {
    throw new Error('unreadable');
  });
  expect(text).toContain('Internal error');
  expect(text).not.toContain('canary');
});

const hosts = ['localhost', '127.0.0.1', 'hslocal.net', 'tunnel.example'];
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY'];

test('the page goes only to a tab, and to who shows the token or never tells what a request is for, by whatever name and method', async () => {
  const server = await serverWith({});
  const places = [undefined, '', 'empty', 'iframe', 'embed', 'object', 'script', 'Document', 'document'];
  for (const Host of hosts) {
    for (const method of methods) {
      for (const place of places) {
        for (const target of ['/', '/?token=x', '/?token=t']) {
          const headers = { Host, ...(place === undefined ? {} : { 'Sec-Fetch-Dest': place }) };
          const { status, text } = await send(server, target, { method, headers });
          // Current browsers always tell these names what a request is for: only old ones and programs say nothing.
          const isOld = place === undefined && ['localhost', '127.0.0.1'].includes(Host);
          // A tunnel is there for others, who must not get the token with the page.
          const isTunnel = Host === 'tunnel.example';
          const known = isOld || (place === 'document' && !isTunnel) || target === '/?token=t';
          const expected = !known ? 403 : /^(?:GET|HEAD)$/.test(method) ? 200 : 405;
          expect([Host, method, place, target, status]).toEqual([Host, method, place, target, expected]);
          expect(text.includes('name="dev-token"')).toBe(expected === 200 && method === 'GET');
        }
      }
    }
  }
});

test.each([
  ['/_dev/functions', 'GET'],
  ['/_dev/events', 'GET'],
  ['/_dev/call', 'POST'],
])('%s, which the page asks for, is refused with any other method than %s', async (target, allowed) => {
  const server = await serverWith({});
  for (const Host of hosts) {
    for (const method of methods.filter((one) => one !== allowed)) {
      const sent = (token: string) => ({ method, headers: { Host, 'x-dev-token': token } });
      expect((await send(server, target, sent('x'))).status).toBe(403);
      const answer = await send(server, target, sent('t'));
      expect([method, answer.status, answer.headers.allow]).toEqual([method, 405, allowed]);
    }
  }
});

test('what the page asks for is refused to a page of any other address, also with the token', async () => {
  const server = await serverWith({});
  const origins = ['http://localhost:1', 'http://hslocal.net', 'https://app.hubspot.com', 'null', ''];
  for (const [target, method] of [
    ['/', 'GET'],
    ['/_dev/functions', 'GET'],
    ['/_dev/events', 'GET'],
    ['/_dev/call', 'POST'],
  ] as const) {
    for (const Origin of origins) {
      const headers = { Host: 'localhost', Origin, 'x-dev-token': 't' };
      const { status } = await send(server, target, { method, headers });
      expect([target, Origin, status]).toEqual([target, Origin, 403]);
    }
  }
});
