import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    config: { secrets: ['PRIVATE_APP_ACCESS_TOKEN'] },
    code: 'exports.main = async () => process.env.PRIVATE_APP_ACCESS_TOKEN;\n',
  },
  finds: {
    'serverless-json': ['token-declared @/serverless.json:6:9'],
    hsmeta: ['token-declared @/fn-hsmeta.json:7:7'],
  },
  silent: [
    { config: { secrets: [] }, code: 'exports.main = async () => process.env.PRIVATE_APP_ACCESS_TOKEN;\n' },
  ],
};
