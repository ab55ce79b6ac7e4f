import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: { git: true, files: { '@/.env': 'A=1\n', '@/.env.local': 'A=1\n', '.gitignore': null } },
  // The other file is not known to be tracked, but git does not ignore it.
  finds: ['env-tracked @/.env:1:1', 'env-not-ignored @/.env.local:1:1'],
  silent: [{ git: true, files: { '@/.env': 'A=1\n', '@/.env.example': 'A=\n' } }],
};
