import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { documentOf, emptyFolder, filesOf, run, writeFiles } from './program.ts';
import { makePackage, type PublishedPackage, startRegistry } from './registry.ts';

/** Puts files in place as if packages had been installed. */
function install(folder: string): void {
  for (const name of ['@hubspot/ui-extensions', 'react']) {
    const place = path.join(folder, 'node_modules', name);
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, 'package.json'), '{}');
  }
}

/** A realistic 2025.1 project: with a card, unusual spacing, and its own packages. */
const handWritten = {
  'hsproject.json': '{"name":"shop","srcDir":"src","platformVersion":"2025.1"}',
  'src/app/app.json':
    '{\n    "name": "shop",\n    "uid": "shop",\n    "scopes": [ "crm.objects.deals.read" ],\n    "public": false,\n    "extensions": { "crm": { "cards": [\n        { "file": "./ui/orders.json" }\n    ] } }\n}',
  'src/app/app.functions/serverless.json':
    '{"appFunctions":{"getOrders":{"file":"getOrders.js","secrets":["SHOP_KEY"]}}}',
  'src/app/app.functions/getOrders.js': 'exports.main = async () => [1, 2];\n',
  'src/app/ui/orders.json': '{"type":"crm-card","uid":"orders","data":{"title":"Orders"}}',
  'src/app/ui/Orders.jsx': '// mine\n',
  'src/app/ui/package.json':
    '{\r\n\t"name": "ui",\r\n\t"dependencies": {\r\n\t\t"@hubspot/ui-extensions": "latest"\r\n\t}\r\n}\r\n',
};

describe('--card', () => {
  test('in a new project adds a card for the function, and the next steps explain how to see it', async () => {
    const folder = emptyFolder();
    const result = await run(folder, ['my-app', '--platform', '2026.09', '--card', '--no-install', '--json']);
    const { code, changes, invocations, next, command } = documentOf(result);
    expect(code).toBe(0);
    expect(changes).toContainEqual({ action: 'create', path: 'src/app/cards/hello-card-hsmeta.json' });
    expect(invocations).toMatchObject([{ function: 'hello', status: 'SUCCESS' }]);
    const commands = next.map((step: { command: string }) => step.command);
    expect(commands).toContain('npm install --prefix my-app/src/app/cards');
    expect(commands).toContain('hs project dev');
    expect(JSON.stringify(next)).toContain('card library');
    expect(command).toContain(' --card ');
  });

  test('without a card, hs project dev is not mentioned, because it would have nothing to show', async () => {
    const result = await run(emptyFolder(), ['my-app', '--platform', '2026.09', '--no-install', '--json']);
    expect(JSON.stringify(documentOf(result).next)).not.toContain('hs project dev');
  });

  test('for an existing function adds a card to the cards folder, and changes no other byte', async () => {
    const folder = emptyFolder();
    writeFiles(folder, handWritten);
    const before = filesOf(folder);
    const args = ['--function', 'getOrders', '--card', '--no-install', '--json'];
    const planned = documentOf(await run(folder, [...args, '--dry-run']));
    expect(filesOf(folder)).toEqual(before);

    const { code, changes, invocations, command } = documentOf(await run(folder, args));
    expect({ code, invocations }).toEqual({ code: 0, invocations: [] });
    expect(changes).toEqual(planned.changes);
    expect(command).toContain('--function getOrders --card');
    const after = filesOf(folder);
    expect(after['src/app/app.json']).toBe(
      before['src/app/app.json']
        ?.replace('"crm.objects.deals.read"', '"crm.objects.deals.read", "crm.objects.contacts.read"')
        .replace('orders.json" }', 'orders.json" },\n        { "file": "ui/getOrders-card.json" }'),
    );
    expect(after['src/app/ui/package.json']).toBe(
      before['src/app/ui/package.json']?.replace('"latest"', '"latest",\r\n\t\t"react": "^18.3.1"'),
    );
    const added = Object.keys(after).filter((file) => !(file in before));
    expect(added.filter((file) => file.startsWith('src/'))).toEqual([
      'src/app/ui/GetOrdersCard.jsx',
      'src/app/ui/getOrders-card.json',
    ]);

    const again = documentOf(await run(folder, args));
    expect(again.changes.filter(({ action }: { action: string }) => action !== 'unchanged')).toEqual([]);
    expect(filesOf(folder)).toEqual(after);
  });

  test.each([
    ['nothing', '() => [1]', "hubspot.serverless('getOrders', {\n      parameters: {},"],
    ['parameters', '({ parameters }) => parameters.id', "const PARAMETERS = ['id'];"],
    ['properties', '(context) => context.propertiesToSend.email', "propertiesToSend: ['email'],"],
  ])('for a function that reads %s sends exactly that', async (_, source, sent) => {
    const folder = emptyFolder();
    const file = 'src/app/app.functions/getOrders.js';
    writeFiles(folder, { ...handWritten, [file]: `exports.main = async ${source};\n` });
    await run(folder, ['--function', 'getOrders', '--card', '--no-install', '--json']);
    expect(filesOf(folder)['src/app/ui/GetOrdersCard.jsx']).toContain(sent);
  });

  test('with another option describes a whole function, which must not differ from the existing one', async () => {
    const folder = emptyFolder();
    writeFiles(folder, handWritten);
    const before = filesOf(folder);
    const result = await run(folder, ['--function', 'getOrders', '--secret', 'OTHER', '--card', '--json']);
    expect(documentOf(result)).toMatchObject({ code: 3, error: { code: 'clash', conflicts: ['getOrders'] } });
    expect(filesOf(folder)).toEqual(before);
  });

  test('with the title of an existing card is a conflict, and nothing is written', async () => {
    const folder = emptyFolder();
    writeFiles(folder, handWritten);
    const before = filesOf(folder);
    const result = await run(folder, ['--function', 'orders', '--card', '--json']);
    const { code, error } = documentOf(result);
    expect({ code, conflicts: error.conflicts }).toEqual({ code: 3, conflicts: ['src/app/ui/orders.json'] });
    expect(filesOf(folder)).toEqual(before);
  });

  test('several cards come from an answers file', async () => {
    const folder = emptyFolder();
    const functions = [
      { function: 'one', card: true },
      { function: 'two' },
      { function: 'three', card: true },
    ];
    writeFiles(folder, { 'answers.json': JSON.stringify({ app: 'many', platform: '2026.09', functions }) });
    const result = await run(folder, ['--answers', 'answers.json', '--no-install', '--json']);
    const { code, changes } = documentOf(result);
    expect(code).toBe(0);
    const cards = changes
      .map(({ path }: { path: string }) => path)
      .filter((one: string) => one.endsWith('.jsx'));
    expect(cards).toEqual(['src/app/cards/OneCard.jsx', 'src/app/cards/ThreeCard.jsx']);
  });

  test('requires no install if its packages are installed', async () => {
    const folder = emptyFolder();
    await run(folder, ['.', '--platform', '2026.09', '--card', '--no-install', '--yes']);
    install(path.join(folder, 'src/app/cards'));
    const result = await run(folder, ['--function', 'hello', '--card', '--json']);
    const { install: installed, next } = documentOf(result);
    expect(installed.status).toBe('skipped');
    expect(JSON.stringify(next)).not.toContain('--prefix');
  });
});

