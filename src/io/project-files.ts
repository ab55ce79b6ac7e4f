import { constants, type Dirent, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { printable } from '../core/printable.ts';
import type { Entry, ProjectFiles } from '../core/project-files.ts';
import { conflictProblem, Problem } from '../errors.ts';
import { resolveTarget } from './files.ts';
import { ignoredFolders } from './ignored.ts';

/** Errors that mean: nothing is there, or nothing that may be seen. */
const absent = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG']);
const hidden = new Set([...absent, 'EACCES', 'EPERM']);
/**
 * Without waiting: a named pipe in a file's place reads as empty. Windows has no such flag. Node documents that a flag
 * may be a number; its types leave that out.
 */
const flag = (constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)) as unknown as string;

/**
 * A project's files on disk.
 *
 * @param root absolute path of the project
 */
export function projectFiles(root: string): ProjectFiles {
  const listed = new Map<string, readonly Entry[]>();
  return {
    list(directory) {
      const known = listed.get(directory);
      if (known !== undefined) return known;
      const entries = entriesOf(join(root, directory));
      listed.set(directory, entries);
      return entries;
    },
    isDirectory: (path) => statOf(join(root, path))?.isDirectory() ?? false,
    read: (path) => textOf(root, path),
    isIgnored: ignoredFolders(root),
    leadsOutside: (path) => leadsOutside(root, path),
  };
}

function entriesOf(folder: string): readonly Entry[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).map((dirent) => entryOf(folder, dirent));
  } catch (error) {
    if (hidden.has(codeOf(error))) return [];
    throw error;
  }
}

function entryOf(folder: string, dirent: Dirent): Entry {
  const { name } = dirent;
  const link = dirent.isSymbolicLink();
  const isDirectory = link ? (statOf(join(folder, name))?.isDirectory() ?? false) : dirent.isDirectory();
  return { name, kind: isDirectory ? 'directory' : 'file', link };
}

function textOf(root: string, path: string): string | undefined {
  try {
    return readFileSync(join(root, path), { encoding: 'utf8', flag });
  } catch (error) {
    const code = codeOf(error);
    if (absent.has(code)) return undefined;
    const reason = code === 'EISDIR' ? 'it is a folder' : code;
    throw conflictProblem('unreadable', `${printable(path)} cannot be read: ${reason}.`, {
      hint: 'Make it a file that you may read, and run the same command again.',
      conflicts: [path],
    });
  }
}

function leadsOutside(root: string, path: string): boolean {
  try {
    resolveTarget(root, path);
    return false;
  } catch (error) {
    if (error instanceof Problem) return true;
    if (hidden.has(codeOf(error))) return false;
    throw error;
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
