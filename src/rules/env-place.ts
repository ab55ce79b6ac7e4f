import type { FunctionFacts } from '../check/facts.ts';
import { tokenName } from '../data/limits.ts';
import type { Rule } from './rule.ts';

export const envPlace: Rule = {
  id: 'env-place',
  severity: 'warning',
  finds: 'secrets in a `.env` file that nothing reads',
  why: 'Local runs only read `.env` in the functions folder.',
  source: "HubSpot's local runtime (@hubspot/app-functions-dev-server 0.11.1)",
  warnsIn: ['invoke'],
  *find({ outerEnv, functions }) {
    const known = [...new Set([tokenName, ...functions.flatMap(({ secrets }) => secrets)])];
    for (const { path, names } of outerEnv) {
      for (const name of known.filter((one) => names.get(one) === 'set')) {
        const user = functions.find((one) => lacks(one, name));
        if (user === undefined) continue;
        const message = `${name} is set in ${path}, where no function looks for it.`;
        yield { path, message, hint: `Move it to ${user.folder.path}/.env.` };
      }
    }
  },
};

/** Whether a function needs a variable that has no value in its own `.env`. */
function lacks({ secrets, codes, folder }: FunctionFacts, name: string): boolean {
  const isWanted =
    name === tokenName ||
    secrets.includes(name) ||
    codes.some(({ reads }) => reads.some((read) => read.name === name));
  return isWanted && (folder.env?.names.get(name) ?? 'empty') === 'empty';
}
