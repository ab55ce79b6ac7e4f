import { type ToldError, told } from './answers.ts';

/** Decides whether a request may be answered at all, before anything runs. */

/** What a request says about its sender. */
export interface Sender {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`, which browsers send over HTTPS, and to `localhost` and addresses of the same machine. */
  readonly fetchSite: string | undefined;
  readonly method: string | undefined;
  readonly userAgent: string | undefined;
}

export interface GuardSettings {
  /** Names by which the server may be called besides those of this machine. */
  readonly allowedHosts: readonly string[];
  /** May it be called by any address, because it listens beyond this machine? */
  readonly anyAddress: boolean;
}

/** Who may call besides pages of this machine: HubSpot's own pages may call app functions, other pages nothing. */
export type Callers = 'this machine' | 'HubSpot too' | 'same origin only';

/**
 * Refuses requests that a page on the web makes a browser send: by a name that it lets point to this machine (DNS
 * rebinding), or across origins, where a simple request needs no consent.
 */
export function refusalOf(sender: Sender, callers: Callers, settings: GuardSettings): ToldError | undefined {
  const { host = '', origin, fetchSite } = sender;
  const name = hostName(host);
  if (!isAllowedHost(name, settings)) return told('host-not-allowed', { host, name });
  const isForeign =
    origin === undefined
      ? !['same-origin', 'same-site', 'none', undefined].includes(fetchSite) || isUnsaid(sender, settings)
      : !isAllowedOrigin(origin, host, callers, settings);
  return isForeign ? told('origin-not-allowed', { origin }) : undefined;
}

/** Can a `Host` header have this name, apart from its port? An address of IPv6 has brackets there. */
export function isHostName(text: string): boolean {
  return /^(?:[\w-]+(?:\.[\w-]+)*|\[[\da-f:.]+\])$/i.test(text);
}

/** The name in a `Host` header, in lower case, without the port. */
function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, '');
}

function isAllowedHost(name: string, { allowedHosts, anyAddress }: GuardSettings): boolean {
  if (isLoopback(name) || allowedHosts.some((allowed) => allowed.toLowerCase() === name)) return true;
  // Unlike a name, an address cannot be made to point elsewhere.
  return anyAddress && /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\])$/.test(name);
}

/** `hslocal.net` is HubSpot's name for the developer's own machine. */
function isLoopback(name: string): boolean {
  return /^(?:localhost|[a-z\d-]+(?:\.[a-z\d-]+)*\.localhost|127\.0\.0\.1|\[::1\]|hslocal\.net)$/.test(name);
}

/**
 * Is it a browser that does not say which site asks? Over plain HTTP it says so only to names that are this machine's in
 * every network, and it sends no `Origin` with images, scripts and links. A server that listens beyond this machine is
 * open to others anyway.
 */
function isUnsaid(
  { host = '', fetchSite, method, userAgent }: Sender,
  { anyAddress }: GuardSettings,
): boolean {
  const isCertain = /^(?:(?:.*\.)?localhost|127\.0\.0\.1|\[::1\])$/.test(hostName(host));
  const isBrowser = userAgent?.startsWith('Mozilla/') === true && (method === 'GET' || method === 'HEAD');
  return !(isCertain || anyAddress || fetchSite !== undefined) && isBrowser;
}

function isAllowedOrigin(origin: string, host: string, callers: Callers, settings: GuardSettings): boolean {
  const [, scheme, authority = ''] = /^(https?):\/\/([^/]+)$/.exec(origin.toLowerCase()) ?? [];
  if (scheme === undefined) return false;
  if (callers === 'same origin only') return authority === host.toLowerCase();
  if (isAllowedHost(hostName(authority), settings)) return true;
  return callers === 'HubSpot too' && isHubSpot(scheme, authority);
}

/** Where HubSpot shows cards, and where it runs their code. */
function isHubSpot(scheme: string, authority: string): boolean {
  return (
    scheme === 'https' &&
    /^(?:[a-z\d-]+(?:\.[a-z\d-]+)*\.hubspot\.com|static\.hubspot-extensions\.com)$/.test(authority)
  );
}
