import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { templates } from 'virtual:template-table';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Platform } from '../../src/data/platforms.ts';
import { projectReadme } from '../../src/plan/plan.ts';
import { findTemplate, renderFixture, renderFunction, type Template } from '../../src/plan/render.ts';
import type { FunctionAnswers } from '../../src/types.ts';
import { functionAnswers, functionPlatforms } from './generated.ts';

type Handler = (context: object) => Promise<unknown>;

const folder = mkdtempSync(path.join(tmpdir(), 'templates-'));
const require = createRequire(import.meta.url);
let count = 0;

/** The handler of a generated function, loaded the way Node loads it. */
function handlerOf(said: Partial<FunctionAnswers>, change = (source: string) => source): Handler {
  const answers = functionAnswers(said);
  const source = renderFunction(findTemplate(answers.template) as Template, answers, '../types/context');
  const file = path.join(folder, `${count++}.js`);
  writeFileSync(file, change(source));
  return require(file).main;
}

const endpoint = { path: 'shop', methods: ['GET', 'POST'] };
const logged: string[] = [];

beforeAll(() => {
  for (const level of ['log', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((...values) => logged.push(values.join(' ')));
  }
});
afterEach(() => {
  vi.unstubAllEnvs();
  logged.length = 0;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('hello', () => {
  test('greets an app function’s caller by name, or the world', async () => {
    const hello = handlerOf({});
    expect(await hello({ parameters: { name: 'Ada' } })).toEqual({ message: 'Hello, Ada!' });
    expect(await hello({})).toEqual({ message: 'Hello, world!' });
    expect(logged).toEqual(['Saying hello to Ada', 'Saying hello to world']);
  });

  test('takes a query parameter as one value or as a list', async () => {
    const hello = handlerOf({ endpoint });
    const answer = { statusCode: 200, body: { message: 'Hello, Ada!' } };
    expect(await hello({ params: { name: 'Ada' } })).toEqual(answer);
    expect(await hello({ params: { name: ['Ada', 'Bob'] } })).toEqual(answer);
  });

  test('logs which variables are not set at the time of the call, and still answers', async () => {
    const hello = handlerOf({ secrets: ['API_KEY'], token: true });
    expect(await hello({})).toEqual({ message: 'Hello, world!' });
    expect(logged).toContain('Not set: API_KEY, PRIVATE_APP_ACCESS_TOKEN');
    vi.stubEnv('API_KEY', 'canary');
    await hello({});
    expect(logged.at(-1)).toBe('Not set: PRIVATE_APP_ACCESS_TOKEN');
    expect(logged.join()).not.toContain('canary');
  });
});

describe('endpoint', () => {
  const takeOrder = handlerOf({ template: 'endpoint', endpoint });
  const bad = (...errors: string[]) => ({ statusCode: 400, body: { errors } });

  test('takes the query, the body, and the body as text', async () => {
    const answer = { statusCode: 200, body: { item: 'lamp', quantity: 2 } };
    expect(await takeOrder({ params: { item: ['lamp'], quantity: '2' }, body: null })).toEqual(answer);
    expect(await takeOrder({ body: { item: 'lamp', quantity: 2 } })).toEqual(answer);
    expect(await takeOrder({ params: {}, body: '{"item": "lamp", "quantity": 2}' })).toEqual(answer);
  });

  test('says what is wrong with bad input', async () => {
    expect(await takeOrder({})).toEqual(bad('item is required'));
    expect(await takeOrder({ body: '{' })).toEqual(bad('The body is not valid JSON'));
    expect(await takeOrder({ body: { item: 'lamp', quantity: 1.5 } })).toEqual(
      bad('quantity must be a whole number from 1 to 100'),
    );
    expect(await takeOrder({ body: [], params: { quantity: 'x' } })).toEqual(
      bad('item is required', 'quantity must be a whole number from 1 to 100'),
    );
  });

  test('names a secret that is configured but has no value', async () => {
    const handler = handlerOf({ template: 'endpoint', endpoint, secrets: ['API_KEY', 'OTHER'] });
    vi.stubEnv('OTHER', 'set');
    expect(await handler({ params: { item: 'lamp' } })).toMatchObject({ statusCode: 500 });
    expect(logged).toEqual(['Not set: API_KEY']);
  });
});

describe('proxy', () => {
  let server: Server;
  const seen: string[] = [];
  const context = { parameters: { query: 'lamps & co' } };

  beforeAll(async () => {
    server = createServer((request, response) => {
      seen.push(`${request.url} ${request.headers.authorization}`);
      if (request.url?.includes('slow')) return;
      response.statusCode = request.url?.includes('broken') ? 500 : 200;
      response.end(request.url?.includes('html') ? '<html>' : '{"found": 2}');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  function proxy(said: Partial<FunctionAnswers> = {}, timeoutMs = 60_000): Handler {
    const { port } = server.address() as AddressInfo;
    return handlerOf({ template: 'proxy', secrets: ['API_KEY'], ...said }, (source) =>
      source
        .replace('https://api.example.com/v1/search', `http://127.0.0.1:${port}/`)
        .replace('TIMEOUT_MS = 8000', `TIMEOUT_MS = ${timeoutMs}`),
    );
  }

  test('hands on the question with the key, and hands back the answer', async () => {
    vi.stubEnv('API_KEY', 'canary');
    expect(await proxy()(context)).toEqual({ result: { found: 2 } });
    expect(seen.at(-1)).toBe('/?query=lamps+%26+co Bearer canary');
    expect(await proxy({ endpoint })({ params: { query: ['lamps'] } })).toEqual({
      statusCode: 200,
      body: { result: { found: 2 } },
    });
  });

  test('uses the first of the secrets as the key', async () => {
    vi.stubEnv('SHOP_KEY', 'shop');
    vi.stubEnv('OTHER', 'other');
    await proxy({ secrets: ['SHOP_KEY', 'OTHER'] })(context);
    expect(seen.at(-1)).toContain('Bearer shop');
  });

  test('says clearly that the key is missing', async () => {
    expect(await proxy()(context)).toEqual({ error: 'Not set: API_KEY' });
    const answer = await proxy({ endpoint })({ params: { query: 'x' } });
    expect(answer).toEqual({ statusCode: 500, body: { error: 'Not configured: see the log.' } });
    expect(logged).toEqual(['Not set: API_KEY', 'Not set: API_KEY']);
  });

  test('gives up in time, and long before HubSpot would', async () => {
    vi.stubEnv('API_KEY', 'canary');
    const slow = { params: { query: 'slow' } };
    expect(await proxy({ endpoint }, 100)(slow)).toMatchObject({ statusCode: 504 });
    expect(logged.join()).toContain('no answer within 100 ms');
    const source = renderFunction(
      findTemplate('proxy') as Template,
      functionAnswers({ template: 'proxy' }),
      '../types/context',
    );
    expect(Number(source.match(/TIMEOUT_MS = (\d+)/)?.[1])).toBeLessThan(10_000);
  });

  test('reports errors, responses that are not JSON and a missing server, and never shows the key', async () => {
    vi.stubEnv('API_KEY', 'canary');
    expect(await proxy()({ parameters: { query: 'broken' } })).toEqual({ error: 'The API answered 500' });
    expect(await proxy()({ parameters: { query: 'html' } })).toEqual({ error: 'Could not reach the API' });
    vi.stubEnv('API_KEY', 'canary\nwith a line break');
    expect(await proxy()(context)).toEqual({ error: 'Could not reach the API' });
    expect(logged.join()).not.toContain('canary');
  });
});

test.each(templates.filter((template) => !template.endpoint))(
  'the call of $name that the README shows gets an answer as it is',
  async ({ name, secrets, token }) => {
    const answers = functionAnswers({ name, template: name, secrets, token });
    const platform = functionPlatforms[0] as Platform;
    const project = {
      app: 'my-app',
      platform,
      packageManager: 'npm',
      functions: [answers],
      hasCards: false,
    } as const;
    const [, snippet = ''] = /```js\n(.*?)\n```/s.exec(projectReadme(project)) ?? [];
    const fixture = JSON.parse(renderFixture(findTemplate(name) as Template, answers));
    const calls: unknown[] = [];
    const hubspot = {
      serverless: async (called: string, { parameters }: { readonly parameters: object }) => {
        expect(called).toBe(name);
        calls.push(parameters);
      },
    };
    await new Function('hubspot', `return (async () => { ${snippet} })()`)(hubspot);
    expect(calls).toEqual([fixture.parameters]);
  },
);
