import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { printableText } from '../src/terminal/text.ts';
import { type DevServer, projectFiles, startDev } from './dev-server.ts';
import { freePort } from './free-port.ts';
import { hasScripts } from './left-out.ts';

/** Browsers from the system's packages. The first one found is used. */
const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(
  (name) => `/usr/bin/${name}`,
);
const executablePath = process.env.CHROMIUM ?? browsers.find((file) => existsSync(file));
if (executablePath === undefined) {
  console.warn(
    'Skipped: the page of dev in a browser. Install one (apt-get install chromium), or name it in CHROMIUM.',
  );
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = 'src/app/app.functions';
const hostile = '<img src=x onerror="window.hacked=1">';
const files = {
  ...projectFiles({
    orders: {
      code: "console.log('asked for', context.params.item); return { statusCode: 200, headers: { 'X-Mark': 'm' }, body: { item: context.params.item, body: context.body } };",
      endpoint: { path: 'orders', method: ['GET', 'POST'] },
      secrets: ['SHOP_KEY', 'OTHER_KEY'],
    },
    waits: {
      code: "console.log('began'); while (!require('fs').existsSync('go')) await new Promise((done) => setTimeout(done, 20)); return { statusCode: 200, body: 'went' };",
      endpoint: { path: 'waits', method: ['GET'] },
    },
    [hostile.replace(/\//g, '')]: "return 'x';",
    hostile: {
      code: `console.log(${JSON.stringify(hostile)}); return { statusCode: 200, body: ${JSON.stringify(hostile)} };`,
      endpoint: { path: 'hostile', method: ['GET'] },
    },
    fails: {
      code: `throw new Error(${JSON.stringify(hostile)});`,
      endpoint: { path: 'fails', method: ['GET'] },
    },
    deals: 'return { got: context.parameters };',
    chatters: "for (let line = 0; line < 20000; line += 1) console.log('line ' + line); return 'said';",
  }),
  [`${folder}/.env`]: 'SHOP_KEY=a-secret-of-the-shop\nOTHER_KEY=replace-me\n',
  'fixtures/orders.json': JSON.stringify({ method: 'POST', params: { item: 'lamp' }, body: { quantity: 2 } }),
  'fixtures/deals.json': JSON.stringify({ parameters: { limit: 3 } }),
};

describe.skipIf(executablePath === undefined)('the page of dev', () => {
  let browser: Browser;
  let server: DevServer;
  beforeAll(async () => {
    // HubSpot's name for this machine, where the network does not know it.
    const args = ['--no-sandbox', '--host-resolver-rules=MAP hslocal.net 127.0.0.1'];
    browser = await chromium.launch({ executablePath: executablePath ?? '', args });
    server = await startDev(files);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.remove();
  });

  /** Opens an address in a browser that nothing else uses. */
  async function visit(url: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const context: BrowserContext = await browser.newContext({
      viewport: { width: 1400, height: 900 },
      ...options,
    });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    await page.goto(url);
    return page;
  }

  async function open(options: Parameters<Browser['newContext']>[0] = {}, url = server.url): Promise<Page> {
    const page = await visit(url, options);
    await page.locator('#functions button').first().waitFor();
    return page;
  }

  const choose = (page: Page, name: string) =>
    page.locator('#functions button', { has: page.locator(`.name:text-is("${name}")`) }).click();
  const send = (page: Page) => page.getByRole('button', { name: 'Send', exact: true }).click();
  const textOf = async (page: Page, selector: string) => (await page.locator(selector).textContent()) ?? '';

  test('calls a function with what its fixture holds, and shows answer, headers, log and the state of its secrets', async () => {
    const page = await open();
    await choose(page, 'orders');
    expect(await textOf(page, '.secrets')).toMatch(/SHOP_KEY set\s*OTHER_KEY still a placeholder/);
    await page.getByLabel('Value of parameter 1').fill('chair');
    await send(page);
    await page.locator('#answer pre').waitFor();
    expect(await textOf(page, '#answer .status')).toBe('200');
    expect(JSON.parse(await textOf(page, '#answer pre'))).toEqual({
      item: ['chair'],
      body: { quantity: 2 },
    });
    await page.getByText('Headers (').click();
    expect(await textOf(page, 'dl.headers')).toContain('X-Mark');
    expect(await textOf(page, '#log')).toContain("asked for [ 'chair' ]");
  });

  test('shows the log while a function runs', async () => {
    const page = await open();
    await choose(page, 'waits');
    await send(page);
    await page.locator('#log', { hasText: 'began' }).waitFor();
    expect(await textOf(page, '#answer .status')).toBe('Running…');
    writeFileSync(path.join(server.project, folder, 'go'), '');
    await page.locator('#answer pre', { hasText: 'went' }).waitFor();
    expect(await textOf(page, '#answer .status')).toBe('200');
  });

  test('shows the last lines of a log of twenty thousand, and says how many are left out', async () => {
    const page = await open();
    await choose(page, 'chatters');
    await send(page);
    await page.locator('#answer pre', { hasText: 'said' }).waitFor();
    await page.locator('#log li', { hasText: 'line 19999' }).waitFor();
    expect(await page.locator('#log li').count()).toBe(1001);
    expect(await textOf(page, '#log li:first-child')).toContain('19000 lines before');
    expect(await textOf(page, '#log li:nth-child(2)')).toContain('line 19000');
  });

  test('calls a function by name', async () => {
    const page = await open();
    await choose(page, 'deals');
    await send(page);
    await page.locator('#answer pre').waitFor();
    expect(JSON.parse(await textOf(page, '#answer pre'))).toEqual({ got: { limit: 3 } });
    await page.getByLabel('Parameters').fill('{"limit":');
    await send(page);
    expect(await textOf(page, '#toast')).toMatch(/^Parameters: /);
  });

  test('lists calls as they come, and sends one again', async () => {
    const page = await open();
    const before = await page.locator('#history li button').count();
    await fetch(`${server.url}hs/serverless/orders?item=table`);
    await page.locator('#history li button').nth(before).waitFor();
    await page.locator('#history li button').first().click();
    expect(await textOf(page, '#answer pre')).toContain('table');
    await page.getByRole('button', { name: 'Send again' }).click();
    await page
      .locator('#history li button')
      .nth(before + 1)
      .waitFor();
    await page.locator('#answer pre', { hasText: 'table' }).waitFor();
    expect(await textOf(page, '#history li:first-child')).toMatch(/200\s*GET orders/);
  });

  test.runIf(hasScripts)('copies a call as a command that works, and as a fixture', async () => {
    const page = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    await choose(page, 'orders');
    await page.getByLabel('Value of parameter 1').fill("it's");
    const copied = async () => {
      await page.locator('form').getByRole('button', { name: 'Copy as curl' }).click();
      await page.locator('#toast', { hasText: 'Copied' }).waitFor();
      const command = await page.evaluate<string>('navigator.clipboard.readText()');
      expect(printableText(command)).toBe(command);
      return JSON.parse(execFileSync('sh', ['-c', `${command} --silent`], { encoding: 'utf8' }));
    };
    expect(await copied()).toEqual({ item: ["it's"], body: { quantity: 2 } });
    for (const body of ["'\u001b[201~\u0003\ntouch $HOME `id` \\' \u202e\u007f", '@/etc/hosts']) {
      await page.locator('#body').fill(body);
      expect(await copied()).toEqual({ item: ["it's"], body });
    }
    await page.locator('#body').fill('{"quantity": 2}');
    await page.locator('form').getByRole('button', { name: 'Copy as fixture' }).click();
    await page.locator('#toast', { hasText: 'fixture' }).waitFor();
    const fixture = JSON.parse(await page.evaluate<string>('navigator.clipboard.readText()'));
    expect(fixture).toEqual({ method: 'POST', params: { item: ["it's"] }, body: { quantity: 2 } });
  });

  test('shows the output of functions as text, whatever it contains', async () => {
    const page = await open();
    for (const name of ['hostile', 'fails']) {
      await choose(page, name);
      await send(page);
      await page.locator('#answer', { hasText: 'onerror' }).waitFor();
    }
    await page.locator('#functions button', { hasText: 'onerror' }).click();
    expect(await textOf(page, 'h3')).toContain('<img');
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(await page.locator('img').count()).toBe(0);
  });

  test('never shows the value of a secret', async () => {
    const page = await open();
    expect(await page.content()).not.toContain('a-secret-of-the-shop');
    const seen = await page.evaluate<string>(
      `const { content } = document.querySelector('meta[name="dev-token"]');
      fetch('/_dev/functions', { headers: { 'x-dev-token': content } }).then((answer) => answer.text())`,
    );
    expect(seen).toContain('SHOP_KEY');
    expect(seen).not.toContain('a-secret-of-the-shop');
  });

  test('is used with the keyboard alone', async () => {
    const page = await open();
    await page.locator('#functions button').first().focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Name of parameter 1').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('stool');
    await page.keyboard.press('Control+Enter');
    await page.locator('#answer pre', { hasText: 'stool' }).waitFor();
    const focused = await page.evaluate('document.activeElement?.id');
    expect(focused).toBe('send');
  });

  test('shows what check finds, at the function and for the project', async () => {
    const page = await open();
    await choose(page, 'orders');
    await page
      .locator('#call .finding, #call .problem', { hasText: 'replace-me' })
      .or(page.locator('#notes'))
      .first()
      .waitFor();
    await page.locator('#notes summary').click();
    expect(await textOf(page, '#notes')).toMatch(/\w+\.\w+:\d+ /);
  });

  test('cannot be taken over by the page that an endpoint answers with', async () => {
    const endpoint = (name: string, answer: object) => ({
      code: `return ${JSON.stringify({ statusCode: 200, ...answer })};`,
      endpoint: { path: name, method: ['GET'] },
    });
    const script = `const other = open('/');
const seen = [];
const tried = [
  new Promise((done) => setTimeout(done, 3000)).then(() => other.document.querySelector('meta[name=dev-token]').content),
  fetch('/').then(async (answer) => { if (answer.ok) return answer.text(); throw answer.status; }),
  navigator.serviceWorker.register('/hs/serverless/worker', { scope: '/' }),
  navigator.serviceWorker.register('/hs/serverless/worker'),
];
Promise.allSettled(tried).then((ends) => { document.title = ends.map(({ status }) => status).join(' '); });`;
    const headers = {
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Service-Worker-Allowed': '/',
    };
    const taking = projectFiles({
      takes: endpoint('takes', {
        headers: { ...headers, 'Content-Type': 'text/html' },
        body: `<title>waits</title><script>${script}</script>`,
      }),
      worker: endpoint('worker', {
        headers: { ...headers, 'Content-Type': 'text/javascript' },
        body: "addEventListener('fetch', () => {});",
      }),
    });
    const server = await startDev(taking);
    onTestFinished(server.remove);
    const page = await visit(new URL('/hs/serverless/takes', server.url).href);
    await page.waitForFunction("document.title !== 'waits'");
    expect(await page.title()).toBe('rejected rejected rejected rejected');
  });

  test('does not show its token at a name for which browsers do not say who asks', async () => {
    const script = `addEventListener('load', async () => {
  if (location.hostname === 'localhost') {
    document.forms[0].action = 'http://hslocal.net:' + location.port + location.pathname;
    return document.forms[0].submit();
  }
  const frame = document.createElement('iframe');
  const framed = new Promise((done) => { frame.onload = done; });
  document.body.append(Object.assign(frame, { src: '/' }));
  await framed;
  const texts = [frame.contentDocument?.documentElement.outerHTML ?? ''];
  for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'QUERY']) {
    for (const headers of [{}, { 'User-Agent': 'curl' }, { Accept: 'text/html' }]) {
      texts.push(await fetch('/', { method, headers }).then((answer) => answer.text(), String));
    }
  }
  document.title = texts.length + (texts.join().includes('dev-token') ? ' read' : ' refused');
});`;
    const body = `<title>waits</title><form method="post"></form><script>${script}</script>`;
    const answer = { statusCode: 200, headers: { 'Content-Type': 'text/html' }, body };
    const code = `return ${JSON.stringify(answer)};`;
    const asks = { code, endpoint: { path: 'asks', method: ['GET', 'POST'] } };
    const server = await startDev(projectFiles({ asks }));
    onTestFinished(server.remove);
    const page = await visit(new URL('/hs/serverless/asks', server.url).href);
    await page.waitForURL('http://hslocal.net:*/**');
    await page.waitForFunction("document.title !== 'waits'");
    expect(await page.title()).toBe('19 refused');
  });

  test('shows a change on disk, and a project that cannot be read', async () => {
    const page = await open();
    const file = path.join(server.project, folder, 'serverless.json');
    const good = readFileSync(file, 'utf8');
    onTestFinished(() => writeFileSync(file, good));
    const registry = JSON.parse(good);
    registry.appFunctions.fresh = { file: 'deals.js' };
    writeFileSync(file, JSON.stringify(registry));
    await page.locator('#functions button', { hasText: 'fresh' }).waitFor();
    writeFileSync(file, '{');
    await page.getByRole('alert').filter({ hasText: 'serverless.json' }).waitFor();
  });

  test('reports that the server is gone, and reconnects when it is back', async () => {
    const port = `${await freePort()}`;
    const first = await startDev(files, ['--port', port]);
    onTestFinished(first.remove);
    const page = await open({}, first.url);
    await first.remove();
    await page.locator('#state', { hasText: 'Not running' }).waitFor();
    const second = await startDev(projectFiles({ afresh: "return 'x';" }), ['--port', port]);
    onTestFinished(second.remove);
    await page.locator('#functions button', { hasText: 'afresh' }).waitFor();
  });

  test.each([
    ['light', 400],
    ['dark', 400],
    ['light', 1400],
    ['dark', 1400],
  ] as const)('passes axe and does not scroll sideways: %s, %i wide', async (colorScheme, width) => {
    const page = await open({ colorScheme, viewport: { width, height: 900 } });
    for (const name of ['fails', 'orders']) {
      await choose(page, name);
      await send(page);
      await page.locator('#answer .status', { hasText: /\d/ }).waitFor();
    }
    await page.evaluate(axe);
    const found = await page.evaluate<{ violations: { id: string; nodes: { target: string[] }[] }[] }>(
      'axe.run()',
    );
    const violations = found.violations.map(({ id, nodes }) => [
      id,
      ...nodes.map(({ target }) => target.join(' ')),
    ]);
    expect(violations).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  });
});
