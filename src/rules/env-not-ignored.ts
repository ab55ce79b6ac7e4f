import type { Found, Rule } from './rule.ts';

export const envNotIgnored: Rule = {
  id: 'env-not-ignored',
  severity: 'warning',
  finds: 'a `.env` file in the functions folder that git does not ignore',
  why: 'Local secrets are in that file, and the next git add includes it. If there is none yet, this is only a suggestion.',
  source: 'found in nine public projects',
  fixable: true,
  *find({ folders, functions }) {
    for (const { path, exposedEnv, envTracked, ignoreFile } of folders) {
      if (ignoreFile === undefined) continue;
      const fix = { kind: 'ignore-env', path: ignoreFile } as const;
      if (exposedEnv !== undefined) yield { ...unprotectedEnv(`${path}/${exposedEnv}`), fix };
      const waiting = functions.find(({ folder, secrets }) => folder.path === path && secrets.length > 0);
      if (exposedEnv !== undefined || envTracked !== undefined || waiting === undefined) continue;
      const { configFile, at, secretsKey } = waiting;
      yield {
        path: configFile.path,
        at: [...at, secretsKey],
        severity: 'suggestion',
        message: `git would not ignore ${path}/.env, where the secrets for local runs are kept.`,
        hint: 'Add .env* to .gitignore.',
        fix,
      };
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
