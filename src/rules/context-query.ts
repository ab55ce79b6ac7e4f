import type { Rule } from './rule.ts';

export const contextQuery: Rule = {
  id: 'context-query',
  severity: 'warning',
  finds: '`context.query`',
  why: 'Query parameters are in `context.params`, each as a list of strings. `context.query` is undefined.',
  source: "HubSpot's documentation (context.params); two public functions read context.query",
  fixable: true,
  warnsIn: ['run', 'migrate'],
  *find({ functions }) {
    for (const { code, endpoint } of functions) {
      if (code === undefined || code.context.some(({ member }) => member === 'params')) continue;
      for (const { rename, ...at } of code.context.filter(({ member }) => member === 'query')) {
        const place = { path: code.path, at };
        if (endpoint === undefined) {
          const message = 'context.query does not exist, and a function without an endpoint gets no query.';
          yield { ...place, message, hint: 'Read context.parameters, which a card sends.' };
          continue;
        }
        const content = rename?.shorthand ? 'params: query' : 'params';
        yield {
          ...place,
          message: 'context.query does not exist: query parameters are in context.params.',
          hint: "Read context.params; each value is a list, such as ['42'].",
          ...(rename && {
            fix: { kind: 'text', edits: [{ offset: rename.offset, length: rename.length, content }] },
          }),
        };
      }
    }
  },
};
