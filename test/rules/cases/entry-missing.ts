import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: { files: { '@/fn.js': null } },
  finds: {
    'serverless-json': ['entry-missing @/serverless.json:4:7'],
    hsmeta: ['entry-missing @/fn-hsmeta.json:5:5'],
  },
  silent: [{}],
};
