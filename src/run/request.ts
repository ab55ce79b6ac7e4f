import { groupBy } from '../group-by.ts';
import { warning } from '../messages/messages.ts';
import { objectOf } from '../project/json.ts';
import type { Json, Warning } from '../types.ts';

type Pair = readonly [name: string, value: string];

/** A request to an endpoint function, either received over HTTP or made from options or a fixture. */
export interface EndpointRequest {
  /** In capitals, such as `GET`. */
  readonly method: string;
  /** The query's names and values, decoded, in the order sent. */
  readonly query: readonly Pair[];
  /** Names in any case. */
  readonly headers: readonly Pair[];
  /** Undefined if none was sent. */
  readonly body: string | undefined;
  /** The HubSpot account that the function is told it runs for. */
  readonly accountId: Json;
}

/** What the handler of an endpoint function is called with. */
export interface EndpointContext {
  readonly method: string;
  /** Each name with the list of its values, even if there is one value only. */
  readonly params: Readonly<Record<string, readonly string[]>>;
  readonly body: Json;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly accountId: Json;
}

/** The account id of a context without one. */
export const sampleAccount = 12345678;

/** Request headers that reach a function, according to HubSpot's documentation of serverless functions for its CMS. */
const passedHeader =
  /^(?:accept(?:-encoding|-language)?|cache-control|connection|cookie|host|true-client-ip|upgrade-insecure-requests|user-agent|x-forwarded-for)$/;

/** Signature headers of `hubspot.fetch`; whether HubSpot passes them to its own functions is not known. */
const signatureHeader = /^x-hubspot-(?:request-timestamp|signature(?:-v3|-version)?)$/;

/** Headers that browsers and HTTP clients add by themselves: no warning is needed that a function does not get them. */
const clientHeader =
  /^(?:content-(?:type|length|encoding)|transfer-encoding|origin|referer|sec-.*|dnt|te|pragma|priority|expect|keep-alive|if-(?:none-match|modified-since)|x-forwarded-(?:host|port|proto))$/;

/**
 * The context that HubSpot makes of a request to an endpoint function. HubSpot's documentation of CMS functions says that
 * `params` has lists, and which headers arrive; `method` and `accountId` were seen in functions of 2026.09. There is no
 * `query` and no `secrets`. What becomes of bodies other than JSON in a developer project is not documented: here they are
 * passed as text, with form fields also in `params`, and a warning says so.
 * @returns the context, and warnings about what would be lost or is not certain
 */
export function endpointContext(request: EndpointRequest): {
  readonly context: EndpointContext;
  readonly warnings: readonly Warning[];
} {
  const headers = joined(request.headers);
  const { body, fields, warnings } = readBody(request.body, headers);
  const passed = [...headers].filter(([name]) => passedHeader.test(name) || signatureHeader.test(name));
  return {
    context: {
      method: request.method,
      params: listed([...request.query, ...fields]),
      body,
      headers: Object.fromEntries(passed),
      accountId: request.accountId,
    },
    warnings: [...warnings, ...headerWarnings([...headers.keys()])],
  };
}

/**
 * The request from which {@link endpointContext} would make the given context, which comes from a fixture or `--context`.
 * @param context a `method` that is not a text, and `headers` and `params` that are not objects, count as absent
 * @param method for a context that names none
 */
export function requestOfContext(context: Readonly<Record<string, Json>>, method: string): EndpointRequest {
  const pairsIn = (field: Json | undefined): Pair[] => Object.entries(objectOf(field) ?? {}).flatMap(pairsOf);
  return {
    method: typeof context.method === 'string' ? context.method : method,
    query: pairsIn(context.params),
    ...withBody(pairsIn(context.headers), context.body ?? null),
    accountId: context.accountId ?? sampleAccount,
  };
}

/**
 * The headers and the body of a request with a value as its body: as JSON, or, if the headers name another type, a text
 * as it is.
 * @param value null for no body
 */
export function withBody(headers: readonly Pair[], value: Json): Pick<EndpointRequest, 'headers' | 'body'> {
  if (value === null) return { headers, body: undefined };
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const body =
    typeof value === 'string' && type !== undefined && !isJson(type) ? value : JSON.stringify(value);
  return { headers: type === undefined ? [...headers, ['content-type', 'application/json']] : headers, body };
}

/** Returns true if this `Content-Type` is JSON. */
export function isJson(contentType: string): boolean {
  return mediaType(contentType) === 'application/json';
}

function mediaType(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

function pairsOf([name, value]: readonly [string, Json]): Pair[] {
  const values = Array.isArray(value) ? (value as readonly Json[]) : [value];
  return values.map((one) => [name, typeof one === 'string' ? one : JSON.stringify(one)]);
}

/** Headers by their names in lower case; repeated ones are joined, as in HTTP. */
function joined(headers: readonly Pair[]): Map<string, string> {
  const byName = new Map<string, string>();
  for (const [given, value] of headers) {
    const name = given.toLowerCase();
    const before = byName.get(name);
    byName.set(name, before === undefined ? value : `${before}${name === 'cookie' ? '; ' : ', '}${value}`);
  }
  return byName;
}

function listed(pairs: readonly Pair[]): Record<string, readonly string[]> {
  const byName = groupBy(pairs, ([name]) => name);
  return Object.fromEntries([...byName].map(([name, group]) => [name, group.map(([, value]) => value)]));
}

function readBody(
  text: string | undefined,
  headers: ReadonlyMap<string, string>,
): { readonly body: Json; readonly fields: readonly Pair[]; readonly warnings: readonly Warning[] } {
  if (text === undefined || text === '') return { body: null, fields: [], warnings: [] };
  const type = mediaType(headers.get('content-type') ?? '');
  if (type === 'application/json') {
    try {
      return { body: JSON.parse(text) as Json, fields: [], warnings: [] };
    } catch {
      return { body: text, fields: [], warnings: [warning('body-not-json', {})] };
    }
  }
  const isForm = type === 'application/x-www-form-urlencoded';
  return {
    body: text,
    fields: isForm ? [...new URLSearchParams(text)] : [],
    warnings: [warning('body-type', { type, isForm })],
  };
}

function headerWarnings(names: readonly string[]): Warning[] {
  const signed = names.filter((name) => signatureHeader.test(name));
  const known = [passedHeader, signatureHeader, clientHeader];
  const dropped = names.filter((name) => !known.some((header) => header.test(name)));
  return [
    ...(dropped.length === 0 ? [] : [warning('header-dropped', { names: dropped })]),
    ...(signed.length === 0 ? [] : [warning('signature-header', { names: signed })]),
  ];
}
