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
  // Places are found from one to the next: to look up each folder by its path takes long in a deep one with many files.
  const placeAt = (path: string): Place => {
    const inner = memoized((part: string) => {
      const { exact, folded: others } = namesOf(path);
      const name = exact.has(part) ? part : others.get(folded(part));
      return name === undefined ? undefined : placeAt(inFolder(path, name));
    });
    return { path, inner };
  };
  const top = placeAt('.');
  return (path) => {
    let place: Place | undefined = top;
    for (const part of path.split('/')) {
      if (part === '..') return undefined;
      if (part === '.' || part === '') continue;
      place = place.inner(part);
      if (place === undefined) return undefined;
    }
    return place.path;
  };
}

/** A file or folder on disk, and what is in it. */
interface Place {
  readonly path: string;
  readonly inner: (part: string) => Place | undefined;
}

/** Characters that HFS+ ignores in names (Apple's TN1150). */
const ignorable = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** A name in the form in which case- and Unicode-insensitive disks compare it, also `ſ` and `ß`, as on APFS. */
export function folded(name: string): string {
  // A shortcut for most names: there may be ten thousand.
  if (/^[\0-\x7f]*$/.test(name)) return name.toLowerCase();
  return name.replace(ignorable, '').normalize('NFD').toUpperCase().toLowerCase().normalize();
}
