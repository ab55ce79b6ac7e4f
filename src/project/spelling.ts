import { memoized } from '../memoized.ts';
import { inFolder, type ProjectFiles } from './files.ts';

/**
 * Finds how paths are spelled on disk: macOS and Windows find a file by any letter case of its name, macOS also by any
 * Unicode form. Each folder is listed once.
 * @returns a function that takes a path relative to the project, with `/`; it returns undefined if the path does not exist
 *   in any spelling
 */
export function spellingOn(files: Pick<ProjectFiles, 'names'>): (path: string) => string | undefined {
  const namesOf = memoized((folder: string) => {
    const names = files.names(folder);
    return { exact: new Set(names), folded: new Map(names.map((name) => [folded(name), name])) };
  });
  return (path) => {
    let folder = '.';
    for (const part of path.split('/')) {
      if (part === '..') return undefined;
      if (part === '.' || part === '') continue;
      const { exact, folded: others } = namesOf(folder);
      const name = exact.has(part) ? part : others.get(folded(part));
      if (name === undefined) return undefined;
      folder = inFolder(folder, name);
    }
    return folder;
  };
}

/** Characters that HFS+ ignores in names (Apple's TN1150). */
const ignorable = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** A name in the form in which case- and Unicode-insensitive disks compare it, also `ſ` and `ß`, as on APFS. */
export function folded(name: string): string {
  // A shortcut for most names: there may be ten thousand.
  if (/^[\0-\x7f]*$/.test(name)) return name.toLowerCase();
  return name.replace(ignorable, '').normalize('NFD').toUpperCase().toLowerCase().normalize();
}
