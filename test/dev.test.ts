import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { platform } from 'node:process';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { neededByWindows } from '../src/run/protocol.ts';
import {
  type Answer,
  type DevServer,
  type Functions,
  projectFiles,
  type Sent,
  send,
  startDev,
} from './dev-server.ts';
import { validDocumentOf } from './documents.ts';
import { hasLinks, hasScripts, hasSignals } from './left-out.ts';
import { expectNoProcessIn } from './processes.ts';
import { documentOf, emptyFolder, filesOf, run, runWords, writeFiles } from './program.ts';

const secret = 'canary-value-1234567';
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const all = (p: string) => ({ path: p, method: methods });
const appPath = '/api/crm-extensibility/execution/internal/v3/action/function/1';

const functions: Functions = {
  echo: { code: 'return { statusCode: 200, body: context };', endpoint: all('echo') },
  gets: { code: 'return { statusCode: 200, body: "got" };', endpoint: { path: 'a/b/gets', method: ['GET'] } },
  returns: { code: 'return context.body;', endpoint: all('returns') },
  throws: { code: "throw new TypeError('no <b>luck</b>');", endpoint: all('throws') },
  hangs: { code: 'for (;;) {}', endpoint: all('hangs') },
  waits: { code: 'await new Promise((done) => setTimeout(done, 500));', endpoint: all('waits') },
  exits: { code: 'process.exit(3);', endpoint: all('exits') },
  counts: {
    code: 'globalThis.calls = (globalThis.calls ?? 0) + 1; return { statusCode: 200, body: globalThis.calls };',
    endpoint: all('counts'),
  },
  big: { code: "return { statusCode: 200, body: 'x'.repeat(7 * 1024 * 1024) };", endpoint: all('big') },
  leaks: {
    code: 'console.log(process.env.API_KEY); return { statusCode: 200, body: { key: process.env.API_KEY } };',
    endpoint: all('leaks'),
    secrets: ['API_KEY'],
  },
  environment: {
    code: 'return { statusCode: 200, body: Object.keys(process.env).sort() };',
    endpoint: all('environment'),
  },
  app: 'return { context };',
  nothing: '',
  teapot: {
    code: "return { statusCode: 418, body: 'short and stout' };",
    endpoint: all('teapot'),
  },
};

function call(server: DevServer, name: string, sent: Sent = {}): Promise<Answer> {
  return send(server, `/hs/serverless/${name}`, sent);
}

function callByName(server: DevServer, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return send(server, appPath, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** What a browser sends when it opens the page in a tab. */
const inTab: Sent = { headers: { 'sec-fetch-dest': 'document' } };

/** The token that the page must send with its requests. */
async function tokenOf(server: DevServer): Promise<string> {
  return /name="dev-token" content="([^"]+)"/.exec((await send(server, '/', inTab)).text)?.[1] ?? '';
}

