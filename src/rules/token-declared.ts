import type { Facts } from '../check/facts.ts';
import { tokenName } from '../data/limits.ts';
import { type Found, inSettings, type Rule } from './rule.ts';

export const tokenDeclared: Rule = {
  id: 'token-declared',
  severity: 'error',
  finds: '`PRIVATE_APP_ACCESS_TOKEN` among the secrets',
  why: 'HubSpot provides the token and reserves its name: 2026.03 and later refuse to build it.',
  source: "HubSpot's documentation; refused builds seen three times",
  fixable: true,
  find: inSettings(function* ({ name, secrets, secretsKey, configFile, at }, { layout }) {
    const index = secrets.indexOf(tokenName);
    if (index < 0) return;
    const place = [...at, secretsKey, index];
    yield {
      ...declaredToken([name], configFile.path, layout),
      at: place,
      severity: layout === 'hsmeta' ? 'error' : 'warning',
      fix: { kind: 'remove', at: place },
    };
  }),
};

/** @param names of the functions that declare it */
export function declaredToken(names: readonly string[], path: string, layout: Facts['layout']): Found {
  const who = `${names.join(', ')} ${names.length === 1 ? 'lists' : 'list'}`;
  return {
    path,
    message:
      layout === 'hsmeta'
        ? `${who} ${tokenName} among the secrets: the name is reserved, and HubSpot's build refuses it.`
        : `${who} ${tokenName} among the secrets: HubSpot provides it anyway.`,
    hint: `Remove it from the list; process.env.${tokenName} is set without it.`,
  };
}
