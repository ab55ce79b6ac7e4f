import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, installOracles } from '../conformance/oracles.ts';
import { type DevServer, projectFiles, send, startDev } from './dev-server.ts';

/** An answer of HubSpot's development servers, to compare with the answer of `dev` to the same request. */
interface Told {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every kind
  readonly json: any;
}

const appPath = '/api/crm-extensibility/execution/internal/v3/action/function/1';
const endpoint = { path: 'orders', method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] };
let server: DevServer;

beforeAll(async () => {
  await installOracles();
  server = await startDev(
    projectFiles({
      object: 'return { a: [1, null, { b: "c" }], parameters: context.parameters };',
      nothing: '',
      text: 'return "text";',
      drops: 'return { date: new Date(0), gone: undefined, not: NaN };',
      throws: 'throw new Error("no luck");',
      circular: 'const a = {}; a.a = a; return a;',
      orders: { code: 'return { statusCode: 201, body: { ...context, headers: undefined } };', endpoint },
      fails: {
        code: 'return { statusCode: 404, body: { gone: true } };',
        endpoint: { ...endpoint, path: 'fails' },
      },
      context: {
        code: 'return { statusCode: 200, body: context };',
        endpoint: { ...endpoint, path: 'context' },
      },
    }),
    ['--account', '77'],
  );
}, 240_000);
afterAll(() => server?.remove());

describe('a call by name is answered as by HubSpot’s local runtime', () => {
  const names = ['object', 'nothing', 'text', 'drops', 'orders', 'throws', 'circular', 'nope'];

  test('with the same status, and the same response or form of failure', async () => {
    const bodies = names.map((serverlessFunction) => ({ serverlessFunction, parameters: { q: 'x' } }));
    const tasks = bodies.map((body) => ({
      kind: 'call by name',
      appPath: path.join(server.project, 'src/app'),
      platformVersion: '2025.1',
      body,
    }));
    const theirs = await ask<Told>('serve', tasks);
    for (const [index, body] of bodies.entries()) {
      const { value, problem } = theirs[index] ?? {};
      expect(problem, names[index]).toBeUndefined();
      const ours = await send(server, appPath, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(ours.status, names[index]).toBe(value?.status);
      expect(Object.keys(ours.json).sort(), names[index]).toEqual(Object.keys(value?.json).sort());
      if (names[index] === 'orders') continue;
      if (ours.status === 200) expect(ours.json.response, names[index]).toEqual(value?.json.response);
      else expect(withoutWords(ours.json), names[index]).toEqual(withoutWords(value?.json));
    }
  });

  /** The structure of a failure, without messages, which differ between programs. */
  function withoutWords({ errors, ...rest }: Told['json']) {
    const forms = errors.map(({ context, message, ...error }: Told['json']) => ({
      ...error,
      message: /^The serverless function '\w+' failed to execute: ./.test(message),
      context: { ...context, exception: context.exception.length, logId: 1, appFunctionLogId: 1 },
    }));
    return { ...rest, errors: forms };
  }
});

describe('a card’s hubspot.fetch gets its answer from here by the line for local.json', () => {
  test('through HubSpot’s own proxy, with what it sends', async () => {
    const mapping = {
      'https://shop.example': server.url.replace('localhost', '127.0.0.1').replace(/\/$/, ''),
    };
    const request = (target: string, method: string, requestBody?: object) => ({
      kind: 'hubspot.fetch',
      mapping,
      request: {
        requestUri: `https://shop.example/hs/serverless/${target}`,
        method,
        requestTimeoutMillis: 15_000,
        requestBody,
      },
    });
    const [get, post, missing] = await ask<Told>('serve', [
      request('orders?item=lamp&item=desk', 'GET'),
      request('orders', 'POST', { quantity: 2 }),
      request('fails', 'GET'),
    ]);
    expect(get?.value?.status).toBe(201);
    expect(get?.value?.json.responseBody).toMatchObject({
      method: 'GET',
      params: { item: ['lamp', 'desk'] },
    });
    expect(post?.value?.json.responseBody).toMatchObject({ method: 'POST', body: { quantity: 2 } });
    expect(missing?.value?.json.responseBody).toEqual({ gone: true });
  });
});

describe('an endpoint’s request becomes what HubSpot’s runtime for CMS functions makes of it', () => {
  const json = { 'content-type': 'application/json' };

  test.each<[string, string, string, Record<string, string>, string | undefined]>([
    ['one value', 'GET', '?id=42', {}, undefined],
    ['several values', 'GET', '?tag=a&tag=b&id=1', {}, undefined],
    ['an empty value', 'GET', '?a=&b=x+y&c=%C3%A9', {}, undefined],
    ['a JSON body', 'POST', '?id=1', json, '{"a":[1,{"b":null}]}'],
    [
      'headers',
      'GET',
      '',
      { 'user-agent': 'me', accept: 'a/b', 'x-api-key': 'k', cookie: 'a=1', 'accept-language': 'en' },
      undefined,
    ],
    ['a forwarded address', 'GET', '', { 'x-forwarded-for': '203.0.113.7' }, undefined],
  ])('%s', async (_title, method, query, headers, body) => {
    const target = `/hs/serverless/context${query}`;
    const [told] = await ask<Told>('serve', [
      {
        kind: 'CMS request',
        folder: path.join(server.project, 'src/app/app.functions'),
        method,
        target,
        headers,
        body,
      },
    ]);
    const theirs = told?.value?.json;
    const { json: ours } = await send(server, target, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    expect(ours.params).toEqual(theirs.params);
    expect(ours.method).toBe(theirs.method);
    expect(ours.accountId).toBe(theirs.accountId);
    if (body !== undefined) expect(ours.body).toEqual(theirs.body);
    expect(Object.keys(ours.headers).sort()).toEqual(
      Object.keys(theirs.headers)
        .map((name) => name.toLowerCase())
        .sort(),
    );
  });
});
