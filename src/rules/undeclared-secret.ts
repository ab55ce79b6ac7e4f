import { secretCommand } from '../args/command-line.ts';
import type { FunctionFacts } from '../check/facts.ts';
import { isOrdinaryVariable } from '../check/ordinary.ts';
import { looksLikeValue } from '../check/secret-values.ts';
import { tokenName } from '../data/limits.ts';
import { objectOf } from '../project/json.ts';
import { hasVariable } from '../project/layouts/profiles.ts';
import { type Found, inFunctions, type Rule } from './rule.ts';
import { functionKeys } from './unknown-key.ts';

export const undeclaredSecret: Rule = {
  id: 'undeclared-secret',
  severity: 'error',
  finds: 'an environment variable that the code reads and the configuration does not declare',
  why: 'HubSpot gives a function only the secrets that its configuration names, so in production the variable is undefined. If the code has a default, this is only a suggestion.',
  source: "HubSpot's documentation of serverless functions (secrets)",
  fixable: true,
  warnsIn: ['run', 'migrate'],
  find: inFunctions(undeclaredIn),
};

function* undeclaredIn(one: FunctionFacts): Generator<Found> {
  const { name, codes, configFile, at, secretsKey } = one;
  if (one.secrets.some(hasVariable)) return;
  const provided = new Set([...one.secrets, tokenName, ...environmentNames(one)]);
  // `unknown-key` reports lists under a wrong key; their secrets count as declared here.
  const { hsmeta, 'serverless-json': serverlessJson } = functionKeys;
  const keys = secretsKey === 'secrets' ? serverlessJson.secrets : hsmeta.secretKeys;
  const underOtherKeys = new Set([secretsKey, ...keys].flatMap((key) => one.config[key] ?? []));
  const withoutDefault = new Set(
    codes.flatMap(({ reads }) => reads.filter(({ hasDefault }) => !hasDefault).map((read) => read.name)),
  );
  for (const code of codes) {
    for (const read of code.reads) {
      const variable = read.name;
      if (provided.has(variable) || isOrdinaryVariable(variable) || underOtherKeys.has(variable)) continue;
      if (read.hasDefault && withoutDefault.has(variable)) continue;
      provided.add(variable);
      const place = { path: code.path, at: read };
      const message = `${name} reads process.env.${variable}, which ${configFile.path} does not declare`;
      if (read.hasDefault) {
        yield {
          ...place,
          severity: 'suggestion',
          message: `${message}, so it always takes the default in production.`,
          hint: 'To set it there, declare it and create the secret in HubSpot; otherwise leave it as it is.',
        };
        continue;
      }
      const isValue = looksLikeValue(variable);
      const list = [...at.map(String), secretsKey];
      yield {
        ...place,
        message: `${message}: it is undefined in production.`,
        hint: isValue
          ? "If this is a secret's value, replace it, and read it by a name such as API_KEY."
          : `Add "${variable}" to "${secretsKey}" of ${name}, and store its value: ${secretCommand(variable)}`,
        ...(isValue ? {} : { fix: { kind: 'add-item', path: configFile.path, at: list, item: variable } }),
      };
    }
  }
}

/** Variables, not secrets, that a function gets from `environment` up to 2025.1 (a maintainer's reply, hubspot-cli#1595). */
function environmentNames({ config, folder, secretsKey }: FunctionFacts): string[] {
  const maps = [config.environment, objectOf(folder.registry?.value)?.environment];
  return secretsKey === 'secrets' ? maps.flatMap((map) => Object.keys(objectOf(map) ?? {})) : [];
}
