import { statSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';

/** The path from a folder to another path, with `/`. */
export function relativePath(folder: string, path: string): string {
  return relative(folder, path).replaceAll(sep, '/');
}

/** The folder and all those above it, the nearest first. */
export function foldersAbove(start: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = start; folder !== folders.at(-1); folder = dirname(folder)) folders.push(folder);
  return folders;
}

/** The folders from `start` up to `top`. Empty if `top` is not among them. */
export function foldersUpTo(top: string, start: string): readonly string[] {
  const above = foldersAbove(start);
  return above.slice(0, above.indexOf(top) + 1);
}

/**
 * Returns true if two paths lead to the same file or folder, however they are spelled. Two spellings of a missing path
 * count as different.
 */
export function isSame(one: string, other: string): boolean {
  if (one === other) return true;
  const [first, second] = [one, other].map((path) => identityOf(path));
  return first !== undefined && first === second;
}

/** Returns the device and inode of a file or folder, or undefined if it does not exist or may not be seen. */
export function identityOf(path: string): string | undefined {
  try {
    // As plain numbers, the inodes of Windows would lose their last digits.
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
