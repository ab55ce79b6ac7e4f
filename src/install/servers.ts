/** A server that the user's own configuration names. */
export interface Server {
  readonly host: string;
  /** Such as `:8443`; empty for the usual one of https. */
  readonly port: string;
  /** True if its address is unencrypted (`http:`). */
  readonly isOpen: boolean;
}

/** The public registries, for which tokens in environment variables are meant. */
export const publicRegistries: readonly Server[] = [
  ...['npmjs.org', 'yarnpkg.com'].map((domain) => `registry.${domain}`),
  'npm.pkg.github.com',
].map((host) => ({ host, port: '', isOpen: false }));

/** A variable in a setting, with its default. */
export const variableInText = /\$\{[^${}?:-]*(?:\?|:?-([^{}]*))?\}/g;

/** Host and port of an address. */
function serverAt(address: string): Server | undefined {
  if (!URL.canParse(address)) return undefined;
  const { hostname, port, protocol } = new URL(address);
  return { host: hostname, port: port && `:${port}`, isOpen: protocol === 'http:' };
}

/** The servers that a text names. */
export function serversIn(text: string): readonly Server[] {
  const addresses = text
    .replace(/^[ \t]*[;#].*/gm, '')
    .matchAll(/(http:)?\/\/(?:[^/@\s]*@)?((?:\[[^\]\s]*\]|[^/:\s"']+)(?::\d+)?)/gi);
  return [...addresses].flatMap(([, open = 'https:', server]) => serverAt(`${open}//${server}`) ?? []);
}

/**
 * Returns who owns the registry at an address (without protocol in an `.npmrc`). An unencrypted public registry counts as
 * somebody else's.
 */
export function ownerOf(address: string, serversOfUser: readonly Server[]): 'user' | 'public' | 'others' {
  const [, open, host = '', port = '', rest = ''] =
    /^(?:https:|(http:))?\/\/([\w.-]+)(:\d+)?(\/.*)?$/i.exec(address) ?? [];
  const isAt = (one: Server): boolean =>
    one.host === host.toLowerCase() && one.port === port.replace(/^:443$/, '');
  if (serversOfUser.some(isAt)) return 'user';
  const isPublic = !open && publicRegistries.some(isAt);
  return isPublic && /^(?:\/[\w@-]*)*$/.test(rest) ? 'public' : 'others';
}

/**
 * The danger that an address in a text would get one of the user's tokens unencrypted, or at another port: pnpm uses a token
 * for a host without a port for all ports of the host.
 * @param servers servers that receive something of the user's
 */
export function misdirected(name: string, text: string, servers: readonly Server[]): readonly string[] {
  if (servers.length === 0) return [];
  return [...text.replace(variableInText, '$1').matchAll(/https?:[^\s"'<>]+/gi)].flatMap(([address]) => {
    const found = serverAt(address);
    const known = servers.filter(({ host }) => host === found?.host);
    if (found === undefined || known.length === 0) return [];
    if (found.isOpen && !known.some(({ isOpen }) => isOpen))
      return [`${name} sends what is yours for ${found.host} unencrypted`];
    const ports = known.map(({ port }) => port);
    const isOther = ports.includes('') && !ports.includes(found.port);
    return isOther ? [`${name} sends what is yours for ${found.host} to port ${found.port.slice(1)}`] : [];
  });
}