describe('a project that is served', () => {
  let server: DevServer;
  beforeAll(async () => {
    const files = {
      ...projectFiles(functions),
      'src/app/app.functions/.env': `API_KEY=${secret}\nOTHER=x\nSTATUS_KEY=418\nMETHOD_KEY=POST\nKIND_KEY=endpoint\n`,
      'fixtures/app.json': JSON.stringify({ user: { userId: 7 }, propertiesToSend: { email: 'a@b.c' } }),
    };
    server = await startDev(files, ['--timeout', '5000', '--account', '77'], { SHELL_ONLY: 'x' });
  });
  afterAll(() => server.remove());

  test('gives a function the request as HubSpot does', async () => {
    const answer = await call(server, 'echo?id=7&tag=a&tag=b', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'User-Agent': 'me', 'X-Api-Key': 'k', Cookie: 'a=1' },
      body: '{"a":[1]}',
    });
    expect(answer.status).toBe(200);
    const { headers, ...context } = answer.json;
    expect(context).toEqual({
      method: 'POST',
      params: { id: ['7'], tag: ['a', 'b'] },
      body: { a: [1] },
      accountId: 77,
    });
    expect(headers).toEqual({
      host: new URL(server.url).host.replace('localhost', '127.0.0.1'),
      'user-agent': 'me',
      cookie: 'a=1',
      connection: 'close',
      'true-client-ip': '127.0.0.1',
      'x-forwarded-for': '127.0.0.1',
    });
    const told = await server.event((one) => one.event === 'answer' && one.warnings.length > 0);
    expect(told.warnings[0].message).toContain('x-api-key');
  });

  test.each<[string, unknown, number, string, Record<string, string>]>([
    [
      'an object',
      { statusCode: 201, body: { a: 1 } },
      201,
      '{"a":1}',
      { 'content-type': 'application/json; charset=utf-8' },
    ],
    ['a text', { statusCode: 200, body: 'hi' }, 200, 'hi', { 'content-type': 'text/plain; charset=utf-8' }],
    [
      'HTML',
      { statusCode: 200, headers: { 'Content-Type': 'text/html' }, body: '<p>' },
      200,
      '<p>',
      { 'content-type': 'text/html' },
    ],
    ['a redirect', { statusCode: 301, headers: { Location: '/x' } }, 301, '', { location: '/x' }],
    ['no content', { statusCode: 204, body: 'x' }, 204, '', {}],
    [
      'several cookies',
      { statusCode: 200, multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] } },
      200,
      '',
      {},
    ],
    [
      'a split header',
      { statusCode: 200, headers: { 'X-A': 'a\r\nX-B: b', 'Access-Control-Allow-Origin': '*' } },
      200,
      '',
      {},
    ],
  ])('sends %s', async (_title, response, status, text, headers) => {
    const answer = await call(server, 'returns', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(response),
    });
    expect(answer).toMatchObject({ status, text, headers });
    expect(answer.headers['x-b'] ?? answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  test.each<[string, string, Sent, string]>([
    ['that throws', 'throws', {}, 'threw'],
    ['that exits', 'exits', {}, 'exited'],
    ['that never ends', 'hangs', {}, 'timeout'],
    ['that returns too much', 'big', {}, 'response-too-large'],
    [
      'that returns no status code',
      'returns',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' },
      'no-status-code',
    ],
    [
      'that returns a status code that ends nothing',
      'returns',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"statusCode":101}' },
      'no-status-code',
    ],
  ])('says what is wrong with a function %s, and goes on', async (_title, name, sent, code) => {
    const answer = await call(server, name, sent);
    expect(answer).toMatchObject({ status: 500, json: { error: { code } } });
    expect((await call(server, 'a/b/gets')).text).toBe('got');
  });

  test("answers a browser in HTML, with the function's text escaped", async () => {
    const answer = await call(server, 'throws', { headers: { Accept: 'text/html,*/*' } });
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.text).toContain('no &#60;b&#62;luck&#60;/b&#62;');
  });

  test.each(['DELETE', 'HEAD', 'OPTIONS', 'PURGE'])(
    'answers %s with 405 where it is not listed',
    async (method) => {
      const answer = await call(server, 'a/b/gets', { method });
      expect(answer.status).toBe(405);
      expect(answer.headers.allow).toBe('GET');
    },
  );

  test.each([
    'nope',
    '',
    '/a/b/gets',
    'a//b/gets',
    'a/./b/gets',
    'a/x/../b/gets',
    'a/b/gets/',
    'a%2Fb%2Fgets',
    'a/b/gets%00',
    'a/b/gets%',
    '..%2f..%2fetc%2fpasswd',
    '__proto__',
  ])('finds no function at %j, and says which there are', async (target) => {
    const answer = await call(server, target);
    expect(answer.status).toBe(404);
    expect(answer.json.paths).toContain('/hs/serverless/a/b/gets');
  });

  test('finds a function whose path is written with escapes', async () => {
    expect((await call(server, 'a/b/g%65ts')).text).toBe('got');
  });

  test('tells callers of design manager functions the new address', async () => {
    const answer = await send(server, '/_hcms/api/gets');
    expect(answer.status).toBe(404);
    expect(answer.text).toContain('/hs/serverless/gets');
    expect(answer.text).toContain('2027-02-01');
  });

  test.each<[string, Sent]>([
    ['with a length', { body: new Uint8Array(7 * 1024 * 1024) }],
    ['in chunks', { headers: { 'transfer-encoding': 'chunked' }, body: new Uint8Array(7 * 1024 * 1024) }],
  ])('refuses a body of 7 MB %s', async (_title, sent) => {
    expect((await call(server, 'echo', { method: 'POST', ...sent })).status).toBe(413);
  });

  test.each(['[', '{"a":'])(
    'refuses a call nested deeper than 1,000 levels of %s, and runs nothing',
    async (open) => {
      const { length } = server.events;
      const token = await tokenOf(server);
      for (const levels of [1001, 100_000]) {
        const body = open.repeat(levels) + (open === '[' ? ']'.repeat(levels) : `1${'}'.repeat(levels)}`);
        const headers = { 'content-type': 'application/json' };
        const page = {
          kind: 'endpoint',
          method: 'POST',
          path: 'echo',
          query: [],
          headers: Object.entries(headers),
          body,
        };
        const called = `{"kind":"app","function":"app","propertiesToSend":{},"parameters":{"a":${body}}}`;
        const byPage = (text: string) =>
          send(server, '/_dev/call', {
            method: 'POST',
            headers: { ...headers, 'x-dev-token': token },
            body: text,
          });
        for (const answer of [
          await call(server, 'echo', { method: 'POST', headers, body }),
          await callByName(server, `{"serverlessFunction":"app","parameters":{"a":${body}}}`),
          await byPage(JSON.stringify(page)),
          await byPage(called),
        ]) {
          expect(answer.status).toBe(400);
          expect(answer.text).toContain('nested more than 1000 levels deep');
        }
      }
      expect(server.events.slice(length)).toEqual([]);
    },
  );

  test('refuses requests that are not a call from the page, and runs nothing', async () => {
    const { length } = server.events;
    const headers = { 'content-type': 'application/json', 'x-dev-token': await tokenOf(server) };
    const made = { kind: 'endpoint', method: 'POST', path: 'echo', query: [], headers: [], body: '' };
    const odd = [null, 5, '', {}, [], [null], [5], [[]], [['a']], [[1, 2]], [['a', 'b', 'c']], [['a', {}]]];
    const calls: unknown[] = [
      ...odd,
      ...['query', 'headers', 'method', 'path', 'body', 'kind'].flatMap((member) =>
        odd
          .filter((value) => !(Array.isArray(value) && value.length === 0) || !/query|headers/.test(member))
          .filter((value) => value !== '' || !/method|path|body/.test(member))
          .map((value) => ({ ...made, [member]: value })),
      ),
      ...[null, 5, ['app'], {}].map((name) => ({ kind: 'app', function: name })),
      { ...made, method: undefined },
      { ...made, headers: undefined },
    ];
    for (const wanted of calls) {
      const answer = await send(server, '/_dev/call', {
        method: 'POST',
        headers,
        body: JSON.stringify(wanted),
      });
      expect([answer.status, JSON.stringify(wanted)]).toEqual([400, JSON.stringify(wanted)]);
      expect(answer.json.error.message).toContain('does not describe a call');
    }
    expect(server.events.slice(length)).toEqual([]);
  });

  test.each<[string, Sent, unknown]>([
    ['no JSON', { headers: { 'content-type': 'application/json' }, body: '{"a":' }, '{"a":'],
    [
      'not UTF-8',
      { headers: { 'content-type': 'text/plain' }, body: new Uint8Array([0x61, 0xff]) },
      'a\ufffd',
    ],
    ['of another type', { headers: { 'content-type': 'text/xml' }, body: '<a/>' }, '<a/>'],
    [
      'a deep one',
      { headers: { 'content-type': 'application/json' }, body: '['.repeat(20) + ']'.repeat(20) },
      JSON.parse('['.repeat(20) + ']'.repeat(20)),
    ],
  ])('takes a body that is %s', async (_title, sent, body) => {
    expect((await call(server, 'echo', { method: 'POST', ...sent })).json.body).toEqual(body);
  });

  test('cuts long requests and answers of either kind in what it shows', async () => {
    const long = 'x'.repeat(1_000_000);
    const headers = { 'content-type': 'text/plain' };
    await call(server, 'echo', { method: 'POST', headers, body: `to an address ${long}` });
    await callByName(server, { serverlessFunction: 'app', parameters: { to: 'by name', long } });
    for (const sign of ['to an address', 'by name']) {
      const asked = await server.event(
        (one) => one.event === 'call' && JSON.stringify(one.request).includes(sign),
      );
      const answer = await server.event((one) => one.event === 'answer' && one.id === asked.id);
      for (const event of [asked, answer]) {
        const { length } = JSON.stringify(event);
        expect([event.event, length > 200_000, length < 210_000]).toEqual([event.event, true, true]);
      }
    }
  });

  test('keeps names such as __proto__ in params, and nowhere else', async () => {
    const { json } = await call(server, 'echo?__proto__=x&constructor=y');
    expect(Object.keys(json.params)).toEqual(['__proto__', 'constructor']);
  });

  test('refuses a URL of 1 MB, and is not harmed by clients that send nonsense or disconnect', async () => {
    expect(
      (await call(server, `echo?${'x'.repeat(1024 * 1024)}`).catch(({ code }) => ({ status: code }))).status,
    ).toSatisfy((status) => [431, 'EPIPE', 'ECONNRESET'].includes(status as string));
    for (const said of [
      'GARBAGE\r\n\r\n',
      'POST /hs/serverless/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => {
          socket.write(said, () => setImmediate(() => socket.destroy()));
        });
        socket.on('error', () => {}).on('close', () => resolve());
      });
    }
    expect((await call(server, 'a/b/gets')).text).toBe('got');
  });

  test('runs nothing for a caller that has disconnected, even after many requests in one connection', async () => {
    const said = 'GET /hs/serverless/waits HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(40);
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(said));
    socket.on('error', () => {});
    await server.event((one) => one.event === 'call' && one.function === 'waits');
    socket.destroy();
    await server.event((one) => one.event === 'answer' && one.status === 499);
  });

  test('starts each call afresh, however many there are at once', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => call(server, 'counts')));
    expect(answers.map(({ status, text }) => `${status} ${text}`)).toEqual(Array(12).fill('200 1'));
    for (let again = 0; again < 3; again += 1) expect((await call(server, 'counts')).text).toBe('1');
  });

  test('gives a function the environment of production: nothing of the shell, only its own secrets', async () => {
    const isSystems = (name: string) =>
      /^(PATH|__CF.*)$/.test(name) || (platform === 'win32' && neededByWindows.includes(name));
    const { json } = await call(server, 'environment');
    expect(json.filter((name: string) => !isSystems(name))).toEqual([]);
  });

  test('shows a secret to the caller, as HubSpot would, and nowhere else', async () => {
    const sent = { headers: { [secret]: 'x', 'content-type': secret }, method: 'POST', body: secret };
    expect((await call(server, `leaks?key=${secret}`, sent)).json).toEqual({ key: secret });
    const { id } = await server.event((one) => one.event === 'call' && one.function === 'leaks');
    const told = await server.event((one) => one.event === 'answer' && one.id === id);
    expect(told.warnings.map(({ code }: { code: string }) => code)).toContain('secret-exposed');
    const headers = { 'x-dev-token': await tokenOf(server) };
    const shown = [
      JSON.stringify(server.events),
      server.stderr(),
      (await send(server, '/_dev/functions', { headers })).text,
    ];
    for (const text of shown) expect(text).not.toContain(secret);
    expect(shown[2]).toContain('"***"');
  });

  describe('called by name, as a card does', () => {
    test('gives the context of production, and properties from the fixture', async () => {
      const body = {
        serverlessFunction: 'app',
        parameters: { a: 1 },
        objectQuery: { objectId: '1', objectTypeId: '0-1', objectPropertyNames: ['email', 'phone'] },
      };
      const { status, json } = await callByName(server, body);
      expect(status).toBe(200);
      expect(json.response.context).toEqual({
        user: { userId: 7 },
        portalId: 77,
        propertiesToSend: { email: 'a@b.c' },
        parameters: { a: 1 },
      });
      const told = await server.event((one) => one.event === 'answer' && one.id === json.logId);
      expect(told.warnings).toMatchObject([
        { code: 'property-not-in-fixture', message: expect.stringContaining('phone') },
      ]);
    });

    test('calls an endpoint function too, and needs no status code of it', async () => {
      const { json } = await callByName(server, { serverlessFunction: 'counts', parameters: {} });
      expect(json.response).toEqual({ statusCode: 200, body: 1 });
    });

    test('gives null for nothing', async () => {
      expect((await callByName(server, { serverlessFunction: 'nothing' })).json.response).toBeNull();
    });

    test.each<[string, unknown, string]>([
      ['there is no such function', { serverlessFunction: 'nope' }, 'There is no function \\"nope\\"'],
      ['it throws', { serverlessFunction: 'throws' }, 'It threw TypeError'],
      ['it names none', {}, 'serverlessFunction'],
      ['it is a list', [], 'serverlessFunction'],
      ['it is not JSON', '{"a":', 'not JSON'],
    ])('answers 400 with what is wrong where %s', async (_title, body, words) => {
      const answer = await callByName(server, body);
      expect(answer.status).toBe(400);
      expect(answer.json.status).toBe('error');
      expect(answer.text).toContain(words);
    });

    test('allows HubSpot’s pages, with the permission that their browser requests', async () => {
      const Origin = 'https://app.hubspot.com';
      const asked = await send(server, appPath, {
        method: 'OPTIONS',
        headers: {
          Origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'content-type',
        },
      });
      expect(asked.status).toBe(204);
      expect(asked.headers['access-control-allow-origin']).toBe(Origin);
      const answer = await callByName(server, { serverlessFunction: 'counts' }, { Origin });
      expect(answer.headers['access-control-allow-origin']).toBe(Origin);
    });
  });

  describe('refuses before anything runs', () => {
    test.each<[string, string, Record<string, string>]>([
      ['another host, as a rebound name sends it', '/hs/serverless/echo', { Host: 'evil.example' }],
      ['another host for a call by name', appPath, { Host: 'evil.example' }],
      ['another host for the page', '/', { Host: 'evil.example' }],
      ['a page of another site', '/hs/serverless/echo', { Origin: 'https://evil.example' }],
      [
        'a page of HubSpot that calls an endpoint',
        '/hs/serverless/echo',
        { Origin: 'https://app.hubspot.com' },
      ],
      ['a page without an origin', '/hs/serverless/echo', { Origin: 'null' }],
      ['a link from another site', '/hs/serverless/echo', { 'Sec-Fetch-Site': 'cross-site' }],
      ['a call by name from another site', appPath, { Origin: 'https://evil.example' }],
      ['what the page asks for, without its token', '/_dev/functions', {}],
      [
        'what the page asks for, from another page of this machine',
        '/_dev/events',
        { Origin: 'http://localhost:5173' },
      ],
      ['the script of a service worker', '/hs/serverless/echo', { 'Service-Worker': 'script' }],
      ['the page within another one', '/', { 'Sec-Fetch-Dest': 'iframe' }],
    ])('%s', async (_title, target, headers) => {
      const sent = {
        method: target === appPath ? 'POST' : 'GET',
        headers: { 'content-type': 'text/plain', ...headers },
      };
      const answer = await send(
        server,
        `${target}?mark=refused`,
        target === appPath
          ? { ...sent, body: '{"serverlessFunction":"app","parameters":{"mark":"refused"}}' }
          : sent,
      );
      expect(answer.status).toBe(403);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      const calls = server.events.filter(({ event }) => event === 'call');
      expect(JSON.stringify(calls)).not.toContain('refused');
    });
  });

  test('its page runs only its own script, and is in no frame', async () => {
    const { headers } = await send(server, '/', inTab);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'nonce-[\w-]+';/);
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
  });

  test('shows the status that the caller got, even if a secret has the same value', async () => {
    expect((await call(server, 'teapot')).status).toBe(418);
    const told = await server.event((one) => one.event === 'answer' && one.body === 'short and stout');
    expect(told.status).toBe(418);
  });
});

