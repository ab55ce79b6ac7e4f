import type { IncomingMessage } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBody } from '../../src/serve/listen.ts';

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
