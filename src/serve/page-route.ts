import { type IncomingMessage, METHODS, type ServerResponse } from 'node:http';
import { payloadLimitBytes } from '../data/limits.ts';
import { type JsonObject, objectOf } from '../project/json.ts';
import type { HttpResponse } from '../run/response.ts';
import type { Json } from '../types.ts';
import { errorAnswer, jsonAnswer, told } from './answers.ts';
import { runByName } from './app-route.ts';
import type { FirstAnswer } from './calls.ts';
import { endpointsAt, runEndpoint } from './endpoint-route.ts';
import type { ShownRequest } from './events.ts';
import { jsonOf, readBody } from './listen.ts';
import type { ServeSettings } from './settings.ts';

/** Everything that the page needs when it opens. */
export function snapshot({ state, journal }: ServeSettings): Json {
  return { ...state(), calls: journal.calls() } as unknown as Json;
}

/** Maximum number of bytes waiting for a page that does not read them, in addition to the first event. */
const mostWaiting = 8 * 1024 * 1024;

/** Sends events to the page as they happen. A page that has fallen far behind is disconnected, and starts anew. */
export function sendEvents(response: ServerResponse, settings: ServeSettings): undefined {
  let most = Number.POSITIVE_INFINITY;
  const send = (event: unknown): void => {
    if (response.writableLength > most) response.destroy();
    else response.write(`data: ${JSON.stringify(event)}\n\n`);
  };
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  send({ event: 'state', ...Object(snapshot(settings)) });
  most = response.writableLength + mostWaiting;
  response.on('error', () => {});
  response.on('close', settings.journal.listen(send));
  settings.onPage();
}

/** Answers a call from the page with the call's id; the rest comes with the events, without secret values. */
export async function pageCallAnswer(
  request: IncomingMessage,
  settings: ServeSettings,
): Promise<HttpResponse> {
  const body = await readBody(request, 2 * payloadLimitBytes);
  const wanted = body === undefined ? undefined : objectOf(jsonOf(body));
  const again = typeof wanted?.again === 'string' ? settings.calls.requestOf(wanted.again) : undefined;
  const sent = again ?? requestIn(wanted);
  if (sent === undefined && wanted?.again === undefined) return errorAnswer(400, told('no-call'), undefined);
  const { problem, functions } = settings.project();
  if (problem !== undefined) return errorAnswer(500, problem, undefined);
  if (sent?.kind === 'endpoint') {
    const called = endpointsAt(sent.path, settings.project());
    if (called.length > 0) {
      const own = again === undefined ? pageHeaders(request) : [];
      const call = { ...sent, headers: [...own, ...sent.headers], body: sent.body || undefined };
      return idAnswer(await runEndpoint(called, call, 'page', () => true, settings));
    }
  } else if (sent?.kind === 'app') {
    const called = functions.find(({ name }) => name === sent.function);
    const properties = Object.keys(objectOf(sent.propertiesToSend) ?? {});
    const call = {
      name: sent.function,
      parameters: objectOf(sent.parameters) ?? {},
      properties,
      event: undefined,
    };
    if (called !== undefined) {
      return idAnswer(await runByName(called, call, sent.propertiesToSend, 'page', () => true, settings));
    }
  }
  return errorAnswer(400, told('unknown-call'), undefined);
}

/** The request in a call from the page; undefined if it has another shape. */
function requestIn(wanted: JsonObject = {}): ShownRequest | undefined {
  const { kind, function: name, method, path, query, headers, body = '' } = wanted;
  const isCall =
    kind === 'app'
      ? isText(name)
      : kind === 'endpoint' &&
        METHODS.includes(String(method)) &&
        [path, body].every(isText) &&
        [query, headers].every(isPairs);
  return isCall ? (wanted as unknown as ShownRequest) : undefined;
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isPairs(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isText))
  );
}

/** Headers that a browser would send to the endpoint itself. */
function pageHeaders({ headers }: IncomingMessage): [string, string][] {
  const names = ['host', 'user-agent', 'accept', 'accept-language', 'accept-encoding', 'connection'] as const;
  return names.flatMap((name): [string, string][] =>
    headers[name] === undefined ? [] : [[name, String(headers[name])]],
  );
}

function idAnswer(given: FirstAnswer): HttpResponse {
  if (given?.kind === 'refused') return errorAnswer(400, given.error, undefined);
  return jsonAnswer(200, { id: given?.id ?? '' });
}