describe('a change on disk counts for the very next call', () => {
  const folder = 'src/app/app.functions';
  const files = {
    ...projectFiles({
      hello: {
        code: "return { statusCode: 200, body: [require('./helper').word, require('pack'), require('fs').readFileSync(__dirname + '/data.txt', 'utf8'), process.env.WORD] };",
        endpoint: all('hello'),
        secrets: ['WORD'],
      },
    }),
    [`${folder}/helper.js`]: "exports.word = 'old';",
    [`${folder}/data.txt`]: 'old',
    [`${folder}/.env`]: 'WORD=old-word',
    [`${folder}/package.json`]: '{"dependencies":{"pack":"1"}}',
    [`${folder}/node_modules/pack/index.js`]: "module.exports = 'old';",
    [`${folder}/node_modules/pack/package.json`]: '{"name":"pack"}',
  };

  test('in a helper, a package, a data file, the secrets and the configuration, even with the same size and time', async () => {
    const server = await startDev(files);
    onTestFinished(server.remove);
    const body = async () => (await call(server, 'hello')).json;
    const write = (name: string, text: string) =>
      writeFileSync(path.join(server.project, folder, name), text);
    expect(await body()).toEqual(['old', 'old', 'old', 'old-word']);
    expect(await body()).toEqual(['old', 'old', 'old', 'old-word']);
    write('helper.js', "exports.word = 'new';");
    utimesSync(path.join(server.project, folder, 'helper.js'), 1, 1);
    expect((await body())[0]).toBe('new');
    write('node_modules/pack/index.js', "module.exports = 'new';");
    expect((await body())[1]).toBe('new');
    write('data.txt', 'new');
    expect((await body())[2]).toBe('new');
    write('.env', 'WORD=new-word');
    expect((await body())[3]).toBe('new-word');
    write('hello.js', "exports.main = async () => ({ statusCode: 200, body: 'rewritten' });");
    expect((await call(server, 'hello')).text).toBe('rewritten');
    const registry = JSON.parse(readFileSync(path.join(server.project, folder, 'serverless.json'), 'utf8'));
    registry.appFunctions.more = { file: 'hello.js', endpoint: all('more') };
    write('serverless.json', JSON.stringify(registry));
    expect((await call(server, 'more')).text).toBe('rewritten');
  });

  test.runIf(hasLinks).each(['commonjs', 'module'])('in a package of a workspace (%s)', async (type) => {
    const isModule = type === 'module';
    const code = (text: string) => `${isModule ? 'export default' : 'module.exports ='} '${text}';`;
    const app = projectFiles({ hello: { code: '', endpoint: all('hello') } });
    const server = await startDev({
      ...app,
      [`${folder}/hello.js`]: isModule
        ? "import pack from 'pack'; export const main = async () => ({ statusCode: 200, body: pack });"
        : "const pack = require('pack'); exports.main = async () => ({ statusCode: 200, body: pack });",
      [`${folder}/package.json`]: JSON.stringify({ type, dependencies: { pack: '1' } }),
      'packages/pack/package.json': JSON.stringify({ name: 'pack', type }),
      'packages/pack/index.js': code('old'),
    });
    onTestFinished(server.remove);
    mkdirSync(path.join(server.project, 'node_modules'));
    symlinkSync('../packages/pack', path.join(server.project, 'node_modules', 'pack'));
    for (const word of ['old', 'new', 'newer']) {
      writeFileSync(path.join(server.project, 'packages/pack/index.js'), code(word));
      for (const _ of [1, 2]) expect((await call(server, 'hello')).text).toBe(word);
    }
  });

  test.runIf(hasLinks).each([
    ['folder', '../../../words', 'linked', './linked/word.js'],
    ['file', '../../../words/word.js', 'linked.js', './linked.js'],
  ])('in a module outside that a link to a %s leads to', async (_what, target, link, specifier) => {
    const server = await startDev({
      ...projectFiles({ hello: { code: '', endpoint: all('hello') } }),
      [`${folder}/hello.js`]: `import word from '${specifier}';
        import { appendFileSync } from 'node:fs';
        appendFileSync('../../../loads', '.');
        export const main = async () => ({ statusCode: 200, body: word });`,
      [`${folder}/package.json`]: '{"type":"module"}',
      'words/package.json': '{"type":"module"}',
      'words/word.js': "export { default } from './letters.js';",
    });
    onTestFinished(server.remove);
    symlinkSync(target, path.join(server.project, folder, link));
    for (const [round, word] of ['old', 'new', 'newer'].entries()) {
      writeFileSync(path.join(server.project, 'words/letters.js'), `export default '${word}';`);
      expect((await call(server, 'hello')).text).toBe(word);
      // Once for this call, and once ahead for the next.
      const loads = () => readFileSync(path.join(server.project, 'loads'), 'utf8').length;
      await vi.waitUntil(() => loads() === 2 * (round + 1), { timeout: 20_000 });
    }
  });

  test('a project that breaks is reported, and works again once it is fixed', async () => {
    const server = await startDev(files);
    onTestFinished(server.remove);
    const file = path.join(server.project, folder, 'serverless.json');
    const good = readFileSync(file, 'utf8');
    writeFileSync(file, '{"appFunctions": {');
    const broken = await call(server, 'hello');
    expect(broken).toMatchObject({ status: 500, json: { error: { code: 'invalid-json' } } });
    expect(broken.text).toContain('serverless.json');
    await server.event((one) => one.event === 'project' && one.problem?.code === 'invalid-json');
    writeFileSync(file, good);
    expect((await call(server, 'hello')).status).toBe(200);
    rmSync(path.join(server.project, folder, 'hello.js'));
    expect(await call(server, 'hello')).toMatchObject({
      status: 500,
      json: { error: { code: 'no-such-file' } },
    });
  });

  test.runIf(hasLinks)('an unreadable file or a missing project does not stop the server', async () => {
    const server = await startDev(files);
    onTestFinished(server.remove);
    const file = path.join(server.project, folder, 'hello.js');
    const away = `${server.project}-away`;
    const told = () => server.event((one) => one.event === 'project' && one.problem !== null);
    renameSync(file, `${file}.old`);
    symlinkSync('hello.js', file);
    expect((await call(server, 'hello')).status).toBe(500);
    renameSync(`${file}.old`, file);
    expect((await call(server, 'hello')).status).toBe(200);
    renameSync(server.project, away);
    const gone = await call(server, 'hello');
    expect(gone.json.error.code).toBe('no-project');
    await told();
    symlinkSync(away, server.project);
    expect((await call(server, 'hello')).status).toBe(200);
    rmSync(server.project);
    renameSync(away, server.project);
    expect((await call(server, 'hello')).status).toBe(200);
  });
});

