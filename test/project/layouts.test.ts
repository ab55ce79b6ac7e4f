import { expect, test } from 'vitest';
import { type Platform, platforms } from '../../src/data/platforms.ts';
import type { ProjectPaths } from '../../src/project/layout.ts';
import { layoutOf } from '../../src/project/layouts.ts';
import { functionAnswers, functionPlatforms } from '../templates/generated.ts';

const orders = functionAnswers({
  name: 'orders',
  secrets: ['API_KEY'],
  endpoint: { path: 'shop/orders', methods: ['GET', 'POST'] },
});

function platform(version: string): Platform {
  return platforms.find((row) => row.version === version) as Platform;
}

test('until 2025.1 all functions of a folder are in serverless.json', () => {
  const layout = layoutOf(platform('2025.1'));
  expect(layout.register(layout.place, [functionAnswers(), orders])).toEqual([
    {
      path: 'src/app/app.functions/serverless.json',
      at: ['appFunctions'],
      entries: {
        hello: { file: 'hello.js', secrets: [] },
        orders: {
          file: 'orders.js',
          secrets: ['API_KEY'],
          endpoint: { path: 'shop/orders', method: ['GET', 'POST'] },
        },
      },
    },
  ]);
});

test('from 2026.03 on each function has an -hsmeta.json of its own', () => {
  const layout = layoutOf(platform('2026.03'));
  expect(layout.register(layout.place, [functionAnswers(), orders])).toEqual([
    {
      path: 'src/app/functions/hello-hsmeta.json',
      at: [],
      entries: {
        uid: 'hello',
        type: 'app-function',
        config: { entrypoint: '/app/functions/hello.js', secretKeys: [] },
      },
    },
    {
      path: 'src/app/functions/orders-hsmeta.json',
      at: [],
      entries: {
        uid: 'orders',
        type: 'app-function',
        config: {
          entrypoint: '/app/functions/orders.js',
          secretKeys: ['API_KEY'],
          endpoint: { path: 'shop/orders', methods: ['GET', 'POST'] },
        },
      },
    },
  ]);
});

test.each([
  ['.', 'app/functions', '/app/functions/hello.js'],
  ['src', 'src/app/functions', '/app/functions/hello.js'],
  ['code/hubspot', 'code/hubspot/app/functions', '/app/functions/hello.js'],
])('with srcDir %s the entrypoint counts from there', (sourceDirectory, functionsDirectory, entrypoint) => {
  const place: ProjectPaths = {
    sourceDirectory,
    functionsDirectory,
    cardsDirectory: 'app/cards',
    appFile: 'app-hsmeta.json',
  };
  const [registration] = layoutOf(platform('2026.09')).register(place, [functionAnswers()]);
  expect(registration?.entries.config).toMatchObject({ entrypoint });
});

test.each(functionPlatforms)('an app of $version is private and has the scopes', (row) => {
  const layout = layoutOf(row);
  const app = JSON.stringify(layout.app('my-app', 'my-app', ['crm.objects.contacts.read'], []));
  expect(app).toMatch(/"public":false|"distribution":"private","auth":\{"type":"static"/);
  const scopes = layout.scopesAt.reduce((value, key) => value[key], JSON.parse(app));
  expect(scopes).toEqual(['crm.objects.contacts.read']);
});
