import type { Found, Rule } from './rule.ts';

export const contextQuery: Rule = {
  id: 'context-query',
  severity: 'warning',
  finds: '`context.query`',
  why: 'Query parameters are in `context.params`, each as a list of texts. `context.query` is undefined.',
  source: "HubSpot's documentation (context.params); two public functions read context.query",
  fixable: true,
  warnsIn: ['invoke'],
  find: ({ codes }) =>
    codes.flatMap(({ path, context }) => {
      if (context.some(({ member }) => member === 'params')) return [];
      return context.flatMap(({ member, line, column, rename }): Found[] => {
        if (member !== 'query') return [];
        return [
          {
            path,
            at: { line, column },
            message: 'context.query does not exist: query parameters are in context.params.',
            hint: "Read context.params; each value is a list, such as ['42'].",
            ...(rename && {
              fix: {
                kind: 'text',
                edits: [
                  {
                    offset: rename.offset,
                    length: rename.length,
                    content: rename.shorthand ? 'params: query' : 'params',
                  },
                ],
              },
            }),
          },
        ];
      });
    }),
};
