import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The nearest folder from `directory` upwards that holds `.git` (a folder, or a file in a worktree or submodule). */
export function repositoryRoot(directory: string): string | undefined {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
