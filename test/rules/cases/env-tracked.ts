import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: { git: true, files: { '@/.env': 'A=1\n', '.gitignore': null } },
  finds: ['env-tracked @/.env:1:1'],
  silent: [{ git: true, files: { '@/.env': 'A=1\n', '@/.env.example': 'A=\n' } }],
};
