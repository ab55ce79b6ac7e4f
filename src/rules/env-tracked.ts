import { formatCommand } from '../args/command-line.ts';
import type { Found, Rule } from './rule.ts';

export const envTracked: Rule = {
  id: 'env-tracked',
  severity: 'error',
  finds: 'a `.env` file that git tracks',
  why: "Everyone with the repository has its values. HubSpot's uploader skips the file, so git is the only way it leaks.",
  source: 'seen in public projects',
  find: ({ folders }) =>
    folders.flatMap(({ path, envTracked }) =>
      envTracked === undefined ? [] : [trackedEnvFound(`${path}/.env`, envTracked)],
    ),
};

/** @param removal the words of the command that makes git stop tracking the file, to be run in the project's folder */
export function trackedEnvFound(path: string, removal: readonly string[]): Found {
  const command = formatCommand(removal);
  return {
    path,
    message: `git tracks ${path}, so everyone with the repository has its values.`,
    hint: `Remove it from git in the project's folder: ${command} (older commits still have the values, so revoke those too).`,
  };
}
