import { posix } from 'node:path';
import type { ProjectFiles } from '../project/files.ts';
import type { Change } from '../types.ts';

/** A project's files as they will be once these changes are written. */
export function changedFiles(files: ProjectFiles, changes: readonly Change[]): ProjectFiles {
  const texts = new Map(changes.map(({ path, after }) => [path, Buffer.from(after).toString()]));
  return {
    ...files,
    read: (path) => texts.get(path) ?? files.read(path),
    names(directory) {
      const made = [...texts.keys()].filter((path) => posix.dirname(path) === directory);
      return [...new Set([...files.names(directory), ...made.map((path) => posix.basename(path))])];
    },
  };
}
