import { parseMethods, refusalText } from '../answers/choices.ts';
import { deepestNesting } from '../data/limits.ts';
import type { InvokeOptions } from '../data/options.ts';
import { inputProblem } from '../errors.ts';
import { type JsonObject, objectOf } from '../project/files.ts';
import { printable } from '../terminal/text.ts';
import type { Endpoint, Json } from '../types.ts';
import { isTooDeep } from './serialise.ts';

/** What the options say of a call. */
export type CallOptions = Pick<InvokeOptions, 'parameter' | 'method' | 'query' | 'header'> & {
  /** The body, read already. */
  readonly body?: Json;
};

/** Account that sample contexts name. */
const sampleAccount = 12345678;

/**
 * What an app function is called with in production, by HubSpot's documentation; its values are samples.
 */
const sampleContext = {
  user: { userId: 1234567, email: 'sample.user@example.com', locale: 'en' },
  portalId: sampleAccount,
  propertiesToSend: {},
  parameters: {},
} as const;

/**
 * The context of one call: a sample, the given context over it, and the options over both.
 *
 * @param given the content of a fixture or of `--context`
 * @throws Problem (code 2) for a context that is no object or nested too deep, or an option that cannot be read
 */
export function buildContext(
  endpoint: Endpoint | undefined,
  given: Json | undefined,
  call: CallOptions,
): Json {
  const context = given === undefined ? {} : objectOf(given);
  if (context === undefined) {
    throw inputProblem('context-not-object', 'A context is a JSON object, such as {"parameters": {}}.');
  }
  const built = endpoint === undefined ? appContext(context, call) : endpointContext(endpoint, context, call);
  if (!isTooDeep(built)) return built;
  throw inputProblem('nested-too-deep', `The context is nested more than ${deepestNesting} levels deep.`);
}

function appContext(context: JsonObject, { parameter }: CallOptions): Json {
  const merged = { ...sampleContext, ...context };
  if (parameter === undefined) return merged;
  const parameters = parameter
    .map((text) => pair(text, '--parameter'))
    .map(([key, text]) => [key, parameterValue(text)]);
  return { ...merged, parameters: { ...objectOf(merged.parameters), ...Object.fromEntries(parameters) } };
}

/**
 * An endpoint's context: `method`, `params`, `body`, `headers` and `accountId`, as real functions use them; HubSpot
 * documents them only in part.
 */
function endpointContext(endpoint: Endpoint, context: JsonObject, call: CallOptions): Json {
  const method = call.method === undefined ? undefined : oneMethod(call.method);
  const query = (call.query ?? []).map((text) => pair(text, '--query'));
  const headers = (call.header ?? []).map((text) => pair(text, '--header'));
  const merged = {
    method: endpoint.methods[0] ?? 'GET',
    params: {},
    body: null,
    headers: {},
    accountId: sampleAccount,
    ...context,
    ...(method === undefined ? {} : { method }),
    ...(call.body === undefined ? {} : { body: call.body }),
  };
  const sent = { ...objectOf(merged.headers), ...Object.fromEntries(headers) };
  const typed = Object.keys(sent).some((name) => name.toLowerCase() === 'content-type');
  return {
    ...merged,
    params: { ...objectOf(merged.params), ...grouped(query) },
    headers: call.body === undefined || typed ? sent : { ...sent, 'Content-Type': 'application/json' },
  };
}

function oneMethod(raw: string): string {
  const parsed = parseMethods([raw]);
  if ('problem' in parsed) throw inputProblem('unknown-method', refusalText(parsed));
  return parsed.value[0] ?? raw;
}

/** A name that is given several times has the list of its values, as in a query string. */
function grouped(pairs: readonly (readonly [string, string])[]): Record<string, Json> {
  const groups = new Map<string, string[]>();
  for (const [name, value] of pairs) groups.set(name, [...(groups.get(name) ?? []), value]);
  const entries = [...groups].map(([name, values]) => [name, values.length === 1 ? values[0] : values]);
  return Object.fromEntries(entries);
}

function pair(text: string, option: string): readonly [string, string] {
  const split = text.indexOf('=');
  if (split > 0) return [text.slice(0, split), text.slice(split + 1)];
  throw inputProblem('not-a-pair', `${option} ${printable(text)} is no name=value.`, {
    hint: `Write ${option} name=value, without spaces around the "=".`,
  });
}

/**
 * A parameter's value: what JSON makes of it, where that says the same (`3`, `true`, `{"a":1}`), else the text itself,
 * so that `007` and digits beyond a number's precision stay as they are.
 */
function parameterValue(text: string): Json {
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === 'number' && String(value) !== text ? text : value;
  } catch {
    return text;
  }
}

/**
 * Refuses options of a kind of call that none of the functions has.
 *
 * @throws Problem `option-does-not-fit` (code 2)
 */
export function refuseMisfits(
  functions: readonly { readonly endpoint?: Endpoint }[],
  options: InvokeOptions,
): void {
  const ofEndpoints = (['method', 'query', 'body', 'header'] as const).find(
    (name) => options[name] !== undefined,
  );
  if (ofEndpoints !== undefined && functions.every(({ endpoint }) => endpoint === undefined)) {
    throw inputProblem(
      'option-does-not-fit',
      `--${ofEndpoints} is for endpoint functions; this is an app function.`,
      {
        hint: 'Give it --parameter name=value, or --context.',
      },
    );
  }
  if (options.parameter !== undefined && functions.every(({ endpoint }) => endpoint !== undefined)) {
    throw inputProblem(
      'option-does-not-fit',
      '--parameter is for app functions; this is an endpoint function.',
      {
        hint: 'Give it --query name=value, --body, or --context.',
      },
    );
  }
}
