import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  layouts: ['serverless-json'],
  fires: { files: { '@/serverless.json': '{"endpoints": {"a": {"file": "fn.js", "method": "GET"}}}' } },
  finds: ['functions-missing-key @/serverless.json:1:1'],
  silent: [{ files: { '@/serverless.json': '{"appFunctions": {}}' } }],
};