test.runIf(hasLinks)('an error while a function was loaded ahead is not the answer to the call', async () => {
  const aside = mkdtempSync(path.join(tmpdir(), 'dev-aside-'));
  const begun = path.join(aside, 'begun');
  const go = path.join(aside, 'go');
  const failed = path.join(aside, 'failed');
  const back = path.join(aside, 'back');
  const code = `const { existsSync, rmSync, writeFileSync } = require('node:fs');
const [begun, go, failed, back] = ${JSON.stringify([begun, go, failed, back])};
writeFileSync(begun, '');
while (!existsSync(go));
try { require('./part.js'); } catch (error) { writeFileSync(failed, ''); while (!existsSync(back)); throw error; }
exports.main = async () => { rmSync(begun); rmSync(go); return { statusCode: 200 }; };
`;
  const files = projectFiles({ slow: { code: '', endpoint: all('slow') } });
  const folder = 'src/app/app.functions';
  writeFileSync(go, '');
  const server = await startDev({ ...files, [`${folder}/slow.js`]: code, [`${folder}/part.js`]: '' });
  onTestFinished(async () => {
    await server.remove();
    rmSync(aside, { recursive: true });
  });
  expect((await call(server, 'slow')).status).toBe(200);
  const away = `${server.project}-away`;
  await vi.waitUntil(() => existsSync(begun), { timeout: 20_000 });
  renameSync(server.project, away);
  writeFileSync(go, '');
  await vi.waitUntil(() => existsSync(failed), { timeout: 20_000 });
  renameSync(away, server.project);
  const answer = call(server, 'slow');
  await server.event(({ event, id }) => event === 'call' && id === '2');
  writeFileSync(back, '');
  expect((await answer).status).toBe(200);
});

