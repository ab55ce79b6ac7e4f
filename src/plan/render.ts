import { templates } from 'virtual:template-table';
import { templates as compiled } from 'virtual:templates';
import { defaultPort, tokenName } from '../data/limits.ts';
import type { Platform } from '../data/platforms.ts';
import type { Layout, ProjectPaths } from '../project/layout.ts';
import { curlCommand } from '../serve/curl.ts';
import type { FunctionAnswers } from '../types.ts';

/**
 * The source of a function: plain CommonJS with a final newline.
 * @param types the file with the context's types, relative to the function's file, without its extension
 */
export function renderFunction(template: Template, answers: FunctionAnswers, types: string): string {
  const name = answers.endpoint === undefined ? 'AppFunctionContext' : 'EndpointContext';
  const contextType = `{import('${types}').${name}}`;
  const data = { ...functionData(template, answers), contextType };
  return renderFile(`functions/${template.name}/function.js`, data);
}

/** The context for a function's first invocation: strict JSON with a final newline. */
export function renderFixture(template: Template, answers: FunctionAnswers): string {
  return renderFile(`functions/${template.name}/fixture.json`, functionData(template, answers));
}

/** The facts that the README's template mentions besides functions. */
interface ReadmeFacts
  extends Pick<Layout, 'secretsAt'>,
    Pick<ProjectPaths, 'appFile' | 'functionsDirectory' | 'cardsDirectory'> {
  readonly app: string;
  readonly platform: Platform;
  readonly scopesKey: string;
  readonly hasCards: boolean;
  readonly commands: Readonly<Record<'add' | 'invoke' | 'dev' | 'migrate' | 'install', string>>;
}

/**
 * The README of a new project: Markdown with a final newline. Its example calls send the same data as the functions'
 * fixtures.
 * @param examples the functions to call in the examples
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
  return renderFile('project/README.md', {
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

/** An example call of an endpoint that `dev` serves on its default port. */
function localCall(path: string, { method, params, body }: EndpointFixture): string {
  const sent = { method, query: Object.entries(params) };
  const json = { headers: [['Content-Type', 'application/json']], body: JSON.stringify(body) } as const;
  const request = { ...sent, ...(body === null ? { headers: [], body: undefined } : json) };
  return curlCommand('posix', `http://localhost:${defaultPort}`, path, request);
}

interface EndpointFixture {
  readonly method: string;
  readonly params: Record<string, string>;
  readonly body: unknown;
}

/**
 * The data for a function's templates. Every key is set, because strict templates fail on missing ones. `key` is the secret
 * that the template's code uses by name; `variables` are all environment variables of the function.
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

/**
 * Helpers for templates. Every value in a generated file goes through one of them. Handlebars passes its options as an
 * additional last argument.
 */
export const helpers = {
  /** Joins several values into one string. */
  js: (...given: readonly unknown[]) => {
    const values = given.slice(0, -1);
    return javascript(values.length > 1 ? values.join('') : values[0]);
  },
  json: (value: unknown) => JSON.stringify(value),
  property: (name: string) => (isIdentifier(name) ? name : javascript(name)),
  environment: (name: string) =>
    isIdentifier(name) ? `process.env.${name}` : `process.env[${javascript(name)}]`,
  // Keeps everything except control characters and Unicode line breaks. `\p{Cc}` would add 5% to the start time.
  text: (value: unknown) => String(value).replace(/[^ -~\u00a0-\u2027\u202a-\u{10ffff}]+/gu, ' '),
};

/** Compiled templates by their path in `templates`, without `.hbs`. */
export type CompiledTemplates = Readonly<Record<string, (data: object, runtime: object) => string>>;

/** Renders a template of functions and projects, by its path in `templates`. */
export function renderFile(path: string, data: object): string {
  return render(compiled, path, data);
}

/** Renders one of these templates. They are each other's partials. */
export function render(templates: CompiledTemplates, path: string, data: object): string {
  const template = templates[path];
  if (template === undefined) throw new Error(`There is no template ${path}.`);
  return template(data, { helpers, partials: templates });
}

/** A value as JavaScript source: a string in single quotes, or a list of strings in brackets. */
function javascript(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(javascript).join(', ')}]`;
  const inside = JSON.stringify(String(value)).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inside.replace(/[\u2028\u2029]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16)}`)}'`;
}

function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name);
}

/** A template's requirements and defaults, which the user's answers can override. Its name is that of its folder. */
export interface Template {
  readonly name: string;
  /** One line for help, lower case, without a full stop. */
  readonly summary: string;
  /** Sample input as `name=value`: a parameter, or an endpoint's query. */
  readonly sample: string;
  /** Whether it calls HubSpot with `PRIVATE_APP_ACCESS_TOKEN`. */
  readonly token: boolean;
  /** Whether it only makes sense as an endpoint. */
  readonly endpoint: boolean;
  /** Default names of the secrets that it reads. Its code uses the first one by name. */
  readonly secrets: readonly string[];
  /** Scopes needed for its calls to HubSpot. */
  readonly scopes: readonly string[];
  /** npm packages that it needs, with version ranges. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Ranges for the Node versions of a layout's platforms: HubSpot runs those of `hsmeta` on 22 or later. */
  readonly dependenciesByLayout: Readonly<
    Partial<Record<Platform['layout'], Readonly<Record<string, string>>>>
  >;
  /** Methods of its endpoint. */
  readonly methods: readonly string[];
}

/** The packages that a template needs on a platform version, with version ranges. */
export function dependenciesOf(
  { dependencies, dependenciesByLayout }: Pick<Template, 'dependencies' | 'dependenciesByLayout'>,
  { layout }: Platform,
): Readonly<Record<string, string>> {
  return { ...dependencies, ...dependenciesByLayout[layout] };
}

/** The template with this name, or undefined if it does not exist. */
export function findTemplate(name: string): Template | undefined {
  return templates.find((template) => template.name === name);
}
