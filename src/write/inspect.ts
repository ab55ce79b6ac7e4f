import { readlinkSync, statSync } from 'node:fs';
import path from 'node:path';
import { inFolder } from '../project/files.ts';
import { relativePath } from '../project/same-file.ts';
import { entriesOf } from './read-file.ts';
import { changedOnDisk } from './staging.ts';

/**
 * The mode of a file, without its type; undefined if it does not exist.
 * @param file relative to the root, an absolute path
 */
export function modeOf(root: string, file: string): number | undefined {
  const mode = statSync(path.join(root, file), { throwIfNoEntry: false })?.mode;
  return mode === undefined ? undefined : mode & 0o777;
}

/** A symbolic link. Paths are relative to the project, which they may leave, with `/`. */
export interface Link {
  readonly path: string;
  /** What it says, with `/`. */
  readonly text: string;
  readonly isRelative: boolean;
  /** Where it leads, even if nothing is there. */
  readonly target: string;
}

/**
 * The symbolic links in a folder by name; none if it may not be read.
 * @param root absolute path of the project
 * @param directory relative to the project, with `/`
 */
export function readLinks(root: string, directory: string): ReadonlyMap<string, Link> {
  const folder = path.join(root, directory);
  const links = entriesOf(folder).flatMap((entry): (readonly [string, Link])[] => {
    if (!entry.isSymbolicLink()) return [];
    const text = readlinkSync(path.join(folder, entry.name));
    const link = {
      path: inFolder(directory, entry.name),
      text: text.replaceAll(path.sep, '/'),
      isRelative: !path.isAbsolute(text),
      target: relativePath(root, path.resolve(folder, text)) || '.',
    };
    return [[entry.name, link]];
  });
  return new Map(links);
}

/**
 * Reads files as `read` does, and refuses one that changed since its text was read: a plan made from the old text would
 * not fit the new bytes, and would take these for what it was made from.
 * @param textOf returns a file's text as it was read before; undefined if it was not
 * @returns a function that throws Problem `changed-on-disk`, or what `read` throws
 */
export function sameReader(
  read: (file: string) => Uint8Array | undefined,
  textOf: (file: string) => string | undefined,
): (file: string) => Uint8Array | undefined {
  return (file) => {
    const bytes = read(file);
    const text = textOf(file);
    if (
      text !== undefined &&
      (bytes === undefined || new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) !== text)
    )
      throw changedOnDisk([{ path: file }]);
    return bytes;
  };
}
