import { parseMethods } from '../answers/choices.ts';
import type { InvokeOptions } from '../data/options.ts';
import { refusal, warning } from '../messages/messages.ts';
import { type JsonObject, objectOf } from '../project/json.ts';
import type { Endpoint, Json, Warning } from '../types.ts';
import {
  type EndpointRequest,
  endpointContext,
  requestOfContext,
  sampleAccount,
  withBody,
} from './request.ts';
import { isTooDeep } from './serialise.ts';

/** The options that describe a call. */
type CallOptions = Pick<InvokeOptions, 'context' | 'parameter' | 'method' | 'query' | 'header'> & {
  /** The body, already read. */
  readonly body?: Json;
};

/**
 * What an app function is called with in production, according to HubSpot's documentation; its values are samples.
 */
export const sampleContext = {
  user: { userId: 1234567, email: 'sample.user@example.com', locale: 'en' },
  portalId: sampleAccount,
  propertiesToSend: {},
  parameters: {},
} as const;

/** One call of a function. */
export interface FunctionCall {
  readonly context: Json;
  /** The endpoint that is requested; undefined if the function is called by name, as a UI extension does. */
  readonly endpoint: Endpoint | undefined;
  readonly warnings: readonly Warning[];
}

/**
 * The context of one call: a sample, overridden by the given context, overridden by the options. An endpoint gets what
 * HubSpot would make of the request that they describe; a function with an endpoint can also be called by name.
 * @param given the content of a fixture or of `--context`
 * @throws Problem (code 2) for a context that is not an object or nested too deep, or an option that cannot be read
 */
export function buildContext(
  endpoint: Endpoint | undefined,
  given: Json | undefined,
  call: CallOptions,
): FunctionCall {
  const context = given === undefined ? {} : objectOf(given);
  if (context === undefined) {
    throw refusal('context-not-object', { file: call.context });
  }
  // A request is text, and values that are nested too deep cannot be written as text.
  refuseTooDeep(context);
  refuseTooDeep(call.body ?? null);
  const requested = requestedEndpoint(endpoint, context, call);
  const built =
    requested === undefined
      ? { context: appContext(endpoint === undefined ? context : byName(context), call), warnings: [] }
      : contextOfRequest(requested, context, call);
  refuseTooDeep(built.context);
  return { ...built, endpoint: requested };
}

function refuseTooDeep(value: Json): void {
  if (isTooDeep(value)) throw refusal('nested-too-deep', {});
}

function appContext(context: JsonObject, { parameter }: CallOptions): Json {
  const merged = { ...sampleContext, ...context };
  if (parameter === undefined) return merged;
  const parameters = parameter
    .map((text) => pair(text, '--parameter'))
    .map(([key, text]) => [key, parameterValue(text)]);
  return { ...merged, parameters: { ...objectOf(merged.parameters), ...Object.fromEntries(parameters) } };
}

function contextOfRequest(endpoint: Endpoint, given: JsonObject, call: CallOptions) {
  const { query: _, secrets, ...own } = given;
  // A GET request would not carry the body.
  const forBody = call.body === undefined ? undefined : endpoint.methods.find((one) => one !== 'GET');
  const sent = requestOfContext(own, endpoint.methods[0] ?? 'GET');
  const method = (sent.method === 'GET' ? forBody : undefined) ?? sent.method;
  const query = (call.query ?? []).map((text) => pair(text, '--query'));
  const headers = (call.header ?? []).map((text) => pair(text, '--header'));
  const { context, warnings } = endpointContext({
    ...sent,
    method: call.method === undefined ? method : oneMethod(call.method),
    query: replaced(sent.query, query),
    headers: replaced(sent.headers, headers),
    ...(call.body === undefined ? {} : withBody(replaced(sent.headers, headers), call.body)),
  });
  // All of it came from JSON.
  return { context: { ...own, ...context } as unknown as Json, warnings: [...absent(given), ...warnings] };
}

type Pairs = EndpointRequest['query'];

/** The pairs with `others` appended; a pair whose name is among them, in any letter case, is left out. */
function replaced(pairs: Pairs, others: Pairs): Pairs {
  const names = new Set(others.map(([name]) => name.toLowerCase()));
  return [...pairs.filter(([name]) => !names.has(name.toLowerCase())), ...others];
}

/** Parts of a given context that no endpoint function of a developer project gets. */
function absent(given: JsonObject): Warning[] {
  return (['query', 'secrets'] as const)
    .filter((name) => given[name] !== undefined)
    .map((name) => warning('context-member', { name }));
}

function oneMethod(raw: string): string {
  const parsed = parseMethods([raw]);
  if ('problem' in parsed) throw refusal('unknown-method', { rejected: parsed });
  return parsed.value[0] ?? raw;
}

function pair(text: string, option: string): readonly [string, string] {
  const split = text.indexOf('=');
  if (split > 0) return [text.slice(0, split), text.slice(split + 1)];
  throw refusal('not-a-pair', { option, text });
}

/**
 * A parameter's value: read as JSON (`3`, `true`, `{"a":1}`), or else the text itself. Numbers that JSON does not keep as
 * they are written stay text: `007`, and digits beyond a number's precision.
 */
function parameterValue(text: string): Json {
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === 'number' && String(value) !== text ? text : value;
  } catch {
    return text;
  }
}

/** Options that describe an HTTP request. */
const requestOptions = ['method', 'query', 'body', 'header'] as const;
/** Members that only the context of an HTTP request has. */
const requestMembers = ['method', 'params', 'body', 'headers'];

/**
 * The endpoint that a call requests; undefined if it calls the function by name, as a UI extension does: every function
 * can be called like that, even one with an endpoint.
 * @param given the content of a fixture or of `--context`
 */
function requestedEndpoint(
  endpoint: Endpoint | undefined,
  given: JsonObject,
  call: CallOptions,
): Endpoint | undefined {
  if (requestOptions.some((name) => call[name] !== undefined)) return endpoint;
  if (call.parameter !== undefined) return undefined;
  const isByName = 'parameters' in given || 'propertiesToSend' in given;
  return isByName && requestMembers.every((name) => !(name in given)) ? undefined : endpoint;
}

/** The context without the members of a request, which an endpoint's fixture has and a call by name does not. */
function byName(given: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !requestMembers.includes(name)));
}

/**
 * Refuses request options if none of the functions has an endpoint, and `--parameter` together with them if all have one.
 * @throws Problem `option-does-not-fit` (code 2)
 */
export function refuseMisfits(
  functions: readonly { readonly endpoint?: Endpoint | undefined }[],
  options: InvokeOptions,
): void {
  const ofEndpoints = requestOptions.find((name) => options[name] !== undefined);
  if (ofEndpoints !== undefined && functions.every(({ endpoint }) => endpoint === undefined)) {
    throw refusal('option-does-not-fit', { option: ofEndpoints });
  }
  const areEndpoints = functions.every(({ endpoint }) => endpoint !== undefined);
  if (options.parameter !== undefined && ofEndpoints !== undefined && areEndpoints) {
    throw refusal('option-does-not-fit', { option: ofEndpoints, also: 'parameter' });
  }
}
