import { tokenName } from '../data/limits.ts';
import type { Found, Rule } from './rule.ts';

export const envNotIgnored: Rule = {
  id: 'env-not-ignored',
  severity: 'warning',
  finds: 'a `.env` file in the functions folder that git does not ignore',
  why: 'Local secrets are in that file, and the next git add includes it.',
  source: 'found in nine public projects',
  fixable: true,
  warnsIn: ['add'],
  *find({ folders, functions }) {
    for (const { path, env, envTracked, ignoreFile } of folders) {
      if (ignoreFile === undefined || envTracked !== undefined) continue;
      const own = functions.filter(({ folder }) => folder.path === path);
      const readsToken = own.some(({ codes }) =>
        codes.some(({ reads }) => reads.some(({ name }) => name === tokenName)),
      );
      if (env !== undefined || readsToken || own.some(({ secrets }) => secrets.length > 0))
        yield { ...unprotectedEnv(`${path}/.env`), fix: { kind: 'ignore-env', path: ignoreFile } };
    }
  },
};

export function unprotectedEnv(path: string): Found {
  return {
    path,
    message: `git does not ignore ${path}, where the secrets for local runs are kept.`,
    hint: 'Add .env* to .gitignore.',
  };
}
