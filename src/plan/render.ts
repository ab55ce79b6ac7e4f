import { templates } from 'virtual:template-table';
import { templates as compiled } from 'virtual:templates';
import { defaultPort, tokenName } from '../data/limits.ts';
import type { Platform } from '../data/platforms.ts';
import type { Layout, ProjectPaths } from '../project/layout.ts';
import { curlCommand } from '../serve/curl.ts';
import type { FunctionAnswers } from '../types.ts';

/**
 * The source of a function: plain CommonJS with a final newline.
 *
 * @param types the file of the context's types, relative to the function's, without its ending
 */
export function renderFunction(template: Template, answers: FunctionAnswers, types: string): string {
  const name = answers.endpoint === undefined ? 'AppFunctionContext' : 'EndpointContext';
  const contextType = `{import('${types}').${name}}`;
  return render(compiled, `functions/${template.name}/function.js`, {
    ...functionData(template, answers),
    contextType,
  });
}

/** The context that the first invocation of a function uses: strict JSON with a final newline. */
export function renderFixture(template: Template, answers: FunctionAnswers): string {
  return render(compiled, `functions/${template.name}/fixture.json`, functionData(template, answers));
}

/** What the README's template names beside functions. */
interface ReadmeFacts
  extends Pick<Layout, 'secretsAt'>,
    Pick<ProjectPaths, 'appFile' | 'functionsDirectory' | 'cardsDirectory'> {
  readonly app: string;
  readonly platform: Platform;
  readonly scopesKey: string;
  readonly cards: boolean;
  readonly commands: Readonly<Record<'add' | 'invoke' | 'dev' | 'migrate' | 'install', string>>;
}

/**
 * The README of a new project: Markdown with a final newline. Its calls send what the functions' fixtures say.
 *
 * @param examples functions that are called in it
 */
export function renderReadme(
  examples: readonly { readonly answers: FunctionAnswers; readonly template: Template }[],
  facts: ReadmeFacts,
): string {
  const functions = examples.map(({ answers, template }) => {
    const { name, endpoint } = answers;
    const fixture = JSON.parse(renderFixture(template, answers));
    const call =
      endpoint === undefined
        ? { parameters: fieldsOf(fixture.parameters) }
        : { curl: localCall(endpoint.path, fixture) };
    return { name, sample: template.sample, isPublic: endpoint !== undefined, ...call };
  });
  return render(compiled, 'project/README.md', {
    ...facts,
    first: functions[0],
    publicFunction: functions.find(({ isPublic }) => isPublic),
    appFunction: functions.find(({ isPublic }) => !isPublic),
  });
}

/** The fields of a JavaScript object literal, without its braces. */
function fieldsOf(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${helpers.property(name)}: ${javascript(value)}`)
    .join(', ');
}

/** A call of an endpoint that `dev` serves on its usual port. */
function localCall(path: string, { method, params, body }: EndpointFixture): string {
  const sent = { method, query: Object.entries(params) };
  const json = { headers: [['Content-Type', 'application/json']], body: JSON.stringify(body) } as const;
  const request = { ...sent, ...(body === null ? { headers: [], body: undefined } : json) };
  return curlCommand(`http://localhost:${defaultPort}`, path, request, 'posix');
}

interface EndpointFixture {
  readonly method: string;
  readonly params: Record<string, string>;
  readonly body: unknown;
}

/** The types of the context that HubSpot calls functions with, for editors. */
export function renderContextTypes(): string {
  return render(compiled, 'project/context.d.ts', {});
}

/**
 * The `.gitignore` of a new project.
 *
 * @param cards does it have any?
 */
export function renderGitignore(cards: boolean): string {
  return render(compiled, 'project/gitignore', { cards });
}

/**
 * Every key is set, because strict templates fail on a missing one. `key` is the secret that the template's code
 * uses by name; `variables` are all environment variables of the function.
 */
function functionData(template: Template, { secrets, token, endpoint, card }: FunctionAnswers) {
  const method = endpoint?.methods[0] ?? 'GET';
  return {
    endpoint,
    card,
    method,
    sendsBody: ['POST', 'PUT', 'PATCH'].includes(method),
    key: secrets[0] ?? template.secrets[0],
    variables: [...secrets, ...(token ? [tokenName] : [])],
  };
}

/** Helpers for templates: every value in a file goes through one of these. Handlebars appends its options. */
export const helpers = {
  /** Several values are joined into one string. */
  js: (...given: readonly unknown[]) => {
    const values = given.slice(0, -1);
    return javascript(values.length > 1 ? values.join('') : values[0]);
  },
  json: (value: unknown) => JSON.stringify(value),
  property: (name: string) => (isIdentifier(name) ? name : javascript(name)),
  environment: (name: string) =>
    isIdentifier(name) ? `process.env.${name}` : `process.env[${javascript(name)}]`,
  // Keeps everything except control characters and Unicode's line breaks; `\p{Cc}` would add 5% to the start time.
  text: (value: unknown) => String(value).replace(/[^ -~\u00a0-\u2027\u202a-\u{10ffff}]+/gu, ' '),
};

/** Under their paths in `templates`, without `.hbs`. */
export type CompiledTemplates = Readonly<Record<string, (data: object, runtime: object) => string>>;

/** The text that one of these templates makes of its data; they are each other's partials. */
export function render(templates: CompiledTemplates, path: string, data: object): string {
  const template = templates[path];
  if (template === undefined) throw new Error(`There is no template ${path}.`);
  return template(data, { helpers, partials: templates });
}

/** A value as JavaScript source: a string in single quotes, a list of them in brackets. */
function javascript(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(javascript).join(', ')}]`;
  const inside = JSON.stringify(String(value)).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inside.replace(/[\u2028\u2029]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16)}`)}'`;
}

function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name);
}

/** What a template needs, unless the person answers otherwise. Its name is its folder's. */
export interface Template {
  readonly name: string;
  /** One line for help, lower case, without a full stop. */
  readonly summary: string;
  /** Sample input, as `name=value`: a parameter, or an endpoint's query. */
  readonly sample: string;
  /** Does it call HubSpot with `PRIVATE_APP_ACCESS_TOKEN`? */
  readonly token: boolean;
  /** Does it only make sense as an endpoint? */
  readonly endpoint: boolean;
  /** Default names of the secrets that it reads; its code uses the first. */
  readonly secrets: readonly string[];
  /** Scopes that its calls to HubSpot need. */
  readonly scopes: readonly string[];
  /** npm packages that it needs, with their ranges. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Ranges for the Node of a layout's platform versions: HubSpot runs those of `hsmeta` on 22 or later. */
  readonly dependenciesByLayout: Readonly<
    Partial<Record<Platform['layout'], Readonly<Record<string, string>>>>
  >;
  /** Methods of its endpoint. */
  readonly methods: readonly string[];
}

/** The packages that a template needs on a platform version, and their ranges. */
export function dependenciesOf(
  { dependencies, dependenciesByLayout }: Pick<Template, 'dependencies' | 'dependenciesByLayout'>,
  { layout }: Platform,
): Readonly<Record<string, string>> {
  return { ...dependencies, ...dependenciesByLayout[layout] };
}

/** The template of that name, or undefined. */
export function findTemplate(name: string): Template | undefined {
  return templates.find((template) => template.name === name);
}
