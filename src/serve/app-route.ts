import type { IncomingMessage } from 'node:http';
import { payloadLimitBytes } from '../data/limits.ts';
import { objectOf } from '../project/json.ts';
import { sampleContext } from '../run/context.ts';
import type { HttpResponse } from '../run/response.ts';
import type { ExistingFunction, Json } from '../types.ts';
import { jsonAnswer, told, tooLarge, withHeaders } from './answers.ts';
import { type AppCall, appCallContext, appCallFailure, readAppCall } from './app-call.ts';
import type { FirstAnswer } from './calls.ts';
import type { CallEvent, ShownRequest } from './events.ts';
import { jsonOf, readBody } from './listen.ts';
import type { ServeSettings } from './settings.ts';

/** Answers a call of a function by its name; undefined if the caller went away while the call was waiting. */
export async function appAnswer(
  request: IncomingMessage,
  settings: ServeSettings,
): Promise<HttpResponse | undefined> {
  const { origin } = request.headers;
  const allowed = origin === undefined ? [] : corsHeaders(origin, request);
  if (request.method === 'OPTIONS') return { statusCode: 204, headers: allowed, body: '' };
  const given = await appCallAnswerOf(request, settings);
  return given && withHeaders(given, allowed);
}

/** Headers that allow calls from HubSpot's pages, which are of another origin: the browser asks for permission first. */
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
  settings: ServeSettings,
): Promise<HttpResponse | undefined> {
  const body = await readBody(request, payloadLimitBytes);
  if (body === undefined) return tooLarge(request.headers.accept);
  const parsed = jsonOf(body);
  const call = parsed === undefined ? undefined : readAppCall(parsed);
  if (call === undefined) {
    const { message } = told(parsed === undefined ? 'not-json' : 'no-function-named');
    return jsonAnswer(400, { status: 'error', message, correlationId: 'n/a' });
  }
  const { name } = call;
  const failed = (error: Parameters<typeof appCallFailure>[2], id = 'n/a') =>
    jsonAnswer(400, appCallFailure(name, id, error));
  const { problem, functions, hide } = settings.project();
  if (problem !== undefined) return failed(problem);
  const called = functions.find((one) => one.name === name);
  if (called === undefined)
    return failed(told('no-such-function', { name, names: functions.map((one) => hide(one.name)) }));
  const given = await runByName(called, call, undefined, 'card', () => !request.socket.destroyed, settings);
  if (given === undefined) return undefined;
  if (given.kind === 'refused') return failed(given.error);
  if (given.kind === 'failure') return failed(given.error ?? told('failed'), given.id);
  return jsonAnswer(200, { logId: given.id, response: given.response });
}

/** Calls a function by its name. */
export function runByName(
  called: ExistingFunction,
  call: AppCall,
  propertiesToSend: Json | undefined,
  caller: CallEvent['caller'],
  isWanted: () => boolean,
  { calls, accountId, fixtureOf }: ServeSettings,
): Promise<FirstAnswer> {
  const fixture = objectOf(fixtureOf(called.name)) ?? {};
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
  return calls.answer({ called, endpoint: undefined, context, caller, request, warnings, isWanted });
}
