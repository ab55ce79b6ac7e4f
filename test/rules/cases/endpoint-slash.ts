import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    config: { endpoint: { path: '/a', method: ['GET'] } },
    code: 'exports.main = async () => ({ statusCode: 200 });\n',
  },
  finds: ['endpoint-slash @/serverless.json:6:9'],
  silent: [
    {
      config: { endpoint: { path: 'a/b', method: ['GET'] } },
      code: 'exports.main = async () => ({ statusCode: 200 });\n',
    },
  ],
};
