import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: { config: { secretsKey: ['SHOP_KEY'], runtime: 'nodejs18.x' } },
  finds: {
    'serverless-json': ['unknown-key @/serverless.json:5:7', 'unknown-key @/serverless.json:8:7'],
    hsmeta: ['unknown-key @/fn-hsmeta.json:6:5', 'unknown-key @/fn-hsmeta.json:9:5'],
  },
  silent: [{}],
};
