import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { whole } from '../test/extent.ts';
import { ask, oraclePackage, type Verdict } from './oracles.ts';
import { type Built, type Case, newest, platformVersions, readJson } from './projects.ts';

/** A project with a card. */
export interface CardCase extends Case {
  /** The function that its card calls. */
  readonly function: string;
  /** A response that the function can give. */
  readonly response: unknown;
  /** What the card shows for the function's own response in HubSpot's local runtime, and for `response`. */
  readonly shows: { readonly own: string; readonly response: string };
}

/** A card, and what HubSpot's packages report about it. */
export interface JudgedCard {
  /** Absolute path. */
  readonly file: string;
  readonly rendered: Verdict<Rendered>;
  /** Problems by HubSpot's ESLint configuration for UI extensions. */
  readonly lint: Verdict<readonly string[]>;
}

/** A card that HubSpot's bundler built and HubSpot's testing renderer rendered. */
export interface Rendered {
  /** What the bundler warned of. */
  readonly warnings: readonly string[];
  /** With the project's own function, run by HubSpot's local runtime. */
  readonly own: Shown;
  /** With the response of the case. */
  readonly response: Shown;
  /** With a call that fails. */
  readonly failed: Shown;
  /** The name in each call of `hubspot.serverless`, and what was sent with it. */
  readonly calls: readonly { readonly name: string; readonly propertiesToSend?: readonly string[] }[];
}

/** What a card shows, as text of its component tree. */
interface Shown {
  /** Before the function is called, or while it runs. */
  readonly before: string;
  readonly after: string;
}

/** A template's function, a response of it, and what the card shows of them. */
const shown = {
  hello: {
    response: { message: 'Hello, Grace!' },
    shows: { own: 'Hello, fake_firstName!', response: 'Hello, Grace!' },
  },
  contact: {
    response: { contact: { firstname: 'Ada', lastname: 'Lovelace', email: null } },
    shows: { own: '', response: 'Lovelace' },
  },
  endpoint: {
    response: { item: 'chair', quantity: 3 },
    shows: { own: 'Ordered', response: 'chair' },
  },
  proxy: {
    response: { result: { found: 2 } },
    shows: { own: 'The function failed', response: 'found' },
  },
} as const;

/** Each template with its card, also as an endpoint, and a card for an existing function. */
export const cardCases: readonly CardCase[] = platformVersions.flatMap((version) => {
  const templates = whole || newest.includes(version) ? Object.keys(shown) : ['hello'];
  const endpoints = whole || version === '2026.09' ? ['hello', 'contact', 'proxy'] : [];
  return [
    ...templates.map((template) => created(version, template as keyof typeof shown, [])),
    ...endpoints.map((template) =>
      created(version, template as keyof typeof shown, ['--endpoint', 'shop/orders']),
    ),
    extended(version, 'hello', 'Hello, world!'),
    ...(version === '2026.09' ? [extended(version, 'contact', 'The function failed')] : []),
  ];
});

/** A card for an existing function: it sends what the function reads, and shows whatever that returns. */
function extended(version: string, template: string, own: string): CardCase {
  return {
    name: `create ${template}, then add a card`,
    platformVersion: version,
    runs: [
      ['.', '--platform', version, '--template', template, '--function', 'hello'],
      ['--function', 'hello', '--card'],
    ],
    function: 'hello',
    response: { total: 3, open: ['first', 'second'] },
    shows: { own, response: 'open' },
  };
}

function created(version: string, template: keyof typeof shown, endpoint: readonly string[]): CardCase {
  const { response, shows } = shown[template];
  const named = ['.', '--platform', version, '--function', `my_${template}`, '--template', template];
  const isEndpoint = endpoint.length > 0 || template === 'endpoint';
  return {
    name: ['create', template, '--card', ...endpoint].join(' '),
    platformVersion: version,
    runs: [[...named, ...endpoint, '--card']],
    function: `my_${template}`,
    response: isEndpoint ? { statusCode: 200, body: response } : response,
    shows,
  };
}

/** Has HubSpot's packages build, render and lint the card of each project. */
export async function judgeCards(projects: readonly (Built & CardCase)[]): Promise<readonly JudgedCard[]> {
  const tasks = projects.map(({ sourceDirectory, platformVersion, response }) => ({
    sourceDirectory,
    // Its runtime does not run 2023.2, which has the layout and the functions of 2025.1.
    platformVersion: platformVersion === '2023.2' ? '2025.1' : platformVersion,
    response,
    card: cardOf(sourceDirectory),
  }));
  for (const { card } of tasks) linkPackages(path.dirname(card));
  const rendered = await ask<Rendered>('card', tasks);
  const lint = await ask<readonly string[]>('eslint', tasks);
  return tasks.map(({ card }, index) => ({
    file: card,
    rendered: rendered[index] as Verdict<Rendered>,
    lint: lint[index] as Verdict<readonly string[]>,
  }));
}

/** TypeScript's errors in JavaScript files with types in comments, in strict mode. */
export function typeProblems(files: readonly string[], folder: string): string {
  const config = path.join(folder, 'tsconfig.json');
  const compilerOptions = {
    ...{ target: 'esnext', module: 'preserve', jsx: 'react-jsx', strict: true, noEmit: true },
    ...{ allowJs: true, checkJs: true, skipLibCheck: true, types: [] },
  };
  writeFileSync(config, JSON.stringify({ compilerOptions, files }));
  const typescript = path.join(import.meta.dirname, '../node_modules/typescript/bin/tsc');
  return spawnSync(process.execPath, [typescript, '--project', config], { encoding: 'utf8' }).stdout;
}

/** The source of a project's only card, as HubSpot finds it: by its configuration. */
function cardOf(sourceDirectory: string): string {
  const app = path.join(sourceDirectory, 'app');
  const cards = path.join(app, 'cards');
  if (existsSync(cards)) {
    const [config = ''] = readdirSync(cards).filter((name) => name.endsWith('-hsmeta.json'));
    return path.join(sourceDirectory, readJson(path.join(cards, config)).config.entrypoint);
  }
  const [listed] = readJson(path.join(app, 'app.json')).extensions.crm.cards;
  const config = path.join(app, listed.file);
  return path.join(path.dirname(config), readJson(config).data.module.file);
}

/** Instead of an install: uses packages that HubSpot's own packages depend on. */
function linkPackages(folder: string): void {
  for (const name of ['@hubspot/ui-extensions', 'react', '@types/react']) {
    const place = path.join(folder, 'node_modules', name);
    mkdirSync(path.dirname(place), { recursive: true });
    symlinkSync(oraclePackage(name), place, 'junction');
  }
}
