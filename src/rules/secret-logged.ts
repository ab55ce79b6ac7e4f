import { tokenName } from '../data/limits.ts';
import { secretName } from '../run/redact.ts';
import type { Rule } from './rule.ts';

export const secretLogged: Rule = {
  id: 'secret-logged',
  severity: 'warning',
  finds: 'a secret whose value is logged',
  why: 'Everyone who can read the logs in the account sees the secret.',
  source: "HubSpot's documentation: never log a secret",
  warnsIn: ['migrate'],
  *find({ functions }) {
    for (const { codes, secrets } of functions) {
      const isSecret = ({ name }: { readonly name: string }) =>
        name === tokenName || secrets.includes(name) || secretName.test(name);
      for (const { path, logged } of codes) {
        for (const { name, ...at } of logged.filter(isSecret))
          yield {
            path,
            at,
            message: `The value of ${name} is logged: everyone who can read the account's logs sees it.`,
            hint: `Log whether it is set instead: Boolean(process.env.${name})`,
          };
      }
    }
  },
};
