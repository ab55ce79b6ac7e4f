import path from 'node:path';
import { settleProject } from './change-project.ts';
import { topmostMissing } from './create-project.ts';
import { explained } from './explained.ts';
import { isThere } from './files.ts';
import { removeAll } from './remove-all.ts';
import { type Entry, entriesOf, isAlive } from './runs.ts';

/**
 * Ends what an earlier run began and could not end; to be called before the project is read. Writes nothing where
 * there is nothing to end.
 *
 * @param root absolute path of the project, which may not exist
 * @returns `undone`: as it was before that run; `finished`: as that run wanted it
 * @throws Problem `busy` where another run is at work, or what `explained` makes of the system's error
 */
export function recover(root: string): 'nothing' | 'undone' | 'finished' {
  return explained('.', () => {
    const folder = isThere(root) ? root : path.dirname(topmostMissing(root));
    const entries = entriesOf(folder);
    const trees = removeTrees(folder, entries);
    return folder === root && entries.some(({ kind }) => kind !== 'tree') ? settleProject(root) : trees;
  });
}

/** Removes the trees of new projects whose runs died. */
function removeTrees(folder: string, entries: readonly Entry[]): 'nothing' | 'undone' {
  const dead = entries.filter((entry) => entry.kind === 'tree' && !isAlive(entry));
  for (const { name } of dead) removeAll(path.join(folder, name));
  return dead.length === 0 ? 'nothing' : 'undone';
}
