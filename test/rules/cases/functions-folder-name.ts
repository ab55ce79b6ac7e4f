import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  layouts: ['serverless-json'],
  fires: {
    files: { 'src/app/mail.functions/serverless.json': '{"appFunctions": {}}' },
  },
  finds: ['functions-folder-name src/app/mail.functions/serverless.json:1:1'],
  silent: [{}],
};
