import { inCodes, type Rule } from './rule.ts';

export const missingFile: Rule = {
  id: 'missing-file',
  severity: 'error',
  finds: 'an import of a file that does not exist',
  why: 'The function cannot be loaded, so every call fails.',
  source: 'how Node resolves modules',
  warnsIn: ['migrate'],
  find: inCodes(({ path, imports }) =>
    imports
      .filter(({ specifier, target, optional }) => /^\.{1,2}(?:\/|$)/.test(specifier) && !target && !optional)
      .map((one) => ({
        at: one,
        message: `"${one.specifier}" does not exist.`,
        hint: `Correct the path: it is relative to ${path}.`,
      })),
  ),
};
