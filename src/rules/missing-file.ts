import type { Rule } from './rule.ts';

export const missingFile: Rule = {
  id: 'missing-file',
  severity: 'error',
  finds: 'an import of a file that does not exist',
  why: 'The function cannot be loaded, so every call fails.',
  source: 'how Node resolves modules',
  *find({ codes }) {
    for (const { path, imports } of codes) {
      for (const { specifier, target, optional, line, column } of imports) {
        if (!/^\.{1,2}(?:\/|$)/.test(specifier) || target !== undefined || optional) continue;
        const hint = `Correct the path: it is relative to ${path}.`;
        yield { path, at: { line, column }, message: `"${specifier}" does not exist.`, hint };
      }
    }
  },
};