describe('The install', () => {
  const published = {
    client: makePackage({ name: '@hubspot/api-client', version: '14.0.1' }, { 'index.js': '' }),
    sdk: makePackage({ name: '@hubspot/ui-extensions', version: '0.17.0' }),
    react: makePackage({ name: 'react', version: '18.3.1' }),
  };

  /** The environment of an npm that only knows these packages. */
  async function npmWith(packages: readonly PublishedPackage[]) {
    const registry = await startRegistry(packages);
    onTestFinished(() => registry.close());
    return {
      npm_config_registry: registry.url,
      npm_config_cache: emptyFolder(),
      npm_config_fetch_retries: '0',
    };
  }

  test('covers functions and cards with a single progress display', async () => {
    const folder = emptyFolder();
    const env = await npmWith(Object.values(published));
    const args = ['.', '--platform', '2026.09', '--template', 'contact', '--card', '--no-invoke', '--json'];
    const result = await run(folder, args, { env });
    expect(documentOf(result)).toMatchObject({
      code: 0,
      install: { status: 'done', command: 'npm install' },
    });
    expect(
      result.stderr.match(/npm install \(@hubspot\/api-client, @hubspot\/ui-extensions, react\)/g),
    ).toHaveLength(2);
    for (const installed of ['functions/node_modules/@hubspot/api-client', 'cards/node_modules/react']) {
      expect(existsSync(path.join(folder, 'src/app', installed))).toBe(true);
    }
  });

  test('brings the requested version even if another package has brought a different one', async () => {
    const folder = emptyFolder();
    const inner = (version: string) => makePackage({ name: 'inner', version }, { 'index.js': '' });
    const outer = { name: 'outer', version: '1.0.0', dependencies: { inner: '^1.0.0' } };
    const env = await npmWith([makePackage(outer), inner('1.0.0'), inner('2.0.0')]);
    const added = async (...args: string[]) =>
      documentOf(await run(folder, [...args, '--no-invoke', '--yes', '--json'], { env })).install.status;
    expect(await added('.', '--platform', '2026.09', '--dependency', 'outer@1')).toBe('done');
    expect(await added('--function', 'two', '--dependency', 'inner@2.0.0')).toBe('done');
    const read = (name: string) =>
      JSON.parse(readFileSync(path.join(folder, 'src/app/functions', name), 'utf8'));
    expect(read('node_modules/inner/package.json').version).toBe('2.0.0');
    expect(read('package-lock.json').packages[''].dependencies).toHaveProperty('inner');
    expect(await added('--function', 'three', '--dependency', 'inner@2.0.0')).toBe('skipped');
  });

  test('of the cards can fail without keeping functions from running, and remains a next step', async () => {
    const folder = emptyFolder();
    const env = await npmWith([published.client, published.sdk]);
    const args = ['.', '--platform', '2026.09', '--card', '--json'];
    const { code, install, invocations, error, next } = documentOf(await run(folder, args, { env }));
    expect({ code, status: install.status }).toEqual({ code: 4, status: 'failed' });
    expect(invocations).toMatchObject([{ function: 'hello', status: 'SUCCESS' }]);
    expect(error.hint).toContain('npm install --prefix src/app/cards');
    expect(next[0].command).toBe('npm install --prefix src/app/cards');
  });

  test('of the functions that fails leaves both folders as next steps', async () => {
    const folder = emptyFolder();
    const env = await npmWith([published.sdk, published.react]);
    const args = ['.', '--platform', '2026.09', '--template', 'contact', '--card', '--json'];
    const { code, invocations, error } = documentOf(await run(folder, args, { env }));
    expect({ code, invocations }).toEqual({ code: 4, invocations: [] });
    expect(error.hint).toContain(
      'npm install --prefix src/app/functions && npm install --prefix src/app/cards',
    );
  });
});
