import { isBuiltin } from 'node:module';
import type { FunctionFacts, Import } from '../check/facts.ts';
import { isOrdinaryVariable } from '../check/ordinary.ts';
import { isSecretName } from '../check/secret-values.ts';
import { tokenName } from '../data/limits.ts';
import { type FoundThere, inSettings, type Rule } from './rule.ts';

export const unusedSecret: Rule = {
  id: 'unused-secret',
  severity: 'suggestion',
  finds: 'a declared secret that the code never reads',
  why: 'A function should not get secrets that it does not need, and a name that is never read is often misspelled.',
  source: 'found in public projects, once with a misspelled name in the code',
  fixable: true,
  find: inSettings(unusedIn),
};

/** Node.js modules through which other code can read `process.env`. */
const leadsOn = /^(?:node:)?(?:child_process|cluster|module|vm|worker_threads)(?:\/|$)/;
/** Packages that are known to read none of the project's environment variables. */
const looksAway = /^(?:@hubspot\/api-client|axios)(?:\/|$)/;

function* unusedIn({ name, code, codes, secrets, secretsKey, at }: FunctionFacts): Generator<FoundThere> {
  const paths = new Set(codes.map(({ path }) => path));
  const isRead = ({ specifier, target }: Import) =>
    /^\.{0,2}\//.test(specifier)
      ? target !== undefined && (paths.has(target) || target.endsWith('.json'))
      : !/^#/.test(specifier) && !leadsOn.test(specifier);
  const mayBePackages = codes.some(({ imports }) =>
    imports.some(
      ({ specifier }) => !/^\./.test(specifier) && !isBuiltin(specifier) && !looksAway.test(specifier),
    ),
  );
  const isCertain =
    code !== undefined &&
    codes.every(({ readsUnknown, imports }) => !readsUnknown && imports.every(isRead)) &&
    // Code that gets the context may read its `secrets`.
    !codes.some(({ text }) => /\bsecrets\b/.test(text));
  if (!isCertain) return;
  const read = new Set([
    ...codes.flatMap(({ reads }) => reads.map((read) => read.name)),
    ...codes.flatMap(({ typos }) => typos.map((typo) => typo.name.slice(3))),
  ]);
  for (const [index, secret] of secrets.entries()) {
    const isOther = secret === tokenName || !isSecretName(secret) || isOrdinaryVariable(secret);
    if (isOther || read.has(secret)) continue;
    read.add(secret);
    const place = [...at, secretsKey, index];
    yield {
      at: place,
      message: `${name} declares the secret ${secret}, but its code never reads it.`,
      hint: `Remove it from "${secretsKey}"${mayBePackages ? ', unless a package reads it' : ''}, or check how the code spells it.`,
      ...(mayBePackages ? {} : { fix: { kind: 'remove', at: place } }),
    };
  }
}
