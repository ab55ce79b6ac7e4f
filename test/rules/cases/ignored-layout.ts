import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    'serverless-json': { files: { 'src/app/app-hsmeta.json': '{}' } },
    hsmeta: { files: { 'src/app/app.functions/serverless.json': '{}' } },
  },
  finds: {
    'serverless-json': ['ignored-layout src/app/app-hsmeta.json:1:1'],
    hsmeta: ['ignored-layout src/app/app.functions/serverless.json:1:1'],
  },
  silent: [{}],
};
