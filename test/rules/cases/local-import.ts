import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    code: "const { price } = require('./lib/price');\nexports.main = async () => price;\n",
    files: { '@/lib/price.js': 'exports.price = 1;\n' },
  },
  finds: ['local-import @/fn.js:1:19'],
  silent: [{ code: "const fs = require('node:fs');\nexports.main = async () => fs.constants;\n" }],
};
