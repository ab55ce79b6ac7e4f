import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: { code: 'exports.main = async (context) => {\n  return { a: };\n};\n' },
  finds: ['syntax-error @/fn.js:2:15'],
  silent: [
    {
      code: '#!/usr/bin/env node\nexports.main = async () => {\n  for await (const a of []) return a?.b ?? 1_000n;\n};\n',
    },
    { code: 'const value = await Promise.resolve(1);\nexport const main = async () => value;\n' },
  ],
};
