import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: { config: { secrets: ['sk.not-a-real-token.123456789'] } },
  finds: {
    'serverless-json': ['secret-value-in-config @/serverless.json:6:9'],
    hsmeta: ['secret-value-in-config @/fn-hsmeta.json:7:7'],
  },
  silent: [{ config: { secrets: ['SHOP_KEY'] }, code: 'exports.main = async () => process.env.SHOP_KEY;\n' }],
};
