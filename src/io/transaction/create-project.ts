import { mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { Change } from '../../types.ts';
import { explained } from './explained.ts';
import { isInside, isThere } from './files.ts';
import { changedOnDisk, stageNew } from './new-file.ts';
import { removeAll } from './remove-all.ts';
import { runName } from './runs.ts';

/**
 * Builds a project in a folder beside its place, which is then renamed.
 *
 * @param root absolute path; nothing is there
 * @throws Problem and leaves everything as it was
 */
export function createProject(root: string, changes: readonly Change[]): void {
  const missing = topmostMissing(root);
  const staged = path.join(path.dirname(missing), `${runName()}.tree`);
  const stray = changes.find((change) => !isInside(change.path));
  if (stray !== undefined) throw new Error(`Not a path inside the project: ${JSON.stringify(stray.path)}`);
  const vanished = changes.filter(({ before }) => before !== undefined);
  if (vanished.length > 0) throw changedOnDisk(vanished);
  try {
    mkdirSync(staged);
    for (const change of changes) {
      // The disk is not waited for: nothing of the user's is at stake, and it would take longer than all the rest.
      const file = path.join(staged, path.relative(missing, root), change.path);
      explained(change.path, () => stageNew(file, change, { durable: false }));
    }
    renameSync(staged, missing);
  } catch (cause) {
    removeAll(staged);
    throw cause;
  }
}

/** The file or folder, or the topmost folder above it that is not there. */
export function topmostMissing(root: string): string {
  const parent = path.dirname(root);
  return isThere(parent) ? root : topmostMissing(parent);
}