describe('the end', () => {
  const slow = projectFiles({
    slow: {
      code: "require('child_process').spawn('sleep', ['60'], { detached: true }); await new Promise((done) => setTimeout(done, 60000));",
      endpoint: all('slow'),
    },
    quick: { code: 'return { statusCode: 200 };', endpoint: all('quick') },
  });

  test.runIf(hasSignals).each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s has code %i, and leaves no process', async (signal, code) => {
    const server = await startDev(slow);
    onTestFinished(server.remove);
    await call(server, 'quick');
    const cut = call(server, 'slow').catch((error: Error) => error);
    await server.event((one) => one.event === 'call' && one.function === 'slow');
    server.process.kill(signal);
    expect(await server.ended).toBe(code);
    expect(await cut).toBeInstanceOf(Error);
    expect(server.events.at(-1)).toMatchObject({
      event: 'end',
      mode: 'dev',
      code,
      error: { code: 'interrupted' },
    });
    await expectNoProcessIn(server.project);
  });

  test('by kill -9 leaves no process either', async () => {
    const server = await startDev(slow);
    onTestFinished(server.remove);
    await call(server, 'quick');
    void call(server, 'slow').catch(() => {});
    await server.event((one) => one.event === 'call' && one.function === 'slow');
    server.process.kill('SIGKILL');
    await server.ended;
    await expectNoProcessIn(server.project);
  });
});

