import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    config: { secrets: ['SHOP_KEY', 'OLD_KEY'] },
    code: 'exports.main = async () => process.env.SHOP_KEY;\n',
  },
  finds: {
    'serverless-json': ['unused-secret @/serverless.json:7:9'],
    hsmeta: ['unused-secret @/fn-hsmeta.json:8:7'],
  },
  silent: [
    {
      config: { secrets: ['SHOP_KEY'] },
      code: "const { execSync } = require('node:child_process');\nexports.main = async () => String(execSync('printenv SHOP_KEY'));\n",
    },
    {
      config: { secrets: ['SHOP_KEY'] },
      code: 'exports.main = async () => {\n  const { env: { SHOP_KEY } } = process;\n  return SHOP_KEY;\n};\n',
    },
    {
      config: { secrets: ['SHOP_KEY'] },
      code: 'const read = (name) => process.env[name];\nexports.main = async () => read("SHOP_KEY");\n',
    },
    {
      config: { secrets: ['SHOP_KEY'] },
      code: 'const read = (from) => from.secrets.SHOP_KEY;\nexports.main = async (context) => read(context);\n',
    },
  ],
};
