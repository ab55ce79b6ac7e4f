import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { httpResponse } from '../../src/run/response.ts';
import { sendAnswer } from '../../src/serve/listen.ts';
import type { Json } from '../../src/types.ts';

const json: readonly [string, string] = ['Content-Type', 'application/json; charset=utf-8'];
const text: readonly [string, string] = ['Content-Type', 'text/plain; charset=utf-8'];

test.each<[string, Json, readonly (readonly [string, string])[], string]>([
  ['an object is sent as JSON', { statusCode: 200, body: { a: 1 } }, [json], '{"a":1}'],
  ['a text is sent as it is', { statusCode: 200, body: 'hello' }, [text], 'hello'],
  ['a number is sent as JSON', { statusCode: 200, body: 3 }, [json], '3'],
  ['no body is an empty one', { statusCode: 204 }, [], ''],
  ['a redirect has its place', { statusCode: 301, headers: { Location: '/x' } }, [['Location', '/x']], ''],
  [
    'a type of its own is kept',
    { statusCode: 200, headers: { 'content-type': 'text/html' }, body: '<p>' },
    [['content-type', 'text/html']],
    '<p>',
  ],
  [
    'several values become several headers',
    { statusCode: 204, multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] }, headers: { 'X-Count': 2 } },
    [
      ['X-Count', '2'],
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
    ],
    '',
  ],
])('%s', (_title, response, headers, body) => {
  const { answer, warnings } = httpResponse(response);
  expect(answer.headers).toEqual(headers);
  expect(answer.body).toBe(body);
  expect(warnings).toEqual([]);
});

test.each([
  ['Access-Control-Allow-Origin', '*'],
  ['X-Split', 'a\r\nSet-Cookie: b=1'],
  ['X Name', 'a'],
  ['X-Wide', 'ž'],
  ['Content-Length', '1'],
  ['transfer-encoding', 'chunked'],
  ['Service-Worker-Allowed', '/'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['CLEAR-SITE-DATA', '"*"'],
])('%s: %j is left out, with a warning', (name, value) => {
  const { answer, warnings } = httpResponse({ statusCode: 204, headers: { [name]: value } });
  expect(answer.headers).toEqual([]);
  expect(warnings).toMatchObject([{ code: 'response-header' }]);
});

test('of more headers than any client takes, the first thousand are sent, with one warning', () => {
  const headers = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`X-${at}`, 'a\n']));
  const many = {
    ...headers,
    ...Object.fromEntries(Array.from({ length: 999 }, (_, at) => [`X-${at}`, 'a'])),
  };
  const { answer, warnings } = httpResponse({ statusCode: 204, headers: many });
  expect(answer.headers).toHaveLength(999);
  expect(warnings).toHaveLength(2);
});

test('whatever a function returns, Node can send it', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const sent = (response: Json): Promise<string> =>
    new Promise((resolve, reject) => {
      const { answer } = httpResponse(response);
      server.removeAllListeners('request').once('request', (_request, to) => {
        to.statusCode = answer.statusCode;
        for (const [name, value] of answer.headers) to.appendHeader(name, value);
        to.end(answer.body);
      });
      request({ port, agent: false }, (from) => {
        from.setEncoding('utf8');
        let body = '';
        from.on('data', (piece) => {
          body += piece;
        });
        from.on('end', () => resolve(body));
      })
        .on('error', reject)
        .end();
    });
  const value = fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue());
  const headers = fc.oneof(fc.dictionary(fc.string({ unit: 'binary' }), value), fc.jsonValue());
  await fc.assert(
    fc.asyncProperty(headers, headers, value, async (one, several, body) => {
      const response = { statusCode: 200, headers: one, multiValueHeaders: several, body };
      const wanted = JSON.parse(JSON.stringify(response)) as Json;
      expect(await sent(wanted)).toBe(Buffer.from(httpResponse(wanted).answer.body).toString());
    }),
    { numRuns: 100 },
  );
  server.close();
});

test.each(['1.0', '1.1'])(
  'nor does Node refuse a header that HTTP acts on, with any status, to a client of HTTP/%s',
  async (version) => {
    const acted =
      'Connection,Content-Disposition,Content-Encoding,Content-Length,Content-Type,Date,Expect,Host,Keep-Alive,Link,Proxy-Connection,Set-Cookie,TE,Trailer,Transfer-Encoding,Upgrade,Vary';
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    for (const name of acted.split(',')) {
      for (const statusCode of [200, 204, 205, 304, 404]) {
        const faults: unknown[] = [];
        server.removeAllListeners('request').once('request', (_request, to) => {
          const response = { statusCode, headers: { [name]: 'Server-Timing' }, body: 'x' };
          sendAnswer(to, httpResponse(response).answer, (fault) => {
            faults.push(fault);
            return { statusCode: 500, headers: [], body: '' };
          });
        });
        await new Promise((resolve, reject) => {
          const socket = connect(port, '127.0.0.1').on('error', reject).on('close', resolve).resume();
          socket.write(`GET / HTTP/${version}\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
        });
        expect([name, statusCode, faults]).toEqual([name, statusCode, []]);
      }
    }
    server.close();
  },
);