describe('options', () => {
  const hello = projectFiles({
    hello: { code: "return { statusCode: 200, body: 'hello' };", endpoint: all('hello') },
    throws: { code: "throw new Error('x');", endpoint: all('throws') },
  });

  test('a second server takes the next port and says so; a port that was asked for and is taken is a conflict', async () => {
    const first = await startDev(hello);
    onTestFinished(first.remove);
    const second = await startDev(hello);
    onTestFinished(second.remove);
    expect(second.url).not.toBe(first.url);
    expect(second.events).toContainEqual(expect.objectContaining({ event: 'warning', code: 'other-port' }));
    const { port } = new URL(first.url);
    const third = await run(first.project, ['dev', '--port', port, '--json']);
    expect(third.code).toBe(3);
    expect(validDocumentOf(third)).toMatchObject({
      event: 'end',
      code: 3,
      mode: 'dev',
      error: { code: 'port-taken', conflicts: [port] },
    });
    expect(third.stdout.trim()).not.toContain('\n');
  });

  test('--as-production answers an error with an empty 500', async () => {
    const server = await startDev(hello, ['--as-production']);
    onTestFinished(server.remove);
    expect(await call(server, 'throws')).toMatchObject({ status: 500, text: '' });
  });

  test('--host lets others connect, with a warning, and requires a token for calls by name and the page', async () => {
    const server = await startDev(hello, ['--host', '0.0.0.0', '--allow-host', 'shop.example']);
    onTestFinished(server.remove);
    expect(server.events).toContainEqual(expect.objectContaining({ event: 'warning', code: 'reachable' }));
    const Host = '192.168.7.7:3210';
    expect((await call(server, 'hello', { headers: { Host } })).text).toBe('hello');
    expect((await call(server, 'hello', { headers: { Host: 'shop.example' } })).text).toBe('hello');
    expect((await call(server, 'hello', { headers: { Host: 'evil.example' } })).status).toBe(403);
    expect((await send(server, '/', { headers: { ...inTab.headers, Host } })).status).toBe(403);
    expect((await callByName(server, { serverlessFunction: 'hello' })).status).toBe(403);
    const { search } = new URL(server.url);
    expect((await send(server, `/${search}`, { headers: { Host } })).status).toBe(200);
    expect(
      (await send(server, `${appPath}${search}`, { method: 'POST', body: '{"serverlessFunction":"hello"}' }))
        .status,
    ).toBe(200);
  });

  test('--allow-host lets those at the end of a tunnel call endpoints, with a warning; the page and calls by name ask them for the token', async () => {
    const server = await startDev(hello, ['--allow-host', 'shop.example']);
    onTestFinished(server.remove);
    expect(server.events).toContainEqual(expect.objectContaining({ event: 'warning', code: 'reachable' }));
    const headers = { ...inTab.headers, Host: 'shop.example' };
    const byName = { method: 'POST', body: '{"serverlessFunction":"hello"}' };
    expect((await call(server, 'hello', { headers })).text).toBe('hello');
    for (const [query, status] of [
      ['', 403],
      ['?token=x', 403],
      [new URL(server.url).search, 200],
    ] as const) {
      expect((await send(server, `/${query}`, { headers })).status).toBe(status);
      expect((await send(server, `${appPath}${query}`, { ...byName, headers })).status).toBe(status);
    }
    expect((await send(server, '/', inTab)).status).toBe(200);
    expect((await callByName(server, { serverlessFunction: 'hello' })).status).toBe(200);
  });

  test.each(
    ['127.0.0.1', 'localhost', '0.0.0.0', '0', hostname()].concat(
      platform === 'linux' ? ['127.0.0.2', '127.1', '::1', '::'] : [],
    ),
  )('with --host %s, the page and endpoints can be called at the address that is printed', async (host) => {
    const server = await startDev(hello, ['--host', host]);
    onTestFinished(server.remove);
    const { search } = new URL(server.url);
    const answer = await fetch(`${new URL('/hs/serverless/hello', server.url)}`);
    expect(await answer.text()).toBe('hello');
    expect((await fetch(server.url)).status).toBe(200);
    const isOpen = search !== '';
    expect(server.events.some(({ code }) => code === 'reachable')).toBe(isOpen);
  });

  test('an argument, an address that is not one, and no project are refused', async () => {
    const folder = emptyFolder();
    expect(documentOf(await run(folder, ['dev', '--json']))).toMatchObject({
      code: 2,
      mode: 'dev',
      error: { code: 'no-project' },
    });
    writeFiles(folder, hello);
    expect(documentOf(await run(folder, ['dev', 'hello', '--json']))).toMatchObject({ code: 2 });
    expect(documentOf(await run(folder, ['dev', '--host', 'no.such.host.invalid', '--json']))).toMatchObject({
      code: 2,
      error: { code: 'host-not-usable' },
    });
    await expectNoProcessIn(folder);
  });
});

