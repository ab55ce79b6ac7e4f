import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: { code: 'exports.main = async ({ body }) => body.name;\n' },
  finds: ['context-kind @/fn.js:1:25'],
  silent: [
    { code: 'exports.main = async (context) => context.parameters ?? context.body;\n' },
    {
      config: { endpoint: { path: 'a', method: ['GET'] } },
      code: 'exports.main = async ({ body, parameters }) => ({ statusCode: 200, body, parameters });\n',
    },
  ],
};
