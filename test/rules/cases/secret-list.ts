import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    config: { secrets: ['SHOP_KEY', '', 5] },
    code: 'exports.main = async () => process.env.SHOP_KEY;\n',
  },
  finds: {
    'serverless-json': ['secret-list @/serverless.json:7:9', 'secret-list @/serverless.json:8:9'],
    hsmeta: ['secret-list @/fn-hsmeta.json:8:7', 'secret-list @/fn-hsmeta.json:9:7'],
  },
  silent: [{ config: { secrets: [] } }, {}],
};
