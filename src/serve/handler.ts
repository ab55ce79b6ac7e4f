import type { IncomingMessage, ServerResponse } from 'node:http';
import { payloadLimitBytes } from '../data/limits.ts';
import { sampleContext } from '../run/context.ts';
import { type EndpointRequest, endpointContext } from '../run/request.ts';
import { type HttpResponse, httpResponse } from '../run/response.ts';
import type { ExistingFunction, Json } from '../types.ts';
import { errorAnswer, jsonAnswer, type ToldError } from './answers.ts';
import { type AppCall, appCallAnswer, appCallContext, appCallFailure, readAppCall } from './app-call.ts';
import type { Answer, Calls } from './calls.ts';
import type { CallEvent, Journal, ProjectState, ShownRequest } from './events.ts';
import { type Callers, type GuardSettings, refusalOf } from './guard.ts';
import { readBody, sendAnswer } from './listen.ts';
import { pageAnswer } from './page.ts';
import type { Served } from './project.ts';
import { endpointPrefix, leadsTo, queryPairs, type Route, routeOf } from './route.ts';

export interface HandlerSettings {
  readonly project: () => Served;
  readonly state: () => ProjectState;
  readonly calls: Calls;
  readonly journal: Journal;
  readonly guard: GuardSettings;
  /** What the page has to show, and on a server that others reach, everyone who calls by name. */
  readonly token: string;
  readonly accountId: number;
  /** Are errors answered without a word, as HubSpot does? */
  readonly asProduction: boolean;
  /** A function's fixture; null where it has none. */
  readonly fixtureOf: (name: string) => Json;
}

type JsonObject = Readonly<Record<string, Json>>;

/** Who may call which route. */
const callersOf: Readonly<Record<Route['kind'], Callers>> = {
  endpoint: 'this machine',
  app: 'HubSpot too',
  'design manager': 'this machine',
  page: 'same origin only',
  state: 'same origin only',
  events: 'same origin only',
  'page call': 'same origin only',
  unknown: 'this machine',
};

/** Answers the requests that reach the server. */
export function openHandler(settings: HandlerSettings) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const accept = request.headers.accept;
    answer(request, response, settings).then(
      (given) => given && sendAnswer(response, given),
      (fault: unknown) => {
        const message = fault instanceof Error ? fault.message : String(fault);
        if (!response.headersSent) sendAnswer(response, errorAnswer(500, { code: 'fault', message }, accept));
      },
    );
  };
}

/** @returns undefined where nobody waits for an answer any more, or it is sent piece by piece */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  settings: HandlerSettings,
): Promise<HttpResponse | undefined> {
  const { headers } = request;
  const route = routeOf(request.url ?? '');
  const refused = refusal(request, route, settings);
  if (refused !== undefined) return errorAnswer(403, refused, headers.accept);
  switch (route.kind) {
    case 'endpoint':
      return endpointAnswer(request, response, route, settings);
    case 'app':
      return appAnswer(request, response, settings);
    case 'page':
      return pageAnswer(settings.token);
    case 'state':
      return jsonAnswer(200, snapshot(settings));
    case 'events':
      return sendEvents(response, settings);
    case 'page call':
      return pageCallAnswer(request, settings);
    case 'design manager': {
      const path = request.url?.slice('/_hcms/api/'.length);
      const hint = `Endpoints of a project have the address ${endpointPrefix}<path>${path ? `, here perhaps ${endpointPrefix}${path}` : ''}.`;
      const message =
        'Addresses under /_hcms/api/ belong to design manager functions, which stop running on 2027-02-01.';
      return errorAnswer(404, { code: 'design-manager', message, hint }, headers.accept);
    }
    case 'unknown':
      return unknownPath('There is nothing at this address.', headers.accept, settings);
  }
}

