import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    config: { endpoint: { path: 'a', method: ['POST'] } },
    code: "exports.main = async (context) => ({ statusCode: 200, body: context.headers['x-signature'] });\n",
  },
  finds: ['custom-header @/fn.js:1:61'],
  silent: [
    {
      config: { endpoint: { path: 'a', method: ['POST'] } },
      code: "exports.main = async ({ headers }) => ({ statusCode: 200, body: headers['User-Agent'] });\n",
    },
  ],
};
