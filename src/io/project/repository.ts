import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The nearest folder from `directory` upwards that holds `.git` (a folder, or a file in a worktree or submodule). */
export function repositoryRoot(directory: string): string | undefined {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/**
 * Could git track a file? No is certain, and takes no process: its path is not in the index. Yes where the index does
 * not say it outright: in a worktree or submodule, with compressed paths (version 4), or split in two (gitformat-index(5)).
 *
 * @param root absolute path of the repository
 * @param path relative to it, with `/`
 */
export function mayBeTracked(root: string, path: string): boolean {
  const index = indexOf(root);
  if (index === undefined) return true;
  const isPlain = index.length >= 12 && index.readUInt32BE(4) <= 3 && !index.includes('link\0\0');
  return !isPlain || index.includes(`${path}\0`);
}

/** The bytes of the index, none in a repository without one; undefined where it lies elsewhere or cannot be read. */
function indexOf(root: string): Buffer | undefined {
  try {
    return readFileSync(join(root, '.git', 'index'));
  } catch (error) {
    const isNew = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return isNew ? Buffer.from('DIRC\0\0\0\x02\0\0\0\0') : undefined;
  }
}
