import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    code: '// hs-ignore local-import: a reason\nexports.main = async () => process.env.A; // hs-ignore undeclared-secret\n',
  },
  finds: ['unused-ignore @/fn.js:1:1', 'undeclared-secret @/fn.js:2:28', 'unused-ignore @/fn.js:2:43'],
  silent: [
    { code: '// hs-ignore undeclared-secret: set by the host\nexports.main = async () => process.env.A;\n' },
  ],
};
