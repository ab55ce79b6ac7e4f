import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    'serverless-json': {
      code: 'exports.main = async () => ({ statusCode: 200 });\n',
      files: {
        '@/serverless.json':
          '{"appFunctions": {"a": {"file": "fn.js", "endpoint": {"path": "x", "method": ["GET"]}},\n "b": {"file": "fn.js", "endpoint": {"path": "x", "method": ["POST"]}}}}',
      },
    },
    hsmeta: {
      code: 'exports.main = async () => ({ statusCode: 200 });\n',
      config: { endpoint: { path: '/x', method: ['GET'] } },
      files: {
        '@/more-hsmeta.json':
          '{"uid": "more", "type": "app-function", "config": {"entrypoint": "/app/functions/fn.js",\n "endpoint": {"path": "x", "methods": ["GET"]}}}',
      },
    },
  },
  finds: {
    'serverless-json': ['endpoint-clash @/serverless.json:2:38'],
    hsmeta: ['endpoint-clash @/more-hsmeta.json:2:15'],
  },
  silent: [
    {
      config: { endpoint: { path: 'a', method: ['GET'] } },
      code: 'exports.main = async () => ({ statusCode: 200 });\n',
    },
  ],
};
