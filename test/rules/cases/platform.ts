import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    'serverless-json': { platformVersion: '2023.2' },
    hsmeta: { platformVersion: '2025.2' },
  },
  finds: ['platform hsproject.json:4:3'],
  silent: [{}],
};
