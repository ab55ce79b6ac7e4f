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
      return env === undefined
        ? []
        : [...new Set(own.flatMap(neededBy))].flatMap((name) => missingIn(env, name));
    }),
};

/** The names that a function needs a value for: its secrets, and the token if it reads it. */
export function neededBy({ secrets, codes }: FunctionFacts): string[] {
  const readsToken = codes.some(({ reads }) => reads.some(({ name }) => name === tokenName));
  return [...secrets.filter(isSecretName), ...(readsToken ? [tokenName] : [])];
}

function missingIn({ path, names, failure }: EnvFile, name: string): Found[] {
  if ((names.get(name) ?? 'empty') !== 'empty') return [];
  if (failure !== undefined) {
    const message = `${name} has no value for local runs: ${path} cannot be read (${failure}).`;
    return [{ path, message, hint: 'Make it a file that you can read.' }];
  }
  return [
    { path, message: `${name} has no value in ${path}.`, hint: `Add a line ${name}=… for local runs.` },
  ];
}
