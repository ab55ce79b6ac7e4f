import type { Environment } from '../types.ts';
import {
  anyScope,
  type Configuration,
  type ConfigurationName,
  registriesIn,
  type Setting,
} from './read-settings.ts';
import { misdirected, ownerOf, type Server, variableInText } from './servers.ts';
import type { UserConfiguration } from './user-configuration.ts';

/**
 * Dangers in a configuration that would send something of the user's to other servers, or unencrypted.
 * @param secret servers that receive something of the user's
 */
export function redirections(
  { name, text, settings }: Configuration,
  user: UserConfiguration,
  secret: readonly Server[],
): readonly string[] {
  // Where the scope or the address is not clear, it fails closed. With this setting, pnpm 10 drops what the user's files say.
  const scopes = settings
    .flatMap((one) => (one.name === 'registries' ? [anyScope] : registriesIn(one)))
    .filter(([scope, address]) => {
      const own = user.registries.filter(([one]) => [scope, one].includes(anyScope[0]) || one === scope);
      const wanted = asAddress(address);
      return own.length > 0 && (wanted === '' || !own.some(([, one]) => asAddress(one) === wanted));
    })
    .map(([scope]) => (scope === anyScope[0] ? 'may take packages of a scope' : `takes ${scope}`))
    .map((takes) => `${name} ${takes} from another registry than your own configuration`);
  const odd = settings
    .filter(({ name: one, key }) => one === 'registry' || /^@.+:registry$/.test(key))
    .filter(({ value }) => !/^\s*["']?(https?:\/\/|\$)/.test(value))
    .map(({ key }) => `${name} sets ${key} to what is not the address of a registry`);
  const sent = settings
    .filter(
      ({ name: one, texts }) =>
        (user.hasTokenForAll && /^(npm)?registr|registry$/.test(one)) ||
        (one === 'npmscopes' && (user.hasTokenForAny || texts?.some(([, one]) => user.scopes.includes(one)))),
    )
    .filter((one) => addressesIn(one).some((address) => ownerOf(address, user.servers) === 'others'))
    .map(({ key }) => `${name} hands a token of yours to what it names in ${key}`);
  const lines = [text, ...settings.flatMap(linesOf)].join('\n');
  return [...scopes, ...odd, ...sent, ...misdirected(name, lines, secret)];
}

/** An address as it can be compared with others. */
function asAddress(value: string): string {
  const text = value.replace(/^["']|["']$/g, '');
  return (URL.canParse(text) ? new URL(text).href : text).replace(/(?<!\/)\/+$/, '');
}

/** The environment variables that the settings use, and where they would be sent. */
export function variableUses(
  configurations: readonly Configuration[],
  env: Environment,
  serversOfUser: readonly Server[],
) {
  const everywhere = configurations.flatMap(({ settings }) => settings.flatMap(addressesIn));
  return configurations.flatMap(({ kind, name, text, settings }) =>
    settings.flatMap((setting) => {
      const { key, texts } = setting;
      const lines = linesOf(setting);
      const address = /^(\/\/.*):[^:/]+$/.exec(key)?.[1];
      const addresses = address === undefined ? everywhere : [address];
      const owners = addresses.map((one) => ownerOf(one, serversOfUser));
      const isUsers = owners.length > 0 && owners.every((one) => one === 'user');
      // Tabs are dropped where an address is read.
      const isClear = address !== undefined || texts !== undefined || !/\\|\S\t+\S/.test(text);
      const isExpected = isClear && isCredential(kind, lines, isUsers);
      return variablesIn(lines.join('\n'), env).map((variable) => ({
        variable,
        name,
        to: address?.split('/')[2] ?? key,
        trusted: (isUsers && address !== undefined) || (isExpected && !owners.includes('others')),
      }));
    }),
  );
}

/** Texts in a setting that may be the address of a registry. */
function addressesIn({ key, name, value, texts }: Setting): readonly string[] {
  if (name === 'unsafehttpwhitelist') return ['http:'];
  if (texts !== undefined)
    return texts
      .map(([one, text]) => ({ one, address: text.replace(variableInText, '$1') }))
      .filter(({ one, address }) => one === 'npmRegistryServer' || /https?:|\/\//i.test(address))
      .map(({ address }) => address);
  const text = `${key.replace(/:[\w-]+$/, '')}: ${value}`.replace(variableInText, '$1');
  const found = text.matchAll(/(?:\burl["']?\s*[:=]\s*["']?|(?=https?:|\/\/))([^\s"',)\]}]*)/gi);
  return [...found].map(([, address = '']) => address);
}

/** The texts of a setting, each as `name:text`. */
function linesOf({ key, value, texts = [[key, value]] }: Setting): readonly string[] {
  return texts.map(([name, text]) => `${name}:${text}`);
}

/** A line of a setting that is a token and whose whole value is a variable. */
const token =
  /^(?:\/\/[^$\s]*:_authToken|[ \t]*npmAuth(?:Token|Ident)):[ \t]*["']?\$\{(\w+)(?:\?|:?-[^${}]*)?\}["']?(?:[ \t]+#.*)?$/;
const tokenOfBun = /\btoken\s*=\s*["']\$\{?(\w+)\}?["']/;

/**
 * Returns true if a setting uses variables only as the token for its registry: one of the user's, or a variable named like a
 * token.
 */
function isCredential(kind: ConfigurationName, lines: readonly string[], isUsers: boolean): boolean {
  return lines
    .filter((line) => line.includes('$'))
    .every((line) => {
      const name = (kind === 'bunfig.toml' ? tokenOfBun : token).exec(line)?.[1];
      const isToken =
        isUsers || (/token|auth|(?:^|_)pat(?:_|$)/i.test(name ?? '') && !/^\s*npmAuthIdent/.test(line));
      return name !== undefined && line.split('$').length === 2 && isToken;
    });
}

/** Names of the set variables that a text refers to, in any package manager's syntax: `$A`, `${A}`, `${A?}`, `${A:-b}`. */
export function variablesIn(text: string, env: Environment): readonly string[] {
  const written = [...text.matchAll(/\$(?:\{([^${}]+)|(\w+))/g)].map(
    ([, braces, plain]) => braces ?? plain ?? '',
  );
  return Object.keys(env).filter((name) => {
    const isNamed = (one: string): boolean =>
      one.slice(0, name.length).toUpperCase() === name.toUpperCase() &&
      /^($|[?:-])/.test(one.slice(name.length));
    return env[name] !== undefined && name !== '' && written.some(isNamed);
  });
}
