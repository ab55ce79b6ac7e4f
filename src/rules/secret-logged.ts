import { tokenName } from '../data/limits.ts';
import type { Found, Rule } from './rule.ts';

export const secretLogged: Rule = {
  id: 'secret-logged',
  severity: 'warning',
  finds: 'a secret whose value is logged',
  why: 'Logs of a deployed function are kept in the account: everyone who can read them sees the secret.',
  source: "HubSpot's documentation: never log a secret",
  find: ({ functions }) =>
    functions.flatMap(({ codes, secrets }) =>
      codes.flatMap(({ path, logged }) =>
        logged.flatMap(({ name, line, column }): Found[] => {
          const isSecret =
            name === tokenName || secrets.includes(name) || /KEY|TOKEN|SECRET|PASSWORD/i.test(name);
          if (!isSecret) return [];
          return [
            {
              path,
              at: { line, column },
              message: `The value of ${name} is logged: everyone who can read the account's logs sees it.`,
              hint: `Log whether it is set instead: Boolean(process.env.${name})`,
            },
          ];
        }),
      ),
    ),
};
