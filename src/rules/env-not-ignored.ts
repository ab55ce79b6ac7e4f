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
  find: ({ folders, functions }) =>
    folders.flatMap((folder) => {
      const hasSecrets = functions.some(
        (one) =>
          one.folder === folder &&
          (one.secrets.length > 0 ||
            one.codes.some(({ reads }) => reads.some(({ name }) => name === tokenName))),
      );
      if (
        folder.ignoreFile === undefined ||
        folder.envTracked !== undefined ||
        (folder.env === undefined && !hasSecrets)
      )
        return [];
      return [
        { ...unprotectedEnv(`${folder.path}/.env`), fix: { kind: 'ignore-env', path: folder.ignoreFile } },
      ];
    }),
};

export function unprotectedEnv(path: string): Found {
  return {
    path,
    message: `git does not ignore ${path}, where the secrets for local runs are kept.`,
    hint: 'Add .env* to .gitignore.',
  };
}
