import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: { files: { '@/.env': 'A=1\n', '.gitignore': 'node_modules/\n' } },
  finds: ['env-not-ignored @/.env:1:1'],
  silent: [
    { files: { '.gitignore': null } },
    {
      code: 'exports.main = async () => process.env.PRIVATE_APP_ACCESS_TOKEN;\n',
      files: { '.gitignore': null },
    },
    { git: true, files: { '@/.env': 'A=1\n', '.gitignore': null, '.git/info/exclude': '.env\n' } },
    { files: { '@/.env': 'A=1\n', '.gitignore': '**/.env\n' } },
  ],
};
