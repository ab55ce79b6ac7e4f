import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    config: { secrets: ['A'] },
    code: 'exports.main = async () => process.env.A;\n',
    files: { '.env': 'A=1\n' },
  },
  finds: ['env-place .env:1:1'],
  silent: [
    {
      config: { secrets: ['A'] },
      code: 'exports.main = async () => process.env.A;\n',
      files: { '.env': 'A=1\nOTHER=2\n', '@/.env': 'A=1\n' },
    },
  ],
};
