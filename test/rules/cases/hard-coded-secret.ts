import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    code: `exports.main = async () => fetch('x', { headers: { token: '${'pat-'}na1-1a2b3c4d-1a2b-3c4d-5e6f-1a2b3c4d5e6f' } });\n`,
  },
  finds: ['hard-coded-secret @/fn.js:1:60'],
  silent: [
    {
      code: `// pat-na1-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx\nexports.main = async () => ['sk_live_…', '${'pat-'}na1-00000000-0000-0000-0000-000000000000'];\n`,
    },
  ],
};
