import type { EnvFile, FunctionFacts } from '../check/facts.ts';
import { isSecretName } from '../check/secret-values.ts';
import { tokenName } from '../data/limits.ts';
import type { Found, Rule } from './rule.ts';

export const missingSecret: Rule = {
  id: 'missing-secret',
  severity: 'suggestion',
  finds: 'a declared secret, or a token that is read, without a value in `.env`',
  why: 'It is undefined in local runs. Reported only if there is a `.env` file.',
  source: "HubSpot's local runtime reads `.env` in the functions folder",
  warnsIn: ['run'],
  find: ({ folders, functions }) =>
    folders.flatMap(({ path, env }) => {
      const own = functions.filter(({ folder }) => folder.path === path);
      const needed = [...new Set(own.flatMap(neededBy))];
      return env === undefined ? [] : missingIn(env, needed);
    }),
};

/** The names for which a function needs a value: its secrets, and the token if it reads it. */
export function neededBy({ secrets, codes }: FunctionFacts): string[] {
  const readsToken = codes.some(({ reads }) => reads.some(({ name }) => name === tokenName));
  return [...secrets.filter(isSecretName), ...(readsToken ? [tokenName] : [])];
}

function missingIn({ path, names, failure }: EnvFile, needed: readonly string[]): Found[] {
  const missing = needed.filter((name) => (names.get(name) ?? 'empty') === 'empty');
  const [first, ...others] = missing;
  if (first === undefined) return [];
  const have = `${missing.join(', ')} ${others.length === 0 ? 'has' : 'have'} no value`;
  if (failure === 'UTF-16') {
    const message = `${have} for local runs: ${path} is UTF-16, and HubSpot's runtime reads UTF-8.`;
    return [{ path, message, hint: 'Save it as UTF-8.' }];
  }
  if (failure !== undefined) {
    const message = `${have} for local runs: ${path} cannot be read (${failure}).`;
    return [{ path, message, hint: 'Make it a file that you can read.' }];
  }
  const lines = others.length === 0 ? 'a line' : 'lines';
  return [
    {
      path,
      message: `${have} in ${path}.`,
      hint: `Add ${lines} ${missing.map((name) => `${name}=…`).join(' and ')} for local runs.`,
    },
  ];
}
