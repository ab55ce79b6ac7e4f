import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    edit: {
      'src/app/app.json': (text) => text.replace('"oauth"', ''),
      'src/app/app-hsmeta.json': (text) => text.replace('"oauth"', ''),
    },
  },
  finds: {
    'serverless-json': ['scopes-empty src/app/app.json:4:3'],
    hsmeta: ['scopes-empty src/app/app-hsmeta.json:10:7'],
  },
  silent: [
    {
      edit: {
        'src/app/app-hsmeta.json': (text) =>
          text.replace('"oauth"', '').replace('"optionalScopes": []', '"optionalScopes": ["oauth"]'),
      },
    },
  ],
};
