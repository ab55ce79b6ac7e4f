import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    config: { endpoint: { path: 'a', method: 'GET' } },
    code: 'exports.main = async () => ({ statusCode: 200 });\n',
  },
  finds: {
    'serverless-json': ['endpoint-shape @/serverless.json:7:9'],
    hsmeta: ['endpoint-shape @/fn-hsmeta.json:8:7'],
  },
  silent: [
    {
      config: { endpoint: { path: 'a/b', method: ['GET', 'POST'] } },
      code: 'exports.main = async () => ({ statusCode: 200 });\n',
    },
  ],
};
