import type { Environment } from '../types.ts';
import type { Configuration, ConfigurationName, Setting } from './read-settings.ts';
import { misdirected, ownerOf, type Server, variableInText } from './servers.ts';
import type { UserConfiguration } from './user-configuration.ts';

/** Where a project would have sent elsewhere, or in the open, what is the user's. */
export function redirections(
  { name, text, settings }: Configuration,
  user: UserConfiguration,
  secret: readonly Server[],
): readonly string[] {
  const scopes = settings
    .filter(({ key, value }) =>
      user.npmrc.some(
        (one) => /^@.+:registry$/.test(key) && one.key === key && asAddress(one.value) !== asAddress(value),
      ),
    )
    .map(({ key }) => `${name} takes ${key} to another registry than your own configuration`);
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

/** Variables of the shell that the settings use, and where they would go. */
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
      // What reads an address takes out tabs.
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

/** What may be the address of a registry in a setting. */
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

/** What a setting says, each with its name. */
function linesOf({ key, value, texts = [[key, value]] }: Setting): readonly string[] {
  return texts.map(([name, text]) => `${name}:${text}`);
}

/** A line of a setting whose whole value is a variable, and is a token. */
const token =
  /^(?:\/\/[^$\s]*:_authToken|[ \t]*npmAuth(?:Token|Ident)):[ \t]*["']?\$\{(\w+)(?:\?|:?-[^${}]*)?\}["']?(?:[ \t]+#.*)?$/;
const tokenOfBun = /\btoken\s*=\s*["']\$\{?(\w+)\}?["']/;

/** Is all that a setting has of variables the token for its registry: that of the user, or called one? */
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

/** Names of the set variables that a text refers to in the way of any package manager: `$A`, `${A}`, `${A?}`, `${A:-b}`. */
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
