import { inCodes, type Rule } from './rule.ts';

export const envTypo: Rule = {
  id: 'env-typo',
  severity: 'error',
  finds: '`process.envNAME`, with the dot missing',
  why: 'The property does not exist, so the value is always undefined, locally and in production.',
  source: 'found in a public project',
  fixable: true,
  warnsIn: ['migrate'],
  find: inCodes(({ typos }) =>
    typos.map((typo) => ({
      at: typo,
      message: `process.${typo.name} is always undefined: the dot after env is missing.`,
      hint: `Write process.env.${typo.name.slice(3)}.`,
      fix: { kind: 'text', edits: [{ offset: typo.offset + 3, length: 0, content: '.' }] },
    })),
  ),
};
