import { warning } from '../messages/messages.ts';
import type { HeaderFault } from '../messages/serve.ts';
import type { Json, Warning } from '../types.ts';

/** An HTTP response. */
export interface HttpResponse {
  readonly statusCode: number;
  /** In order; a name may occur several times. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/**
 * Headers that are left out, with the reason. Those of an origin tell a browser something about all its addresses, also about
 * the page of `dev`, and mostly for longer than a project is served. HubSpot documents none of them.
 */
const leftOut: Readonly<Record<string, HeaderFault>> = {
  'accept-ch': 'of-the-origin',
  'access-control-allow-origin': 'set-by-hubspot',
  'alt-svc': 'of-the-origin',
  'clear-site-data': 'of-the-origin',
  connection: 'of-the-connection',
  'content-length': 'computed',
  'cross-origin-opener-policy': 'of-the-origin',
  'keep-alive': 'of-the-connection',
  nel: 'of-the-origin',
  'origin-agent-cluster': 'of-the-origin',
  'report-to': 'of-the-origin',
  'service-worker-allowed': 'of-the-origin',
  'set-login': 'of-the-origin',
  'strict-transport-security': 'of-the-origin',
  trailer: 'of-the-connection',
  'transfer-encoding': 'of-the-connection',
  upgrade: 'of-the-connection',
};

/** Maximum number of a function's headers that are sent. Browsers and clients take seconds for thousands, or refuse them. */
const mostHeaders = 1000;

const headerName = /^[!#$%&'*+.^_`|~\w-]+$/;
/** Characters that an HTTP header can carry: no line break, nothing beyond Latin-1. */
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * The HTTP response for an endpoint function's return value: `{statusCode, headers?, multiValueHeaders?, body?}`. For CMS
 * functions, HubSpot documents `multiValueHeaders`, and that `Access-Control-Allow-Origin` cannot be set. A body that is a
 * text is sent as it is, any other as JSON: real functions rely on that. Which `Content-Type` HubSpot gives a text without
 * one is not documented.
 * @param response has a `statusCode` from 100 to 599, which is checked where a run's result is made
 * @returns the answer, and a warning for each header that cannot be sent
 */
export function httpResponse(response: Json): {
  readonly answer: HttpResponse;
  readonly warnings: readonly Warning[];
} {
  const { statusCode, headers, multiValueHeaders, body } = Object(response) as Record<string, Json>;
  const warnings: Warning[] = [];
  const pairs = [...headerPairs(headers), ...headerPairs(multiValueHeaders)];
  const given = pairs.slice(0, mostHeaders).filter(([name, value]) => {
    const fault = headerFault(name, value);
    if (fault === undefined) return true;
    warnings.push(warning('response-header', { name, fault }));
    return false;
  });
  const next = pairs[mostHeaders];
  if (next !== undefined) warnings.push(warning('response-header', { name: next[0], fault: 'too-many' }));
  const hasType = given.some(([name]) => name.toLowerCase() === 'content-type');
  const isText = typeof body === 'string';
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  const isEmpty = body === undefined || body === null;
  return {
    answer: {
      statusCode: Number(statusCode),
      headers: hasType || isEmpty ? given : [['Content-Type', type], ...given],
      body: isEmpty ? '' : isText ? body : JSON.stringify(body),
    },
    warnings,
  };
}

function headerPairs(headers: Json | undefined): [string, string][] {
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) return [];
  return Object.entries(headers).flatMap(([name, value]) => {
    const values = Array.isArray(value) ? (value as readonly Json[]) : [value as Json];
    return values
      .filter((one) => one !== null)
      .map((one): [string, string] => [name, typeof one === 'string' ? one : JSON.stringify(one)]);
  });
}

function headerFault(name: string, value: string): HeaderFault | undefined {
  if (!headerName.test(name)) return 'invalid-name';
  if (!headerValue.test(value)) return 'invalid-value';
  const key = name.toLowerCase();
  return Object.hasOwn(leftOut, key) ? leftOut[key] : undefined;
}
