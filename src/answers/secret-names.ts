import { looksLikeValue } from '../check/secret-values.ts';
import { mostSecrets, tokenName } from '../data/limits.ts';
import { rejected } from '../messages/messages.ts';
import type { Rejected } from '../types.ts';
import type { Parsed } from './choices.ts';
import { slug } from './names.ts';

/** Names that affect Node.js, npm or the system's loader. */
const actedOn =
  /^(NODE_.*|UV_.*|LD_.*|DYLD_.*|NPM_.*|OPENSSL_CONF|SSL_CERT_(FILE|DIR)|PATH|PATHEXT|COMSPEC|SYSTEMROOT|HOME|TMPDIR|TEMP|TMP)$/i;

/** Parses the names of a function's secrets, which become environment variables, without duplicates. */
export function parseSecrets(raw: readonly string[]): Parsed<readonly string[]> {
  if (raw.length > mostSecrets) return rejected('too-many-secrets', { count: raw.length });
  const names = new Map<string, string>();
  for (const item of raw) {
    const name = item.trim();
    const fault = secretFault(name);
    if (fault !== undefined) return fault;
    const twin = names.get(name.toUpperCase()) ?? name;
    if (twin !== name) return rejected('secret-case', { names: [twin, name] });
    names.set(name.toUpperCase(), name);
  }
  return { value: [...names.values()] };
}

function secretFault(name: string): Rejected | undefined {
  if (name === '') return rejected('no-name', { what: 'secret' });
  // If this is a secret value, alone or after its name, it must not be shown or used in a suggestion.
  if (looksLikeValue(name) || /=./.test(name)) return rejected('secret-is-value', {});
  if (name.toUpperCase() === tokenName) return rejected('secret-is-token', {});
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return rejected('secret-name', { name, fault: 'characters' }, correctedSecret(name));
  }
  if (actedOn.test(name)) return rejected('secret-name', { name, fault: 'acted-on' }, `MY_${name}`);
  return name in {} ? rejected('secret-name', { name, fault: 'javascript' }) : undefined;
}

function correctedSecret(name: string): string | undefined {
  const corrected = slug(name)
    .replace(/[.-]+/g, '_')
    .replace(/^\d+_*/, '')
    .toUpperCase();
  return corrected !== '' && secretFault(corrected) === undefined ? corrected : undefined;
}

/** The names in a line of input, separated by spaces or commas. */
export function secretNamesIn(line: string): readonly string[] {
  return line.split(/[\s,]+/).filter((name) => name !== '');
}
