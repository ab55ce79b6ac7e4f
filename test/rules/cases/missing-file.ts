import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: { code: "const { price } = require('./lib/price');\nexports.main = async () => price;\n" },
  finds: ['missing-file @/fn.js:1:19'],
  silent: [
    {
      code: "let extra;\ntry {\n  extra = require('./extra');\n} catch {}\nexports.main = async () => extra;\n",
    },
  ],
};
