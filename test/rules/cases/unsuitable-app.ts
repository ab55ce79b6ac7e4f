import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    'serverless-json': { edit: { 'src/app/app.json': (text) => text.replace('false', 'true') } },
    hsmeta: { edit: { 'src/app/app-hsmeta.json': (text) => text.replace('"static"', '"oauth"') } },
  },
  finds: {
    'serverless-json': ['unsuitable-app src/app/app.json:7:3'],
    hsmeta: ['unsuitable-app src/app/app-hsmeta.json:9:7'],
  },
  silent: [{ edit: { 'src/app/app-hsmeta.json': (text) => text.replace('"private"', '"PRIVATE"') } }],
};