test('values of every .env are hidden in names and problems that are told', async () => {
  const value = 'Canary-of-a-name-1';
  const files = projectFiles({
    [value]: {
      code: `require('${value}-package');`,
      endpoint: { path: `a/${value}`, method: ['GET'] },
      secrets: [value],
    },
  });
  const server = await startDev({ ...files, '.env': `ROOT_KEY=${value}` });
  onTestFinished(server.remove);
  const token = await tokenOf(server);
  const answers = async () => [
    await send(server, '/_dev/functions', { headers: { 'x-dev-token': token } }),
    await call(server, 'nothing'),
    await call(server, `a/${value}`),
    await callByName(server, { serverlessFunction: 'nothing' }),
  ];
  const told = await answers();
  writeFileSync(path.join(server.project, 'hsproject.json'), `{"name": "x", "srcDir": "${value}"}`);
  await server.event(({ event, problem }) => event === 'project' && problem !== null);
  for (const { text } of [...told, ...(await answers())]) {
    expect(text).toContain('***');
    expect(text).not.toContain(value);
  }
  expect(JSON.stringify(server.events)).not.toContain(value);
});

test('a project of 1,000 functions is served', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 1000 }, (_, index) => [
      `fn${index}`,
      { code: `return { statusCode: 200, body: ${index} };`, endpoint: all(`f/${index}`) },
    ]),
  );
  const server = await startDev(projectFiles(many));
  onTestFinished(server.remove);
  expect((await call(server, 'f/0')).text).toBe('0');
  expect((await call(server, 'f/999')).text).toBe('999');
  expect((await call(server, 'f/999')).text).toBe('999');
});

