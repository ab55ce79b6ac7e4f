import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { listen, readBody, sendAnswer } from '../../src/serve/listen.ts';

const asRequest = (stream: Readable) => stream as unknown as IncomingMessage;

test('a body is read whole, however it comes in pieces, unless it is larger than the limit', async () => {
  const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 9 }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(pieces, fc.integer({ min: 0, max: 100 }), async (given, limit) => {
      const all = Buffer.concat(given);
      const body = await readBody(asRequest(Readable.from(given.map((one) => Buffer.from(one)))), limit);
      expect(body?.toString('hex')).toBe(all.length > limit ? undefined : all.toString('hex'));
    }),
  );
});

test('a body that comes byte by byte takes little more memory than its length', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const request = new PassThrough();
  const body = readBody(asRequest(request), 1e6);
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let at = 0; at < 200_000; at += 1) request.write(Buffer.from('a'));
  await new Promise((resolve) => request.write('b', resolve));
  collect();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(10e6);
  request.end();
  expect((await body)?.length).toBe(200_001);
});

test('bodies that never end hold a bounded amount of memory, and none once they are gone', async () => {
  const piece = Buffer.alloc(5e6);
  const requests = Array.from({ length: 60 }, () => new PassThrough({ highWaterMark: 1e7 }));
  const bodies = requests.map((request) => readBody(asRequest(request), 6e6));
  const ends = Promise.allSettled(bodies);
  for (const request of requests) request.write(piece);
  await new Promise(setImmediate);
  const open = requests.filter((request) => !request.destroyed);
  expect(open.length).toBeGreaterThan(10);
  expect(open.length).toBeLessThan(30);
  for (const request of open) request.destroy();
  await ends;
  expect(await readBody(asRequest(Readable.from([piece])), 6e6)).toHaveLength(piece.length);
});

test('a connection that brings thousands of requests at once has a hundred heard', async () => {
  let heard = 0;
  const settings = { port: undefined, defaultPort: 43_210 };
  const server = await listen((_, response) => {
    heard += 1;
    response.end('ok');
  }, settings);
  onTestFinished(server.close);
  const socket = connect(server.port, '127.0.0.1');
  socket.end('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(1000));
  await new Promise((resolve) => socket.resume().on('error', resolve).on('close', resolve));
  expect(heard).toBe(100);
});

const refusedByNode = [
  { statusCode: 204, headers: [['Trailer', 'Server-Timing']], body: 'x' },
  { statusCode: 200, headers: [['X-Name', 'a\nb']], body: '' },
  { statusCode: 200, headers: [['X Name', 'a']], body: '' },
  { statusCode: 1000, headers: [], body: '' },
] as const;

test.each(refusedByNode)('in place of the answer %j, which Node refuses, another is sent', async (given) => {
  const instead = { statusCode: 500, headers: [['Connection', 'close']], body: 'sorry' } as const;
  const server = await listen((_, response) => sendAnswer(response, given, () => instead), {
    defaultPort: 43_210,
  });
  onTestFinished(server.close);
  expect((await fetch(`http://localhost:${server.port}/`)).status).toBe(500);
});

test.each(refusedByNode)(
  'if that is %j, which Node refuses as well, the connection is cut',
  async (given) => {
    const server = await listen((_, response) => sendAnswer(response, given, () => given), {
      defaultPort: 43_210,
    });
    onTestFinished(server.close);
    await expect(fetch(`http://localhost:${server.port}/`)).rejects.toThrow('fetch failed');
  },
);