function refusal(
  { headers, url = '' }: IncomingMessage,
  { kind }: Route,
  { guard, token }: HandlerSettings,
): ToldError | undefined {
  const sender = {
    host: headers.host,
    origin: headers.origin,
    fetchSite: headers['sec-fetch-site'] as string,
  };
  const refused = refusalOf(sender, callersOf[kind], guard);
  if (refused !== undefined) return refused;
  const shown = headers['x-dev-token'] ?? new URLSearchParams(url.split('?')[1]).get('token');
  const isOwn = kind === 'state' || kind === 'events' || kind === 'page call';
  const needsToken = isOwn || (guard.anyAddress && (kind === 'page' || kind === 'app'));
  if (needsToken && shown !== token) {
    const hint = 'Open the address that dev printed when it started.';
    return { code: 'no-token', message: 'This address needs the token of this run of dev.', hint };
  }
  // Another page must not read this one, whichever way it gets hold of it.
  const destination = headers['sec-fetch-dest'] ?? 'document';
  if (kind === 'page' && destination !== 'document') {
    return { code: 'not-a-page', message: 'The page is opened by itself, not within another.' };
  }
  return undefined;
}

function unknownPath(
  message: string,
  accept: string | undefined,
  { project }: HandlerSettings,
): HttpResponse {
  const paths = project().functions.flatMap(({ endpoint }) =>
    endpoint ? [endpointPrefix + endpoint.path] : [],
  );
  const shown = paths.slice(0, 20).join('\n  ');
  const hint =
    paths.length === 0
      ? 'The project has no endpoint function.'
      : `The project's endpoints:\n  ${shown}${paths.length > 20 ? '\n  …' : ''}`;
  return errorAnswer(404, { code: 'not-found', message, hint }, accept, { paths });
}

async function endpointAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  { path, query }: Extract<Route, { kind: 'endpoint' }>,
  settings: HandlerSettings,
): Promise<HttpResponse | undefined> {
  const { accept } = request.headers;
  const { problem } = settings.project();
  if (problem !== undefined)
    return errorAnswer(
      500,
      { ...problem.details, code: problem.code, message: problem.message } as ToldError,
      accept,
    );
  const called = endpointAt(path, settings.project());
  if (called === undefined) {
    return unknownPath(`No endpoint function has the path ${JSON.stringify(path)}.`, accept, settings);
  }
  const body = await readBody(request, payloadLimitBytes);
  if (body === undefined) return tooLarge(accept);
  const sent = {
    method: request.method ?? 'GET',
    query: queryPairs(query),
    headers: [...pairsOf(request.rawHeaders), ...addressHeaders(request)],
    body: body.length === 0 ? undefined : body.toString('utf8'),
  };
  const given = await runEndpoint(called, sent, 'http', () => !response.destroyed, settings);
  return given === undefined ? undefined : httpAnswer(given, accept, settings);
}

/** Of several functions with one path HubSpot calls the one that was deployed last; here it is the last that is listed. */
function endpointAt(path: string, { functions }: Served): ExistingFunction | undefined {
  return functions.findLast(({ endpoint }) => endpoint !== undefined && leadsTo(path, endpoint.path));
}

function tooLarge(accept: string | undefined): HttpResponse {
  const megabytes = payloadLimitBytes / 1024 / 1024;
  const told = {
    code: 'body-too-large',
    message: `The body is larger than the ${megabytes} MB that HubSpot documents.`,
  };
  const { headers, ...answer } = errorAnswer(413, told, accept);
  return { ...answer, headers: [...headers, ['Connection', 'close']] };
}

/** What HubSpot's network adds; its runtime for CMS functions (`@hubspot/serverless-dev-runtime` 7.0.7) does so too. */
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

/** Calls a function as an endpoint. */
async function runEndpoint(
  called: ExistingFunction,
  sent: Omit<EndpointRequest, 'accountId'>,
  caller: CallEvent['caller'],
  isWanted: () => boolean,
  { calls, accountId }: HandlerSettings,
): Promise<Answer | undefined> {
  const { context, warnings } = endpointContext({ ...sent, accountId });
  const { method, query, headers, body = '' } = sent;
  const request: ShownRequest = {
    kind: 'endpoint',
    method,
    path: called.endpoint?.path ?? '',
    query,
    headers,
    body,
  };
  return firstAnswer(calls, {
    called,
    endpoint: called.endpoint,
    context: context as unknown as Json,
    caller,
    request,
    warnings,
    isWanted,
  });
}

