import { posix } from 'node:path';
import { ignoreFileFor } from '../project/ignored.ts';
import type { Project } from '../types.ts';
import { isLocalEnv, isSecretFile } from '../write/read-file.ts';

/**
 * The `.gitignore` that should get rules for files that are about to be moved (`from`) or written into a functions folder;
 * undefined if it needs none. Others than `.env` and `.env.local` need none if git takes them now: they may be meant for it.
 */
export function ignoreFileOfNew(
  project: Pick<Project, 'root' | 'functionsDirectory'>,
  files: readonly { readonly path: string; readonly from?: string }[],
): string | undefined {
  const isTaken = (file: string): boolean => {
    const place = { root: project.root, functionsDirectory: posix.dirname(file) };
    return ignoreFileFor(place, [posix.basename(file)]).ignoreFile !== undefined;
  };
  const names = files
    .filter(({ path, from }) => isLocalEnv(path) || (isSecretFile(path) && !(from && isTaken(from))))
    .map(({ path }) => posix.basename(path));
  return names.length === 0 ? undefined : ignoreFileFor(project, names).ignoreFile;
}
