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
    for (const { path, names } of outerEnv) {
      for (const name of new Set([tokenName, ...functions.flatMap(({ secrets }) => secrets)])) {
        const user = functions.find(
          ({ secrets, codes, folder }) =>
            (name === tokenName ||
              secrets.includes(name) ||
              codes.some(({ reads }) => reads.some((read) => read.name === name))) &&
            (folder.env?.names.get(name) ?? 'empty') === 'empty',
        );
        if (user === undefined || names.get(name) !== 'set') continue;
        const message = `${name} is set in ${path}, where no function looks for it.`;
        yield { path, message, hint: `Move it to ${user.folder.path}/.env.` };
      }
    }
  },
};
