import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    config: { environment: { SHOP_URL: 'https://shop.example' } },
    code: 'exports.main = async () => process.env.SHOP_URL;\n',
  },
  finds: ['environment-map @/serverless.json:5:7'],
  silent: [{ config: { environment: {} } }],
};
