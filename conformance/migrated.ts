import type { Case } from './projects.ts';

type Files = Readonly<Record<string, string>>;

const card = {
  type: 'crm-card',
  data: {
    title: 'Stock',
    uid: 'stock',
    location: 'crm.record.tab',
    module: { file: 'Card.jsx' },
    objectTypes: [{ name: 'contacts' }],
  },
};

const functions = {
  hello: { file: 'hello.js', secrets: ['API_KEY', 'PRIVATE_APP_ACCESS_TOKEN'] },
  stock: { file: 'lib/stock.js', endpoint: { path: 'shop/stock', method: ['GET', 'POST'] } },
  again: { file: 'hello.js', secrets: ['API_KEY'] },
};

/** An app with three functions, a card and a webhook. */
function legacy(platformVersion: string, hello: string, stock: string): Files {
  return {
    'hsproject.json': JSON.stringify({ name: 'shop', srcDir: 'src', platformVersion }),
    'src/app/app.json': JSON.stringify({
      name: 'Shop',
      uid: 'shop',
      description: 'Sells',
      scopes: ['crm.objects.contacts.read'],
      public: false,
      extensions: { crm: { cards: [{ file: 'extensions/card.json' }] } },
      webhooks: { file: './webhooks/webhooks.json' },
    }),
    'src/app/app.functions/serverless.json': JSON.stringify({ appFunctions: functions }),
    'src/app/app.functions/hello.js': hello,
    'src/app/app.functions/lib/stock.js': stock,
    'src/app/app.functions/package.json': '{ "dependencies": {} }',
    'src/app/app.functions/.env': 'API_KEY=a-value\n',
    'src/app/extensions/card.json': JSON.stringify(card),
    'src/app/extensions/Card.jsx':
      "import { hubspot } from '@hubspot/ui-extensions';\n\nhubspot.extend(() => null);\n",
    'src/app/extensions/package.json': '{ "name": "cards", "dependencies": {} }',
    'src/app/webhooks/webhooks.json': JSON.stringify({
      settings: { targetUrl: 'https://example.com/hooks', maxConcurrentRequests: 10 },
      subscriptions: {
        crmObjects: [{ subscriptionType: 'object.creation', objectName: 'contact', active: true }],
      },
    }),
    'fixtures/hello.json': '{ "parameters": { "name": "Ada" } }',
  };
}

const returning = legacy(
  '2023.2',
  'exports.main = async ({ parameters }) => ({ hello: parameters?.name ?? null, keyed: Boolean(process.env.API_KEY) });\n',
  'exports.main = async ({ params }) => ({ statusCode: 200, body: { item: params?.item ?? null } });\n',
);
const callingBack = legacy(
  '2023.1',
  'exports.main = (context, sendResponse) => sendResponse({ hello: context.parameters?.name ?? null });\n',
  'exports.main = (context, sendResponse) => {\n  setTimeout(() => sendResponse({ statusCode: 200, body: 1 }), 5);\n};\n',
);

/** A project as it is before the migration, and the same migrated. */
export interface Migrated {
  readonly before: Case;
  readonly after: Case;
}

function pair(from: string, files: Files): Migrated {
  return {
    before: { name: `legacy, to be migrated`, platformVersion: from, files, runs: [] },
    after: {
      name: `migrated from ${from}`,
      platformVersion: '2026.09',
      files,
      runs: [['migrate', '--yes']],
    },
  };
}

export const migrated: readonly Migrated[] = [
  pair('2023.1', callingBack),
  pair('2023.2', returning),
  pair('2025.1', {
    ...returning,
    'hsproject.json': returning['hsproject.json']?.replace('2023.2', '2025.1') ?? '',
  }),
];

/** Design-manager functions, which HubSpot's local runtimes for projects cannot run before the migration. */
export const fromDesignManager: Case = {
  name: 'migrated from the design manager',
  platformVersion: '2026.09',
  files: {
    'geo.functions/serverless.json': JSON.stringify({
      runtime: 'nodejs20.x',
      version: '1.0',
      environment: { UNIT: 'km' },
      secrets: ['GEO_KEY'],
      endpoints: {
        'geo/near': { file: 'near.js', method: 'GET' },
        'geo/far': { file: 'near.js', method: ['GET', 'POST'], environment: { UNIT: 'mile' } },
      },
    }),
    'geo.functions/near.js':
      'exports.main = ({ params }, sendResponse) => {\n  sendResponse({ statusCode: 200, body: { unit: process.env.UNIT.length, town: params?.town ?? null } });\n};\n',
    'geo.functions/.env': 'GEO_KEY=a-value\n',
  },
  runs: [['migrate', '--from', 'geo.functions', '--yes']],
};
