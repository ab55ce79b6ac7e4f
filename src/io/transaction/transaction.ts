import type { Change } from '../../types.ts';
import { changeProject } from './change-project.ts';
import { createProject } from './create-project.ts';
import { explained } from './explained.ts';
import { isThere } from './files.ts';

/**
 * Makes the changes, all or none.
 *
 * A project that is not there yet is built in a folder beside its place, which is then renamed: one step. In a
 * folder that is there, each file is staged beside its target, what it replaces is kept beside it, and renames
 * put everything into place. A journal in the project's folder lets the next run (`recover`) undo what this one
 * could not end. There is no waiting for events in between: a signal is heard before or after.
 *
 * @param root absolute path of the project, which may not exist
 * @throws Problem and leaves everything as it was: `changed-on-disk` where a file is no longer what the plan was
 *   made from, `symlink-outside`, `busy`, or what `explained` makes of the system's error; `not-undone` where even
 *   putting things back failed
 */
export function applyChanges(root: string, changes: readonly Change[]): void {
  const wanted = changes.filter(({ action }) => action !== 'unchanged');
  if (wanted.length === 0) return;
  explained('.', () => (isThere(root) ? changeProject(root, changes) : createProject(root, wanted)));
}