/** Calls a function by its name. */
function runByName(
  called: ExistingFunction,
  call: AppCall,
  propertiesToSend: Json | undefined,
  caller: CallEvent['caller'],
  isWanted: () => boolean,
  { calls, accountId, fixtureOf }: HandlerSettings,
): Promise<Answer | undefined> {
  const fixture = objectOf(fixtureOf(called.name));
  const known = propertiesToSend === undefined ? fixture : { ...fixture, propertiesToSend };
  const sample = { ...sampleContext, portalId: accountId };
  const { context, warnings } = appCallContext(
    call,
    sample,
    called.endpoint === undefined ? known : { propertiesToSend: known.propertiesToSend ?? {} },
  );
  const request: ShownRequest = {
    kind: 'app',
    function: called.name,
    parameters: call.parameters,
    propertiesToSend: context.propertiesToSend ?? {},
  };
  return firstAnswer(calls, { called, endpoint: undefined, context, caller, request, warnings, isWanted });
}

/** The answer as soon as it is known; undefined where the caller went away before it was its turn. */
function firstAnswer(calls: Calls, call: Parameters<Calls['run']>[0]): Promise<Answer | undefined> {
  return new Promise((resolve, reject) => {
    calls.run(call, resolve).then(() => resolve(undefined), reject);
  });
}

function httpAnswer(
  given: Answer,
  accept: string | undefined,
  { asProduction }: HandlerSettings,
): HttpResponse {
  const error = errorOf(given);
  if (error === undefined && given.kind === 'response') return httpResponse(given.response).answer;
  if (asProduction || error === undefined) return { statusCode: 500, headers: [], body: '' };
  return errorAnswer(500, error, accept);
}

/** Why a call has no answer that can be sent. */
function errorOf(given: Answer): ToldError | undefined {
  if (given.kind === 'failure')
    return given.result.error ?? { code: 'failed', message: 'The function failed.' };
  const { statusCode } = Object(given.response) as { statusCode?: number };
  if (statusCode === undefined || statusCode >= 200) return undefined;
  const message = `The function returned statusCode ${statusCode}, which cannot end an exchange over HTTP.`;
  return { code: 'no-status-code', message, hint: 'Return a whole number from 200 to 599.' };
}

async function appAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  settings: HandlerSettings,
): Promise<HttpResponse | undefined> {
  const { accept, origin } = request.headers;
  const allowed = origin === undefined ? [] : corsHeaders(origin, request);
  if (request.method === 'OPTIONS') return { statusCode: 204, headers: allowed, body: '' };
  const { headers, ...given } = (await appCallAnswerOf(request, response, settings, accept)) ?? {
    headers: [],
  };
  return 'body' in given ? { ...given, headers: [...headers, ...allowed] } : undefined;
}

/** A page of HubSpot calls across origins: its browser asks first, and wants to hear that it may. */
function corsHeaders(origin: string, { headers }: IncomingMessage): [string, string][] {
  return [
    ['Access-Control-Allow-Origin', origin],
    ['Access-Control-Allow-Methods', 'POST'],
    ['Access-Control-Allow-Headers', headers['access-control-request-headers'] ?? 'content-type'],
    ['Vary', 'Origin'],
    ...(headers['access-control-request-private-network'] === 'true'
      ? ([['Access-Control-Allow-Private-Network', 'true']] as [string, string][])
      : []),
  ];
}

