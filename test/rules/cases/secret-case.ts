import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    config: { secrets: ['SHOP_KEY', 'Shop_Key'] },
    code: 'exports.main = async () => [process.env.SHOP_KEY, process.env.Shop_Key];\n',
  },
  finds: {
    'serverless-json': ['secret-case @/serverless.json:7:9'],
    hsmeta: ['secret-case @/fn-hsmeta.json:8:7'],
  },
  silent: [
    {
      config: { secrets: ['SHOP_KEY', 'SHOP_KEY2'] },
      code: 'exports.main = async () => [process.env.SHOP_KEY, process.env.SHOP_KEY2];\n',
    },
  ],
};
