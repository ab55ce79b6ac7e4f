import { posix } from 'node:path';
import { note } from '../messages/migration.ts';
import type { ProjectFiles } from '../project/files.ts';
import type { Move, Warning } from '../types.ts';

/** Notes on the lines of the project's README that name files or folders of the old layout; the README stays as it is. */
export function readmeNotes(
  files: Pick<ProjectFiles, 'names' | 'read'>,
  moves: readonly Move[],
): readonly Warning[] {
  const moved = new Set(moves.map(({ from }) => from));
  const readmes = files.names('.').filter((name) => /^readme(\.(md|txt))?$/i.test(name) && !moved.has(name));
  const words = wordsOf(moves);
  return readmes.flatMap((readme) => {
    const lines = (files.read(readme) ?? '').split('\n');
    const found = lines.flatMap((line, index) => (words.some((word) => word.test(line)) ? [index + 1] : []));
    return found.length === 0 ? [] : [note.readmeLines(readme, found)];
  });
}

/** The old paths, the names of their folders, and of configuration that is gone. */
function wordsOf(moves: readonly Move[]): readonly RegExp[] {
  const folders = moves.flatMap(({ from, path, action }) => {
    const folder = posix.dirname(from);
    return action === 'move' && posix.dirname(path) !== folder ? [folder, posix.basename(folder)] : [];
  });
  const configuration = moves.flatMap(({ from, action }) =>
    action === 'archive' ? [posix.basename(from)] : [],
  );
  return [...new Set([...folders, ...configuration])]
    .filter((word) => word.length > 3)
    .map((word) => new RegExp(`(?<![\\w-])${word.replace(/[^\w/-]/g, '\\$&')}(?![\\w-])`));
}
