import type { Rule } from './rule.ts';

export const syntaxError: Rule = {
  id: 'syntax-error',
  severity: 'error',
  finds: 'code or configuration that cannot be parsed',
  why: 'A function with a syntax error cannot be loaded, and HubSpot refuses configuration that is not JSON.',
  source: "JavaScript's and JSON's grammar",
  find: ({ codes, configs }) => [
    ...codes.flatMap(({ path, syntaxError: error }) =>
      error === undefined
        ? []
        : [
            {
              path,
              at: error,
              ...(error.reason === undefined
                ? {
                    severity: 'warning' as const,
                    message: 'This is nested too deep to be checked.',
                    hint: 'Nest less here.',
                  }
                : {
                    message: `This is not valid JavaScript: ${error.reason}.`,
                    hint: 'Fix the syntax here.',
                  }),
            },
          ],
    ),
    ...configs.flatMap(({ path, broken }) =>
      broken === undefined
        ? []
        : [
            {
              path,
              at: broken,
              message: `This is not valid JSON: ${broken.reason}.`,
              hint: 'Fix the syntax here.',
            },
          ],
    ),
  ],
};
