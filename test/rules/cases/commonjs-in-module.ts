import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    edit: { '@/package.json': (text) => text.replace('"private"', '"type": "module",\n  "private"') },
  },
  finds: ['commonjs-in-module @/fn.js:1:1'],
  silent: [
    {
      code: 'export const main = async () => ({});\n',
      edit: { '@/package.json': (text) => text.replace('"private"', '"type": "module",\n  "private"') },
    },
  ],
};
