/** Where a request goes, by its target. */
export type Route =
  | { readonly kind: 'endpoint'; readonly path: string; readonly query: string }
  | { readonly kind: 'app' | 'design manager' | 'page' | 'state' | 'events' | 'page call' | 'unknown' };

/** Path prefix of projects' endpoints on every domain of an account (HubSpot's documentation). */
export const endpointPrefix = '/hs/serverless/';

/** HubSpot's extension code posts calls by name to this path (`@hubspot/ui-extensions-dev-server` 2.1.2). */
const appCallPath = /^\/api\/crm-extensibility\/execution\/internal\/v3\/action\/function\/[^/]+$/;

const ownPaths = new Map<string, Exclude<Route['kind'], 'endpoint'>>([
  ['/', 'page'],
  ['/_dev/functions', 'state'],
  ['/_dev/events', 'events'],
  ['/_dev/call', 'page call'],
]);

/** @param target as it is in the request line; anything but a path is unknown */
export function routeOf(target: string): Route {
  const [path = ''] = target.split('?', 1);
  if (path.startsWith(endpointPrefix)) {
    return {
      kind: 'endpoint',
      path: path.slice(endpointPrefix.length),
      query: target.slice(path.length + 1),
    };
  }
  if (path.startsWith('/_hcms/api/')) return { kind: 'design manager' };
  if (appCallPath.test(path)) return { kind: 'app' };
  return { kind: ownPaths.get(path) ?? 'unknown' };
}

/**
 * Returns true if a request's path matches an endpoint's path. Paths with dots or double slashes are not normalised first.
 */
export function leadsTo(requested: string, endpointPath: string): boolean {
  if (requested === endpointPath) return true;
  try {
    return requested.includes('%') && decodeURI(requested) === endpointPath;
  } catch {
    return false;
  }
}

/** The names and values of a query, decoded like a form. */
export function queryPairs(query: string): readonly (readonly [string, string])[] {
  return [...new URLSearchParams(query)];
}
