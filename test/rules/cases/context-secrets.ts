import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: { code: 'exports.main = async (context) => context.secrets.SHOP_KEY;\n' },
  finds: ['context-secrets @/fn.js:1:35'],
  silent: [
    {
      config: { secrets: ['SHOP_KEY'] },
      code: 'exports.main = async (context) => context.secrets?.SHOP_KEY ?? process.env.SHOP_KEY;\n',
    },
    { code: 'exports.main = async ({ parameters: context }) => context.secrets;\n' },
  ],
};
