import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    'serverless-json': {
      files: {
        '@/serverless.json': '{"appFunctions": {"fn": {"file": "fn.ts"}}}',
        '@/fn.ts': 'export const main = 1;\n',
      },
    },
    hsmeta: {
      files: {
        '@/fn-hsmeta.json':
          '{"uid": "fn", "type": "app-function", "config": {"entrypoint": "/app/functions/fn.ts"}}',
        '@/fn.ts': 'export const main = 1;\n',
      },
    },
  },
  finds: {
    'serverless-json': ['entry-not-js @/serverless.json:1:26'],
    hsmeta: ['entry-not-js @/fn-hsmeta.json:1:50'],
  },
  silent: [{}],
};
