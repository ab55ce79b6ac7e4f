import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    config: { secrets: ['A', 'B', 'C'] },
    code: 'exports.main = async () => [process.env.A, process.env.B, process.env.C];\n',
    files: { '@/.env': 'A=1\nB=\n' },
  },
  finds: ['missing-secret @/.env:1:1'],
  silent: [{ config: { secrets: ['A'] }, code: 'exports.main = async () => process.env.A;\n' }],
};
