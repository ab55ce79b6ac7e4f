import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    config: { secrets: ['SHOP_KEY'] },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
    code: 'exports.main = async () => {\n  const key = process.env.SHOP_KEY;\n  console.log(`calling with ${key}`);\n  console.error({ token: process.env.PRIVATE_APP_ACCESS_TOKEN });\n};\n',
  },
  finds: ['secret-logged @/fn.js:3:3', 'secret-logged @/fn.js:4:3'],
  silent: [
    {
      config: { secrets: ['SHOP_KEY'] },
      code: 'exports.main = async () => {\n  const key = process.env.SHOP_KEY;\n  console.log(Boolean(key), key.length, process.env.NODE_ENV, !process.env.SHOP_KEY);\n  const report = (key) => console.log(key);\n  report(1);\n};\n',
    },
  ],
};
