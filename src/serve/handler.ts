import type { IncomingMessage, ServerResponse } from 'node:http';
import { Problem } from '../errors.ts';
import { masked } from '../report/mask-tokens.ts';
import type { HttpResponse } from '../run/response.ts';
import { problemOf } from '../write/system-error.ts';
import { asToldError, errorAnswer, jsonAnswer, type ToldError, told } from './answers.ts';
import { appAnswer } from './app-route.ts';
import { endpointAnswer, unknownPath } from './endpoint-route.ts';
import { type Callers, refusalOf } from './guard.ts';
import { sendAnswer } from './listen.ts';
import { pageAnswer } from './page.ts';
import { pageCallAnswer, sendEvents, snapshot } from './page-route.ts';
import { endpointPrefix, type Route, routeOf } from './route.ts';
import type { ServeSettings } from './settings.ts';

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

/** Makes the function that answers the server's requests. */
export function openHandler(settings: ServeSettings) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const accept = request.headers.accept;
    answer(request, response, settings)
      .then((given) => given && sendAnswer(response, given))
      .catch((fault: unknown) => {
        if (!response.headersSent) sendAnswer(response, errorAnswer(500, toldOf(fault, settings), accept));
      });
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
  const refused = whyRefused(request, route, settings);
  if (refused !== undefined) return errorAnswer(403, refused, headers.accept);
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
  { guard, token }: ServeSettings,
): ToldError | undefined {
  const refused = refusalOf(request, callersOf[kind], guard);
  if (refused !== undefined) return refused;
  const { headers, url = '' } = request;
  // Browsers send this with the script of one, and no page can prevent it.
  if (headers['service-worker'] !== undefined) return told('service-worker');
  const shown = headers['x-dev-token'] ?? new URLSearchParams(url.split('?')[1]).get('token');
  const isOwn = kind === 'state' || kind === 'events' || kind === 'page call';
  const needsToken = isOwn || (guard.anyAddress && (kind === 'page' || kind === 'app'));
  if (needsToken && shown !== token) return told('no-token');
  // Other pages, also those that endpoints answer with, must not be able to embed or read this one.
  const destination = headers['sec-fetch-dest'] ?? 'document';
  return kind === 'page' && destination !== 'document' ? told('not-a-page') : undefined;
}
