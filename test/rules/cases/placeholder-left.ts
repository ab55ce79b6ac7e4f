import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    config: { secrets: ['A', 'B'] },
    code: 'exports.main = async () => [process.env.A, process.env.B];\n',
    files: { '@/.env': '# local values\nA=replace-me\nB=a-real-one\n' },
  },
  finds: ['placeholder-left @/.env:2:1'],
  silent: [
    {
      config: { secrets: ['B'] },
      code: 'exports.main = async () => process.env.B;\n',
      files: { '@/.env': 'PRIVATE_APP_ACCESS_TOKEN=replace-me\nB=a-real-one\n' },
    },
    {
      config: { secrets: ['A', 'B'] },
      code: 'exports.main = async () => [process.env.A, process.env.B];\n',
      files: { '@/.env': 'A=replace-me\nB=replace-me\n' },
    },
  ],
};
