import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    config: { endpoint: { path: 'a', method: ['GET'] } },
    code: 'exports.main = async (context) => {\n  const { query } = context;\n  return { statusCode: 200, body: [query.id, context.query.size] };\n};\n',
  },
  finds: ['context-query @/fn.js:2:11', 'context-query @/fn.js:3:46'],
  silent: [
    {
      config: { endpoint: { path: 'a', method: ['GET'] } },
      code: 'exports.main = async (context) => ({ statusCode: 200, body: context.params ?? context.query });\n',
    },
  ],
};
