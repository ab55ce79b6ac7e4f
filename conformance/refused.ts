import path from 'node:path';
import { writeFiles } from '../test/program.ts';
import { runtimes } from './judge.ts';
import { ask, type Verdict } from './oracles.ts';

/** A project that HubSpot's packages have to refuse: without these, their silence about others would prove nothing. */
interface Refused {
  readonly name: string;
  readonly platformVersion: string;
  readonly files: Readonly<Record<string, string>>;
  /** Part of what the package says. */
  readonly says: string;
}

type Said = Readonly<Record<string, string | undefined>>;

const config = { entrypoint: '/app/functions/hello.js' };
const appConfig = {
  name: 'Shop',
  description: 'Sells',
  distribution: 'private',
  auth: { type: 'static', requiredScopes: [] },
};
const helloFile = 'src/app/functions/hello-hsmeta.json';

function app(said: object = {}): string {
  return JSON.stringify({ uid: 'shop', type: 'app', config: { ...appConfig, ...said } });
}

function hello(said: object = {}): string {
  return JSON.stringify({ uid: 'hello', type: 'app-function', config: { ...config, ...said } });
}

/** A project with the function `hello`, except for what is said here; `undefined` takes a file away. */
function project(platformVersion: string, said: Said): Refused['files'] {
  const files: Said = {
    'hsproject.json': JSON.stringify({ name: 'shop', srcDir: 'src', platformVersion }),
    'src/app/app-hsmeta.json': app(),
    'src/app/functions/package.json': '{}',
    'src/app/functions/hello.js': 'exports.main = async () => 1;',
    [helloFile]: hello(),
    'src/app/app.functions/serverless.json':
      '{"appFunctions": {"hello": {"file": "hello.js", "secrets": ["API_KEY"]}}}',
    'src/app/app.functions/hello.js': 'exports.main = async () => 1;',
    ...said,
  };
  return Object.fromEntries(
    Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

const components: readonly (readonly [name: string, said: Said, says: string])[] = [
  [
    'a functions folder without package.json',
    { 'src/app/functions/package.json': undefined },
    'package.json',
  ],
  ['a project without an app', { 'src/app/app-hsmeta.json': undefined }, "type 'app'"],
  [
    '"method" in place of "methods"',
    { [helloFile]: hello({ endpoint: { path: 'a', method: ['GET'] } }) },
    'methods',
  ],
  [
    'the token among the secrets',
    { [helloFile]: hello({ secretKeys: ['PRIVATE_APP_ACCESS_TOKEN'] }) },
    'secretKeys',
  ],
  [
    'an app with OAuth',
    { 'src/app/app-hsmeta.json': app({ auth: { type: 'oauth', requiredScopes: [] } }) },
    'auth.type',
  ],
  [
    'two components with one uid',
    { 'src/app/functions/again-hsmeta.json': hello() },
    "Duplicate uid 'hello'",
  ],
  ['JSON with a trailing comma', { [helloFile]: hello().replace(/}$/, ',}') }, 'Invalid JSON'],
  [
    'a component in a sub-folder',
    { 'src/app/functions/sub/far-hsmeta.json': hello() },
    'sub/far-hsmeta.json',
  ],
];

const ofComponents: readonly Refused[] = [
  ...components.map(([name, said, says]) => ({
    name,
    platformVersion: '2026.09',
    files: project('2026.09', said),
    says,
  })),
  {
    name: 'no such platform version',
    platformVersion: '2031.03',
    files: project('2031.03', {}),
    says: "Unsupported platform version: '2031.03'",
  },
];

function ofFunctions(versions: readonly string[]): readonly Refused[] {
  return versions.flatMap((platformVersion) =>
    functions(platformVersion.startsWith('2026') ? 'functions' : 'app.functions').map(
      ([name, said, says]) => ({
        name,
        platformVersion,
        files: project(platformVersion, said),
        says,
      }),
    ),
  );
}

const connecting = `exports.main = () => new Promise((resolve, reject) => {
  require('node:http').get('http://192.0.2.1/', resolve).on('error', reject);
});`;

function functions(folder: string): typeof components {
  const file = `src/app/${folder}/hello.js`;
  return [
    ['a function without main', { [file]: 'exports.other = 1;' }, 'INVALID_FUNCTION'],
    ['a function whose file is missing', { [file]: undefined }, 'FUNCTION_NOT_FOUND'],
    ['a function that throws', { [file]: 'exports.main = () => nothing;' }, 'UNCAUGHT_ERROR'],
    ['a connection to another machine', { [file]: connecting }, 'Refused here: a connection to 192.0.2.1'],
    [
      'a warning of a secret that .env has not',
      { [helloFile]: hello({ secretKeys: ['API_KEY'] }) },
      'API_KEY',
    ],
  ];
}

/** By the package that has to refuse it; a runtime is asked to run `hello`. */
export const refused = {
  'project-parsing-lib': ofComponents,
  // A function of 2023.1 that never calls back holds the runtime up for good.
  'app-functions-dev-server': ofFunctions(
    runtimes['app-functions-dev-server'].filter((version) => version !== '2023.1'),
  ),
  'ui-extensions-dev-server': [
    ...ofFunctions(runtimes['ui-extensions-dev-server']),
    {
      name: 'a platform version without functions',
      platformVersion: '2025.2',
      files: project('2025.2', {}),
      says: 'UNSUPPORTED_VERSION',
    },
  ],
} as const satisfies Readonly<Record<string, readonly Refused[]>>;

/** One verdict for each, in their order; the projects are written below a folder. */
export function askAboutRefused(oracle: keyof typeof refused, root: string): Promise<Verdict<unknown>[]> {
  const tasks = refused[oracle].map(({ files, platformVersion }, index) => {
    const directory = path.join(root, `refused-by-${oracle}-${index}`);
    writeFiles(directory, files);
    return { directory, sourceDirectory: path.join(directory, 'src'), platformVersion, name: 'hello' };
  });
  return ask(oracle, tasks);
}
