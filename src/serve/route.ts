/** Where a request goes, by its method and target. */
export type Route =
  | { readonly kind: 'endpoint'; readonly path: string; readonly query: string }
  | { readonly kind: 'app'; readonly appId: string }
  | { readonly kind: 'design manager' }
  | { readonly kind: 'page' }
  | { readonly kind: 'state' }
  | { readonly kind: 'events' }
  | { readonly kind: 'page call' }
  | { readonly kind: 'unknown' };

/** Prefix of the endpoints of projects on every domain of an account (HubSpot's documentation). */
export const endpointPrefix = '/hs/serverless/';

/** HubSpot's extension code posts calls by name to this path (`@hubspot/ui-extensions-dev-server` 2.1.2). */
const appCallPath = /^\/api\/crm-extensibility\/execution\/internal\/v3\/action\/function\/([^/]+)$/;

const ownPaths: Readonly<Record<string, Route['kind']>> = {
  '/': 'page',
  '/_dev/functions': 'state',
  '/_dev/events': 'events',
  '/_dev/call': 'page call',
};

/** @param target as it is in the request line; what is not a path leads nowhere */
export function routeOf(target: string): Route {
  const [path = '', query = ''] = splitOnce(target, '?');
  if (path.startsWith(endpointPrefix)) {
    return { kind: 'endpoint', path: path.slice(endpointPrefix.length), query };
  }
  if (path.startsWith('/_hcms/api/')) return { kind: 'design manager' };
  const appId = appCallPath.exec(path)?.[1];
  if (appId !== undefined) return { kind: 'app', appId };
  return { kind: (Object.hasOwn(ownPaths, path) ? ownPaths[path] : 'unknown') as 'page' };
}

/** Does a request's path lead to an endpoint's path? A path with dots or doubled slashes is not tidied up first. */
export function leadsTo(requested: string, endpointPath: string): boolean {
  if (requested === endpointPath) return true;
  try {
    return requested.includes('%') && decodeURI(requested) === endpointPath;
  } catch {
    return false;
  }
}

/** The names and values of a query, decoded as a form is. */
export function queryPairs(query: string): readonly (readonly [string, string])[] {
  return [...new URLSearchParams(query)];
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