async function appCallAnswerOf(
  request: IncomingMessage,
  response: ServerResponse,
  settings: HandlerSettings,
  accept: string | undefined,
): Promise<HttpResponse | undefined> {
  if (request.method !== 'POST') {
    const { headers, ...given } = errorAnswer(
      405,
      { code: 'method-not-allowed', message: 'Functions are called by name with POST.' },
      accept,
    );
    return { ...given, headers: [...headers, ['Allow', 'POST, OPTIONS']] };
  }
  const body = await readBody(request, payloadLimitBytes);
  if (body === undefined) return tooLarge(accept);
  const parsed = parseJson(body);
  const call = parsed === undefined ? undefined : readAppCall(parsed);
  if (call === undefined) {
    const message =
      parsed === undefined
        ? 'The body is not JSON.'
        : 'The body names no function: it is a JSON object with "serverlessFunction".';
    return jsonAnswer(400, { status: 'error', message, correlationId: 'n/a' });
  }
  const { problem } = settings.project();
  if (problem !== undefined) return jsonAnswer(400, appCallFailure(call.name, 'n/a', problem));
  const called = settings.project().functions.find(({ name }) => name === call.name);
  if (called === undefined)
    return jsonAnswer(400, appCallFailure(call.name, 'n/a', { message: noFunction(call.name, settings) }));
  const given = await runByName(called, call, undefined, 'card', () => !response.destroyed, settings);
  if (given === undefined) return undefined;
  return given.kind === 'response'
    ? jsonAnswer(200, appCallAnswer(given.id, given.response))
    : jsonAnswer(400, appCallFailure(call.name, given.id, given.result.error ?? { message: 'It failed' }));
}

function noFunction(name: string, { project }: HandlerSettings): string {
  const names = project()
    .functions.slice(0, 20)
    .map((one) => one.name);
  return `There is no function ${JSON.stringify(name)}; the project has ${names.join(', ') || 'none'}`;
}

function parseJson(body: Buffer): Json | undefined {
  try {
    return JSON.parse(body.toString('utf8')) as Json;
  } catch {
    return undefined;
  }
}

/** Everything that the page begins with. */
function snapshot({ state, journal }: HandlerSettings): Json {
  return { ...state(), calls: journal.calls() } as unknown as Json;
}

/** Sends what happens to the page, as it does. */
function sendEvents(response: ServerResponse, settings: HandlerSettings): undefined {
  const send = (event: unknown): void => void response.write(`data: ${JSON.stringify(event)}\n\n`);
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  send({ event: 'state', ...(snapshot(settings) as JsonObject) });
  response.on('error', () => {});
  response.on('close', settings.journal.listen(send));
}

/** A call that the page makes: it is told the call's id; the rest comes with the events, without secret values. */
async function pageCallAnswer(request: IncomingMessage, settings: HandlerSettings): Promise<HttpResponse> {
  const body = await readBody(request, 2 * payloadLimitBytes);
  const wanted = body === undefined ? undefined : objectOf(parseJson(body) ?? null);
  const again = typeof wanted?.again === 'string' ? settings.calls.requestOf(wanted.again) : undefined;
  const sent = again ?? (wanted as unknown as ShownRequest | undefined);
  const { problem, functions } = settings.project();
  if (problem !== undefined)
    return errorAnswer(500, { code: problem.code, message: problem.message }, undefined);
  if (sent?.kind === 'endpoint') {
    const called = endpointAt(String(sent.path), settings.project());
    if (called !== undefined && Array.isArray(sent.query) && Array.isArray(sent.headers)) {
      const own = again === undefined ? pageHeaders(request) : [];
      const call = { ...sent, headers: [...own, ...sent.headers], body: sent.body || undefined };
      return idAnswer(await runEndpoint(called, call, 'page', () => true, settings));
    }
  } else if (sent?.kind === 'app') {
    const called = functions.find(({ name }) => name === sent.function);
    const properties = Object.keys(objectOf(sent.propertiesToSend));
    const call = { name: sent.function, parameters: objectOf(sent.parameters), properties, event: undefined };
    if (called !== undefined) {
      return idAnswer(await runByName(called, call, sent.propertiesToSend, 'page', () => true, settings));
    }
  }
  return errorAnswer(
    400,
    { code: 'unknown-call', message: 'This call cannot be made any more: its function is gone.' },
    undefined,
  );
}

/** What a browser would send to the endpoint itself. */
function pageHeaders({ headers }: IncomingMessage): [string, string][] {
  const names = ['host', 'user-agent', 'accept', 'accept-language', 'accept-encoding', 'connection'] as const;
  return names.flatMap((name): [string, string][] =>
    headers[name] === undefined ? [] : [[name, String(headers[name])]],
  );
}

function idAnswer(given: Answer | undefined): HttpResponse {
  return jsonAnswer(200, { id: given?.id ?? '' });
}

function objectOf(value: Json | undefined): JsonObject {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : {};
}
