import type { IncomingMessage } from 'node:http';
import { type ToldError, told } from './answers.ts';

/** Decides whether a request may be answered at all, before anything runs. */

/** The parts of a request that tell who sent it. */
type Sender = Pick<IncomingMessage, 'headers' | 'method'>;

export interface GuardSettings {
  /** Names that the server may be called by, besides those of this machine. */
  readonly allowedHosts: readonly string[];
  /** True if it may be called by any address, because it listens beyond this machine. */
  readonly anyAddress: boolean;
}

/** The pages that may call: those of this machine, also HubSpot's own (for app functions), or only the server's own. */
export type Callers = 'this machine' | 'HubSpot too' | 'same origin only';

/**
 * Refuses requests that a web page makes a browser send: by a name that it has pointed to this machine (DNS rebinding), or
 * across origins, where a simple request needs no permission.
 */
export function refusalOf(sender: Sender, callers: Callers, settings: GuardSettings): ToldError | undefined {
  const { host = '', origin } = sender.headers;
  const name = hostName(host);
  if (!isAllowedHost(name, settings)) return told('host-not-allowed', { host, name });
  // Browsers send this over HTTPS, to `localhost`, and to addresses of their own machine.
  const site = sender.headers['sec-fetch-site'] as string | undefined;
  const isForeign =
    origin !== undefined
      ? !isAllowedOrigin(origin, host, callers, settings)
      : site === undefined
        ? isUnsaid(sender, name, settings)
        : !['same-origin', 'same-site', 'none'].includes(site);
  return isForeign ? told('origin-not-allowed', { origin }) : undefined;
}

/** Returns true if a text can be the name in a `Host` header, without the port. An IPv6 address has brackets there. */
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

/** Returns true for a name of this machine. `hslocal.net` is HubSpot's name for the developer's own machine. */
export function isLoopback(name: string): boolean {
  return /^(?:(?:[a-z\d-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\]|hslocal\.net)$/.test(name);
}

/** Returns true if a request may come from another machine: directly, or through a tunnel that keeps its own name. */
export function isFromAfar({ headers }: Sender, { anyAddress }: GuardSettings): boolean {
  return anyAddress || !isLoopback(hostName(headers.host ?? ''));
}

/**
 * Returns true for a browser that does not tell which site is asking. Over plain HTTP, browsers only tell names that mean
 * this machine in every network, and with images, scripts and links they send no `Origin`. A server that listens beyond this
 * machine is open to others anyway.
 */
function isUnsaid({ headers, method = '' }: Sender, name: string, { anyAddress }: GuardSettings): boolean {
  return (
    !anyAddress &&
    !isCertain(name) &&
    headers['user-agent']?.startsWith('Mozilla/') === true &&
    /^(?:GET|HEAD)$/.test(method)
  );
}

/** Returns true if current browsers tell this host which site is asking, and for what. */
export function tellsSites({ headers }: Sender): boolean {
  return isCertain(hostName(headers.host ?? ''));
}

function isCertain(name: string): boolean {
  return isLoopback(name) && name !== 'hslocal.net';
}

function isAllowedOrigin(origin: string, host: string, callers: Callers, settings: GuardSettings): boolean {
  const [, scheme, authority = ''] = /^(https?):\/\/([^/]+)$/.exec(origin.toLowerCase()) ?? [];
  if (scheme === undefined) return false;
  if (callers === 'same origin only') return authority === host.toLowerCase();
  if (isAllowedHost(hostName(authority), settings)) return true;
  return callers === 'HubSpot too' && isHubSpot(scheme, authority);
}

/** Returns true for an origin where HubSpot shows cards or runs their code. */
function isHubSpot(scheme: string, authority: string): boolean {
  return (
    scheme === 'https' && /^(?:(?:[a-z\d-]+\.)+hubspot\.com|static\.hubspot-extensions\.com)$/.test(authority)
  );
}
