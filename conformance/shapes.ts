import { platforms } from '../src/data/platforms.ts';
import { type Case, versionsTried } from './projects.ts';

type Files = Readonly<Record<string, string>>;

/** Tells values without showing them. */
const digests = `const { createHash } = require('node:crypto');
exports.main = async ({ parameters }) => ({
  parameters,
  digests: parameters.names.map((name) =>
    createHash('sha256').update(process.env[name] ?? 'not set').digest('hex'),
  ),
});
`;
/** Needs another file of its folder. */
const helped = "const { shout } = require('./lib/shout');\nexports.main = async () => shout('hello');\n";
const shout = 'exports.shout = (text) => text.toUpperCase();\n';

/** Answers with members that JSON has no words for. */
const methods =
  "exports.main = async () => ({ ok: true, refresh() {}, [Symbol('a')]: 1, list: [() => {}, Symbol('b')], at: new Date(0) });\n";

/** Values in the ways in which \`.env\` may have them. */
const dotenv = `# what the functions read
PLAIN=value
SPACED =  around${'  '}
QUOTED="two words # no comment"
SINGLE='a $b \\n c'
COMMENTED=value # comment
export EXPORTED=yes
LINES="one\\ntwo"
MULTILINE="first
second"
EQUALS=a=b==
`;
const names = [...dotenv.matchAll(/^(?:export )?([A-Z]+) ?=/gm)].flatMap(([, name]) => name ?? []);
const fixture = JSON.stringify({ parameters: { names } });

const additions = [
  ['--function', 'added', '--secret', 'PLAIN,NEW_KEY'],
  ['--function', 'added_endpoint', '--template', 'endpoint', '--endpoint', 'added/endpoint'],
  ['--function', 'added_contact', '--template', 'contact'],
];

function config(platformVersion: string, srcDir: string): Files {
  return { 'hsproject.json': JSON.stringify({ name: 'shop', srcDir, platformVersion }) };
}

/** `app.json` and `serverless.json` as public projects have them: drifting indents, old keys, odd names. */
function serverlessJson(version: string): Case[] {
  const app =
    '{\n    "name": "Shop",\n    "uid": "shop",\n    "scopes": ["crm.objects.contacts.read"],\n    "public": false\n}';
  const registry = `{
    "runtime": "nodejs18.x",
    "version": "1.0",
     "appFunctions": {
       "getValues": { "file": "get-values.js", "secrets": ${JSON.stringify(names)} },
       "get-values-again":{"file":"get-values.js","secrets":["PLAIN","PRIVATE_APP_ACCESS_TOKEN"]},
       "in_a_folder": {
         "file": "nested/helped.js",
         "secrets": []
         },
       "noSecrets": { "file": "./nested/helped.js" },
       "methods": { "file": "methods.js" },
       "calledByCard": { "file": "get-values.js", "secrets": ["PLAIN"], "endpoint": { "path": "values", "method": ["GET"] } }
       }
}`;
  const functions = (folder: string): Files => ({
    [`${folder}/serverless.json`]: registry,
    [`${folder}/get-values.js`]: digests,
    [`${folder}/nested/helped.js`]: helped,
    [`${folder}/methods.js`]: methods,
    [`${folder}/nested/lib/shout.js`]: shout,
    [`${folder}/.env`]: `${dotenv}PRIVATE_APP_ACCESS_TOKEN=pat\n`,
    'fixtures/getValues.json': fixture,
    'fixtures/calledByCard.json': JSON.stringify({ parameters: { names: ['PLAIN'] } }),
    'fixtures/get-values-again.json': JSON.stringify({ parameters: { names: ['PLAIN'] } }),
    // With a contact's id and a token it would call HubSpot.
    'fixtures/added_contact.json': JSON.stringify({ parameters: {} }),
  });
  return [
    {
      name: 'a registry of other people, extended',
      platformVersion: version,
      files: { ...config(version, 'src'), 'src/app/app.json': app, ...functions('src/app/app.functions') },
      runs: additions,
    },
    {
      name: 'the app directly in the project, extended',
      platformVersion: version,
      files: { ...config(version, '.'), 'app/app.json': app, ...functions('app/app.functions') },
      runs: additions,
    },
    {
      name: 'an app without functions, extended',
      platformVersion: version,
      files: { ...config(version, 'src'), 'src/app/app.json': app },
      runs: additions,
    },
    {
      name: 'values in .env.local, which counts alone, extended',
      platformVersion: version,
      files: {
        ...config(version, 'src'),
        'src/app/app.json': app,
        ...functions('src/app/app.functions'),
        'src/app/app.functions/.env.local': '\uFEFFPLAIN=another\n',
      },
      runs: additions,
    },
  ];
}

