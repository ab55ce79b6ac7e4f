import type { IncomingMessage, ServerResponse } from 'node:http';
import { Problem } from '../errors.ts';
import { masked } from '../report/mask-tokens.ts';
import type { HttpResponse } from '../run/response.ts';
import { problemOf } from '../write/system-error.ts';
import { asToldError, errorAnswer, jsonAnswer, type ToldError, told, withHeaders } from './answers.ts';
import { appAnswer } from './app-route.ts';
import { endpointAnswer, unknownPath } from './endpoint-route.ts';
import { type Callers, isFromAfar, refusalOf, tellsSites } from './guard.ts';
import { sendAnswer } from './listen.ts';
import { pageAnswer } from './page.ts';
import { pageCallAnswer, sendEvents, snapshot } from './page-route.ts';
import { endpointPrefix, type Route, routeOf } from './route.ts';
import type { ServeSettings } from './settings.ts';

/** Who may call which route, and with which methods, unless that is left to functions. */
const acceptedBy: Readonly<Record<Route['kind'], readonly [Callers, ...string[]]>> = {
  endpoint: ['this machine'],
  app: ['HubSpot too', 'POST', 'OPTIONS'],
  'design manager': ['this machine'],
  page: ['same origin only', 'GET', 'HEAD'],
  state: ['same origin only', 'GET'],
  events: ['same origin only', 'GET'],
  'page call': ['same origin only', 'POST'],
  unknown: ['this machine'],
};

/** Makes the function that answers the server's requests. */
export function openHandler(settings: ServeSettings) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const failed = (fault: unknown) =>
      withHeaders(errorAnswer(500, toldOf(fault, settings), request.headers.accept), [
        ['Connection', 'close'],
      ]);
    answer(request, response, settings)
      .catch(failed)
      .then((given) => given && sendAnswer(response, given, failed));
  };
}

/** An unexpected error in the form that a caller sees. The message is left out if the secrets in it cannot be hidden. */
function toldOf(thrown: unknown, { project }: ServeSettings): ToldError {
  const fault = problemOf('.', thrown);
  try {
    const { hide, redact } = project();
    if (fault instanceof Problem) return masked(asToldError(fault), hide);
    return told('fault', { reason: hide(redact.text((fault as Error).message)) });
  } catch {
    return told('fault', { reason: undefined });
  }
}

/** @returns undefined if nobody is waiting for an answer any more, or it is sent piece by piece */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  settings: ServeSettings,
): Promise<HttpResponse | undefined> {
  const { headers } = request;
  const route = routeOf(request.url ?? '');
  const [callers, ...methods] = acceptedBy[route.kind];
  const refused = whyRefused(request, route, callers, settings);
  if (refused !== undefined) return errorAnswer(403, refused, headers.accept);
  if (methods.length > 0 && !methods.includes(request.method ?? '')) {
    const allowed = methods.join(', ');
    const answered = errorAnswer(405, told('method-not-allowed', { allowed }), headers.accept);
    return withHeaders(answered, [['Allow', allowed]]);
  }
  switch (route.kind) {
    case 'endpoint':
      return endpointAnswer(request, route, settings);
    case 'app':
      return appAnswer(request, settings);
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
      const address = `${endpointPrefix}<path>${path ? `, here perhaps ${endpointPrefix}${path}` : ''}`;
      return errorAnswer(404, told('design-manager', { address }), headers.accept);
    }
    case 'unknown':
      return unknownPath(undefined, headers.accept, settings);
  }
}

/** Returns why a request is not answered at all, or undefined if it is. */
function whyRefused(
  request: IncomingMessage,
  { kind }: Route,
  callers: Callers,
  { guard, token }: ServeSettings,
): ToldError | undefined {
  const refused = refusalOf(request, callers, guard);
  if (refused !== undefined) return refused;
  const { headers, url = '' } = request;
  // Browsers send this with the script of one, and no page can prevent it.
  if (headers['service-worker'] !== undefined) return told('service-worker');
  const shown = headers['x-dev-token'] ?? new URLSearchParams(url.split('?')[1]).get('token');
  const isOwn = callers === 'same origin only';
  // The page holds the token. Other pages, also those that endpoints answer with, must not be able to embed or read it. Only
  // this header, which no page can set, tells that a browser opens it in a tab; old ones and curl send none.
  const destination = headers['sec-fetch-dest'] ?? (tellsSites(request) ? 'document' : undefined);
  const isOpened = kind === 'page' && destination === 'document';
  const needsToken = isFromAfar(request, guard) ? isOwn || kind === 'app' : isOwn && !isOpened;
  return needsToken && shown !== token ? told('no-token') : undefined;
}
