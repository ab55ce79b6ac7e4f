import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    code: "const { A = 'x' } = process.env;\nexports.main = async () => fetch(process.env.SHOP_URL, { a: A, b: process.env.B || 1 });\n",
    config: { others: ['SHOP_URL'] },
  },
  finds: [
    'undeclared-secret @/fn.js:1:9',
    'undeclared-secret @/fn.js:2:34',
    'undeclared-secret @/fn.js:2:67',
  ],
  silent: [
    {
      config: { secrets: ['SHOP_URL', 'OTHER'] },
      code: 'exports.main = async () => {\n  const env = process.env;\n  const { OTHER } = env;\n  return [env.SHOP_URL, OTHER, process.env.NODE_ENV, process.env.PRIVATE_APP_ACCESS_TOKEN];\n};\n',
    },
    {
      code: "exports.main = async () => process.env.hasOwnProperty('A') && process.env.toString();\n",
    },
  ],
};
