import { isAscii } from 'node:buffer';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectFiles, SubFolder } from '../../core/project/project-files.ts';
import { printable } from '../../core/report/printable.ts';
import { conflictProblem, Problem } from '../../errors.ts';
import { readBytes, readText, unreadableReasons } from '../read-file.ts';
import { resolveTarget } from '../transaction/files.ts';
import { ignoredFolders } from './ignored.ts';

/** Errors that mean: nothing is there, or nothing that may be seen. */
const absent = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG']);
const hidden = new Set([...absent, 'EACCES', 'EPERM']);

/**
 * A project's files on disk.
 *
 * @param root absolute path of the project
 */
export function projectFiles(root: string): ProjectFiles {
  const names = new Map<string, readonly string[]>();
  const texts = new Map<string, string | undefined>();
  return {
    names: (directory) => remembered(names, directory, () => namesIn(join(root, directory))),
    folders: (directory) => foldersIn(join(root, directory)),
    isDirectory: (path) => isDirectory(join(root, path)),
    read: (path) => remembered(texts, path, () => textOf(path, () => decoded(readBytes(`${root}/${path}`)))),
    readSmall: (path) => textOf(path, () => readText(`${root}/${path}`)),
    isIgnored: ignoredFolders(root),
    leadsOutside: (path) => leadsOutside(root, path),
  };
}

function remembered<Value>(known: Map<string, Value>, key: string, read: () => Value): Value {
  const found = known.get(key);
  if (found !== undefined || known.has(key)) return found as Value;
  const value = read();
  known.set(key, value);
  return value;
}

function namesIn(folder: string): readonly string[] {
  return unlessHidden(() => readdirSync(folder));
}

function foldersIn(folder: string): readonly SubFolder[] {
  return unlessHidden(() => readdirSync(folder, { withFileTypes: true }))
    .map((dirent) => ({ name: dirent.name, link: dirent.isSymbolicLink(), dirent }))
    .filter(({ name, link, dirent }) => dirent.isDirectory() || (link && isDirectory(join(folder, name))));
}

function unlessHidden<Item>(read: () => readonly Item[]): readonly Item[] {
  try {
    return read();
  } catch (error) {
    if (hidden.has(codeOf(error))) return [];
    throw error;
  }
}

/** A check for ASCII and a copy take a third of the time that reading UTF-8 takes. */
function decoded(bytes: Buffer): string {
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
}

function textOf(path: string, read: () => string): string | undefined {
  try {
    return read();
  } catch (error) {
    const code = codeOf(error);
    if (absent.has(code)) return undefined;
    throw conflictProblem(
      'unreadable',
      `${printable(path)} cannot be read: ${unreadableReasons[code] ?? code}.`,
      {
        hint: 'Make it a file that you may read, and run the same command again.',
        conflicts: [path],
      },
    );
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

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
