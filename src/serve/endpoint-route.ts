import type { IncomingMessage } from 'node:http';
import { payloadLimitBytes } from '../data/limits.ts';
import { warning } from '../messages/messages.ts';
import { type EndpointRequest, endpointContext } from '../run/request.ts';
import { type HttpResponse, httpResponse } from '../run/response.ts';
import type { ExistingFunction, Json } from '../types.ts';
import { errorAnswer, type ToldError, told, tooLarge } from './answers.ts';
import type { Answer, FirstAnswer } from './calls.ts';
import type { CallEvent, ShownRequest } from './events.ts';
import { readBody } from './listen.ts';
import type { Served } from './project.ts';
import { endpointPrefix, leadsTo, queryPairs, type Route } from './route.ts';
import type { ServeSettings } from './settings.ts';

/** Answers a request to an endpoint's address; undefined if the caller went away while the call was waiting. */
export async function endpointAnswer(
  request: IncomingMessage,
  { path, query }: Extract<Route, { kind: 'endpoint' }>,
  settings: ServeSettings,
): Promise<HttpResponse | undefined> {
  const { accept } = request.headers;
  const served = settings.project();
  if (served.problem !== undefined) return errorAnswer(500, served.problem, accept);
  const called = endpointsAt(path, served);
  if (called.length === 0) return unknownPath(path, accept, settings);
  const body = await readBody(request, payloadLimitBytes);
  if (body === undefined) return tooLarge(accept);
  const sent = {
    method: request.method ?? 'GET',
    query: queryPairs(query),
    headers: [...pairsOf(request.rawHeaders), ...addressHeaders(request)],
    body: body.length === 0 ? undefined : body.toString('utf8'),
  };
  const given = await runEndpoint(called, sent, 'http', () => !request.socket.destroyed, settings);
  return given === undefined ? undefined : httpAnswer(given, accept, settings);
}

/**
 * The functions with a path. If there are several, HubSpot calls the one deployed last; here it is the last one listed.
 */
export function endpointsAt(path: string, { functions }: Served): readonly ExistingFunction[] {
  return functions.filter(({ endpoint }) => endpoint !== undefined && leadsTo(path, endpoint.path));
}

/** Calls the last of the candidates as an endpoint. */
export async function runEndpoint(
  candidates: readonly ExistingFunction[],
  sent: Omit<EndpointRequest, 'accountId'>,
  caller: CallEvent['caller'],
  isWanted: () => boolean,
  { calls, accountId }: ServeSettings,
): Promise<FirstAnswer> {
  const called = candidates.at(-1) as ExistingFunction;
  const path = called.endpoint?.path ?? '';
  const names = candidates.map(({ name }) => name);
  const clash = candidates.length > 1 ? [warning('same-path', { path, names })] : [];
  const { context, warnings } = endpointContext({ ...sent, accountId });
  const { method, query, headers, body = '' } = sent;
  const request: ShownRequest = { kind: 'endpoint', method, path, query, headers, body };
  return calls.answer({
    called,
    endpoint: called.endpoint,
    context: context as unknown as Json,
    caller,
    request,
    warnings: [...clash, ...warnings],
    isWanted,
  });
}

function httpAnswer(
  given: NonNullable<FirstAnswer>,
  accept: string | undefined,
  { asProduction }: ServeSettings,
): HttpResponse {
  if (given.kind === 'refused') return errorAnswer(400, given.error, accept);
  const error = errorOf(given);
  if (error === undefined && given.kind === 'response') return httpResponse(given.response).answer;
  if (asProduction || error === undefined) return { statusCode: 500, headers: [], body: '' };
  return errorAnswer(500, error, accept);
}

/** Returns why the answer to a call cannot be sent, or undefined if it can. */
function errorOf(given: Answer): ToldError | undefined {
  if (given.kind === 'failure') return given.error ?? told('failed');
  const { statusCode } = Object(given.response) as { statusCode?: number };
  if (statusCode === undefined || statusCode >= 200) return undefined;
  return told('no-status-code', { status: statusCode });
}

/** Headers that HubSpot's network adds, and its runtime for CMS functions (`@hubspot/serverless-dev-runtime` 7.0.7). */
function addressHeaders({ headers, socket }: IncomingMessage): [string, string][] {
  const address = socket.remoteAddress ?? '127.0.0.1';
  return ['true-client-ip', 'x-forwarded-for'].flatMap((name): [string, string][] =>
    headers[name] === undefined ? [[name, address]] : [],
  );
}

function pairsOf(rawHeaders: readonly string[]): [string, string][] {
  return rawHeaders.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : [],
  );
}

/**
 * The answer for an unknown address, which lists the endpoints.
 * @param path of the endpoint; undefined if the address does not belong to an endpoint
 */
export function unknownPath(
  path: string | undefined,
  accept: string | undefined,
  { project }: ServeSettings,
): HttpResponse {
  const { functions, hide } = project();
  const paths = functions.flatMap(({ endpoint }) => (endpoint ? [hide(endpointPrefix + endpoint.path)] : []));
  return errorAnswer(404, told('not-found', { path, paths }), accept, { paths });
}
