import { looksLikeValue } from '../check/secret-values.ts';
import { inSettings, type Rule } from './rule.ts';

export const secretValueInConfig: Rule = {
  id: 'secret-value-in-config',
  severity: 'error',
  finds: 'a value where the name of a secret belongs',
  why: 'HubSpot looks for a secret of that name and finds none, and everyone who can read the repository has the value.',
  source: 'found in a public project',
  warnsIn: ['invoke'],
  find: inSettings(function* ({ name, secrets, secretsKey, at }) {
    for (const [index, secret] of secrets.entries()) {
      if (!looksLikeValue(secret)) continue;
      yield {
        at: [...at, secretsKey, index],
        message: `Entry ${index + 1} of "${secretsKey}" of ${name} looks like a secret's value, not its name.`,
        hint: 'Revoke that value, list a name such as API_KEY, and store the new value: hs secret add API_KEY',
      };
    }
  }),
};
