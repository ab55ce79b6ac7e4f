import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    files: {
      '@/fn.js': null,
      '@/Fn.js': "const { price } = require('./Price');\nexports.main = async () => price;\n",
      '@/price.js': 'exports.price = 1;\n',
    },
  },
  finds: {
    'serverless-json': [
      'local-import @/Fn.js:1:19',
      'letter-case @/Fn.js:1:19',
      'letter-case @/serverless.json:4:7',
    ],
    hsmeta: ['local-import @/Fn.js:1:19', 'letter-case @/Fn.js:1:19', 'letter-case @/fn-hsmeta.json:5:5'],
  },
  silent: [{}],
};