/** Components as public projects have them: uids that are not the file's name, other types beside functions. */
function hsmeta(version: string): Case[] {
  const app = JSON.stringify({
    uid: 'shop_app',
    type: 'app',
    config: {
      name: 'Shop',
      description: 'Sells',
      distribution: 'private',
      auth: { type: 'static', requiredScopes: ['oauth', 'crm.objects.contacts.read'] },
      permittedUrls: { fetch: ['https://api.hubapi.com'], iframe: [], img: [] },
      support: { supportEmail: 'support@example.com', supportUrl: 'https://example.com' },
    },
  });
  const functionOf = (uid: string, file: string, secretKeys?: readonly string[], indent?: number) =>
    JSON.stringify(
      { uid, type: 'app-function', config: { entrypoint: `/app/functions/${file}`, secretKeys } },
      null,
      indent,
    );
  const card = JSON.stringify({
    uid: 'card',
    type: 'card',
    config: {
      name: 'Card',
      location: 'crm.record.tab',
      entrypoint: '/app/cards/Card.jsx',
      objectTypes: ['contacts'],
    },
  });
  const components = (source: string): Files => ({
    [`${source}app/Shop-hsmeta.json`]: app,
    [`${source}app/cards/card-hsmeta.json`]: card,
    [`${source}app/functions/private-function-hsmeta.json`]: functionOf(
      'get.Values',
      'GetValues.js',
      names,
      4,
    ),
    [`${source}app/functions/methods-hsmeta.json`]: functionOf('methods', 'Methods.js'),
    [`${source}app/functions/Methods.js`]: methods,
    [`${source}app/functions/second-hsmeta.json`]: functionOf('helped_one', 'dist/Helped.js'),
    [`${source}app/functions/GetValues.js`]: digests,
    [`${source}app/functions/dist/Helped.js`]: helped,
    [`${source}app/functions/dist/lib/shout.js`]: shout,
    [`${source}app/functions/.env`]: dotenv,
    [`${source}app/functions/package.json`]: '{"name":"example-function","version":"0.1.0"}',
    'fixtures/get.Values.json': fixture,
  });
  return [
    {
      name: 'functions of other people, extended',
      platformVersion: version,
      files: { ...config(version, 'src'), ...components('src/') },
      runs: additions,
    },
    {
      name: 'the app directly in the project, extended',
      platformVersion: version,
      files: { ...config(version, '.'), ...components('') },
      runs: additions,
    },
    {
      name: 'the source in another folder, a beta, extended',
      platformVersion: `${version}-beta`,
      files: { ...config(`${version}-beta`, './source/'), ...components('source/') },
      runs: additions,
    },
    {
      name: 'an app without functions and package.json, extended',
      platformVersion: version,
      files: { ...config(version, 'src'), 'src/app/app-hsmeta.json': app },
      runs: additions,
    },
    {
      name: 'an older layout left behind, which is ignored, extended',
      platformVersion: version,
      files: {
        ...config(version, 'src'),
        ...components('src/'),
        'src/app/app.json': '{"name":"Shop","uid":"shop","scopes":[],"public":false}',
        'src/app/app.functions/serverless.json': '{"appFunctions":{"old":{"file":"old.js"}}}',
        'src/app/app.functions/old.js': helped,
      },
      runs: additions,
    },
  ];
}

const shapesOf = { 'serverless-json': serverlessJson, hsmeta };

/** A version that HubSpot's packages know before this program does. */
function newer(): Case {
  const [{ files }] = hsmeta('2026.09') as [Case, ...Case[]];
  return {
    name: 'a version not known here, extended',
    platformVersion: '2027.03',
    files: { ...files, ...config('2027.03', 'src') },
    runs: additions,
  };
}

/** Functions of 2023.1 answer by the callback that they get. */
function callbacks(): Case {
  const respond = (response: string) =>
    `exports.main = (context, sendResponse) => sendResponse(${response});\n`;
  return {
    name: 'functions that answer by a callback',
    platformVersion: '2023.1',
    files: {
      ...config('2023.1', 'src'),
      'src/app/app.json': '{"name":"Shop","uid":"shop","scopes":[],"public":false}',
      'src/app/app.functions/serverless.json': JSON.stringify({
        appFunctions: {
          now: { file: 'now.js' },
          later: { file: 'later.js' },
          twice: { file: 'twice.js' },
          nothing: { file: 'nothing.js' },
        },
      }),
      'src/app/app.functions/now.js': respond('{ ok: true, drop() {} }'),
      'src/app/app.functions/later.js':
        'exports.main = async (context, done) => {\n  setTimeout(() => done(context.parameters), 5);\n};\n',
      'src/app/app.functions/twice.js':
        "exports.main = async (context, done) => {\n  done('first');\n  done('second');\n  return 'third';\n};\n",
      'src/app/app.functions/nothing.js': respond(''),
      'src/app/app.functions/.env': '',
      'fixtures/later.json': '{"parameters":{"size":4}}',
    },
    runs: [],
  };
}

/** Projects that this program did not make, after the shapes seen in public ones, and what is added to them. */
export const shapes: readonly Case[] = [
  ...platforms
    .filter(({ version }) => versionsTried.includes(version))
    .flatMap(({ version, layout }) => shapesOf[layout](version)),
  newer(),
  callbacks(),
];
