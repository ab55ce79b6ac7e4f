import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    files: {
      '@/fn.js': null,
      '@/Fn.js': "const { price } = require('./Price');\nexports.main = async () => price;\n",
      '@/price.js': 'exports.price = 1;\n',
      '@/package.json': null,
      '@/Package.json': '{}\n',
    },
  },
  finds: {
    'serverless-json': [
      'platform hsproject.json:4:3',
      'letter-case @/Fn.js:1:19',
      'local-import @/Fn.js:1:19',
      'letter-case @/Package.json:1:1',
      'letter-case @/serverless.json:4:7',
    ],
    hsmeta: [
      'letter-case @/Fn.js:1:19',
      'local-import @/Fn.js:1:19',
      'letter-case @/Package.json:1:1',
      'letter-case @/fn-hsmeta.json:5:5',
    ],
  },
  silent: [{}],
};
