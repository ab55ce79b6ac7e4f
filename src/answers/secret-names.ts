import { tokenName } from '../data/limits.ts';
import { printable } from '../terminal/text.ts';
import type { Parsed, Refusal } from './choices.ts';
import { slug } from './names.ts';

/** Names that Node.js, npm or the system's loader act on. */
const actedOn =
  /^(NODE_.*|UV_.*|LD_.*|DYLD_.*|NPM_.*|OPENSSL_CONF|SSL_CERT_(FILE|DIR)|PATH|PATHEXT|COMSPEC|SYSTEMROOT|HOME|TMPDIR|TEMP|TMP)$/i;

/** Names of environment variables that a function's secrets can have, each once. */
export function parseSecrets(raw: readonly string[]): Parsed<readonly string[]> {
  const names: string[] = [];
  for (const item of raw) {
    const name = item.trim();
    const refusal = secretRefusal(name) ?? otherCase(name, names);
    if (refusal !== undefined) return refusal;
    if (!names.includes(name)) names.push(name);
  }
  return { value: names };
}

function secretRefusal(name: string): Refusal | undefined {
  const shown = JSON.stringify(printable(name));
  if (name === '') return { problem: 'A secret needs a name.' };
  if (name.toUpperCase() === tokenName) {
    return {
      problem: `${tokenName} is provided by HubSpot and is no secret to list: say that the function uses it with --token.`,
    };
  }
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    const problem = `${shown} cannot be a secret's name: it becomes an environment variable, of letters, digits and "_", and without a digit in front.`;
    const proposal = correctedSecret(name);
    return proposal === undefined ? { problem } : { problem, proposal };
  }
  if (actedOn.test(name)) {
    return {
      problem: `${name} cannot be a secret's name: Node.js or the system acts on it.`,
      proposal: `MY_${name}`,
    };
  }
  if (name in {})
    return { problem: `${name} cannot be a secret's name: JavaScript gives it a meaning of its own.` };
  return undefined;
}

function otherCase(name: string, names: readonly string[]): Refusal | undefined {
  const twin = names.find((other) => other !== name && other.toUpperCase() === name.toUpperCase());
  if (twin === undefined) return undefined;
  return {
    problem: `The secrets ${twin} and ${name} differ only in case, which Windows does not tell apart.`,
  };
}

function correctedSecret(name: string): string | undefined {
  const corrected = slug(name)
    .replace(/[.-]+/g, '_')
    .replace(/^\d+_*/, '')
    .toUpperCase();
  return corrected !== '' && secretRefusal(corrected) === undefined ? corrected : undefined;
}

/** The names in a line that a person typed, with spaces or commas between them. */
export function secretNamesIn(line: string): readonly string[] {
  return line.split(/[\s,]+/).filter((name) => name !== '');
}
