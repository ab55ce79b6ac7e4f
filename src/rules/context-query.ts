import type { Found, Rule } from './rule.ts';

export const contextQuery: Rule = {
  id: 'context-query',
  severity: 'warning',
  finds: '`context.query`',
  why: 'Query parameters are in `context.params`, each as a list of strings. `context.query` is undefined.',
  source: "HubSpot's documentation (context.params); two public functions read context.query",
  fixable: true,
  warnsIn: ['run'],
  find: ({ functions }) =>
    functions.flatMap(({ code, endpoint }) => {
      if (code === undefined || code.context.some(({ member }) => member === 'params')) return [];
      return code.context.flatMap(({ member, line, column, rename }): Found[] => {
        if (member !== 'query') return [];
        const place = { path: code.path, at: { line, column } };
        if (endpoint === undefined) {
          const message = 'context.query does not exist, and a function without an endpoint gets no query.';
          return [{ ...place, message, hint: 'Read context.parameters, which a card sends.' }];
        }
        const content = rename?.shorthand ? 'params: query' : 'params';
        return [
          {
            ...place,
            message: 'context.query does not exist: query parameters are in context.params.',
            hint: "Read context.params; each value is a list, such as ['42'].",
            ...(rename && {
              fix: { kind: 'text', edits: [{ offset: rename.offset, length: rename.length, content }] },
            }),
          },
        ];
      });
    }),
};
