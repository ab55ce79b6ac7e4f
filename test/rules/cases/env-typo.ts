import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: { config: { secrets: ['SHOP_KEY'] }, code: 'exports.main = async () => process.envSHOP_KEY;\n' },
  finds: ['env-typo @/fn.js:1:28'],
  silent: [
    {
      config: { secrets: ['SHOP_KEY'] },
      code: 'exports.main = async () => [process.env.SHOP_KEY, process.environment, (process.envLoaded = true)];\n',
    },
  ],
};
