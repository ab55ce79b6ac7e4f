import { remembered } from '../remembered.ts';
import { inFolder, type ProjectFiles } from './files.ts';

/**
 * Finds how paths are spelled on disk: macOS and Windows find a file by any case of its name, macOS also by any
 * Unicode form. Each folder is listed once.
 *
 * @returns takes a path relative to the project, with `/`; undefined if no spelling of it is there
 */
export function spellingOn(files: Pick<ProjectFiles, 'names'>): (path: string) => string | undefined {
  const namesOf = remembered((folder: string) => {
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

/** Characters that HFS+ leaves out of account in names (Apple's TN1150). */
const ignorable = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** A name as case- and Unicode-insensitive disks compare it: by `ſ` and `ß` too, as APFS does. */
export function folded(name: string): string {
  // Most names are plain, and there may be ten thousand.
  if (/^[\0-\x7f]*$/.test(name)) return name.toLowerCase();
  return name.replace(ignorable, '').normalize('NFD').toUpperCase().toLowerCase().normalize();
}
