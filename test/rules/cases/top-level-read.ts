import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    config: { secrets: ['SHOP_KEY'] },
    code: 'const key = process.env.SHOP_KEY;\nexports.main = async () => key.length;\n',
  },
  finds: ['top-level-read @/fn.js:1:13'],
  silent: [
    {
      config: { secrets: ['SHOP_KEY'] },
      code: 'const key = () => process.env.SHOP_KEY;\nconst mode = process.env.NODE_ENV;\nexports.main = async () => [key(), mode];\n',
    },
  ],
};