test.runIf(hasScripts)('the call in the README of a new project works as it is', async () => {
  const folder = emptyFolder();
  const made = ['shop', '--template', 'endpoint', '--method', 'POST', '--no-invoke', '--yes'];
  expect((await run(folder, made)).code).toBe(0);
  const server = await startDev(filesOf(path.join(folder, 'shop')));
  onTestFinished(server.remove);
  const [command = ''] = /^curl .*$/m.exec(readFileSync(path.join(folder, 'shop/README.md'), 'utf8')) ?? [];
  // Another server might be using the default port.
  const { stdout } = await runWords(
    ['sh', '-c', command.replace(':3210/', `:${new URL(server.url).port}/`)],
    folder,
  );
  expect(JSON.parse(stdout)).toEqual({ item: 'lamp', quantity: 2 });
});

test('a person reads one line a call, and its log below', async () => {
  const { spawn } = await import('node:child_process');
  const { program, cleanEnvironment } = await import('./program.ts');
  const folder = emptyFolder();
  writeFiles(
    folder,
    projectFiles({
      hello: {
        code: "console.log('hi'); return { statusCode: 200 };",
        endpoint: { path: 'hello', method: ['GET'] },
      },
    }),
  );
  const child = spawn(process.execPath, [program(), 'dev'], { cwd: folder, env: cleanEnvironment() });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  const said = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve) => {
      const look = () => {
        const found = pattern.exec(stdout);
        if (found !== null) resolve(found);
      };
      child.stdout.on('data', look);
      look();
    });
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const [, url = ''] = await said(/curl (http:\/\/localhost:\d+\/hs\/serverless\/hello)\n/);
  await said(/Ctrl-C/);
  expect((await fetch(url)).status).toBe(200);
  await said(/\d\d:\d\d:\d\d GET \/hs\/serverless\/hello 200 \d+ms hello\n {2}\S+ {4}INFO {3}hi\n/);
});
