import { formatCommand } from '../args/command-line.ts';
import type { Rule } from './rule.ts';

export const envTracked: Rule = {
  id: 'env-tracked',
  severity: 'error',
  finds: 'a `.env` file that git tracks',
  why: "Everyone who has the repository has its values. HubSpot's uploader skips the file, so git is the only way it gets out.",
  source: 'seen in public projects',
  warnsIn: ['add'],
  find: ({ folders }) =>
    folders.flatMap(({ path, envTracked: isTracked }) =>
      isTracked
        ? [
            {
              path: `${path}/.env`,
              message: `${path}/.env is tracked by git: everyone who has the repository has its values.`,
              hint: `Untrack it: ${formatCommand(['git', 'rm', '--cached', '--', `${path}/.env`], 'posix')} (older commits keep the values, so change them where they were made).`,
            },
          ]
        : [],
    ),
};
