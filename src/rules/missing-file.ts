import type { Found, Rule } from './rule.ts';

export const missingFile: Rule = {
  id: 'missing-file',
  severity: 'error',
  finds: 'an import of a file that does not exist',
  why: 'The function cannot be loaded, so every call fails.',
  source: 'how Node resolves modules',
  find: ({ codes }) =>
    codes.flatMap(({ path, imports }) =>
      imports.flatMap(({ specifier, target, optional, line, column }): Found[] => {
        if (!/^\.{1,2}(?:\/|$)/.test(specifier) || target !== undefined || optional) return [];
        return [
          {
            path,
            at: { line, column },
            message: `"${specifier}" does not exist.`,
            hint: `Correct the path: it is relative to ${path}.`,
          },
        ];
      }),
    ),
};
