import { tokenName } from '../data/limits.ts';
import type { Rule } from './rule.ts';

export const tokenDeclared: Rule = {
  id: 'token-declared',
  severity: 'error',
  finds: '`PRIVATE_APP_ACCESS_TOKEN` among the secrets',
  why: 'HubSpot provides the token, and the name is reserved: the build of 2026.03 and later refuses it. Older versions build it, but it does not belong there.',
  source: "HubSpot's documentation; refused builds seen three times",
  fixable: true,
  warnsIn: ['add'],
  find: ({ functions, layout }) =>
    functions.flatMap(({ name, secrets, secretsKey, configFile, at }) => {
      const index = secrets.indexOf(tokenName);
      if (index < 0) return [];
      const place = [...at, secretsKey, index];
      return [
        {
          path: configFile.path,
          at: place,
          severity: layout === 'hsmeta' ? 'error' : 'warning',
          message:
            layout === 'hsmeta'
              ? `${name} lists ${tokenName} among its secrets: the name is reserved, and HubSpot's build refuses it.`
              : `${name} lists ${tokenName} among its secrets: HubSpot provides it by itself.`,
          hint: `Remove it from "${secretsKey}"; process.env.${tokenName} is there without it.`,
          fix: { kind: 'remove', at: place },
        },
      ];
    }),
};
