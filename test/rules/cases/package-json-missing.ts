import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    'serverless-json': {
      files: { '@/package.json': null },
      platformVersion: '2025.1',
    },
    hsmeta: { files: { '@/package.json': null } },
  },
  finds: {
    'serverless-json': ['platform hsproject.json:4:3', 'package-json-missing @/package.json:1:1'],
    hsmeta: ['package-json-missing @/package.json:1:1'],
  },
  silent: [{}],
};
