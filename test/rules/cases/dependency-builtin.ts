import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    edit: {
      '@/package.json': (text) => text.replace('"dependencies": {}', '"dependencies": {"crypto": "^1.0.1"}'),
    },
  },
  finds: ['dependency-builtin @/package.json:5:20'],
  silent: [
    {
      code: "const events = require('events/');\nexports.main = async () => events;\n",
      edit: {
        '@/package.json': (text) =>
          text.replace('"dependencies": {}', '"dependencies": {"events": "^3.0.0"}'),
      },
    },
  ],
};
