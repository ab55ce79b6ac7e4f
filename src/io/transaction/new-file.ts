import { chmodSync, chownSync, mkdirSync, type Stats, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { printable } from '../../core/report/printable.ts';
import { conflictProblem } from '../../errors.ts';
import type { Change } from '../../types.ts';

/**
 * Writes a new file under a temporary name, and the folders above it.
 *
 * @param change says the bytes, and by its path's last part whether they are secret
 * @param options.durable waits until the bytes are on the disk
 */
export function stageNew(file: string, change: Change, options: { readonly durable: boolean }): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeNew(file, change.after, { ...options, secret: path.posix.basename(change.path) === '.env' });
}

/**
 * Writes a file that must not exist yet.
 *
 * @param options.like the file whose mode and, where the system lets us, owner the new one gets; without it the
 *   user's umask decides
 * @param options.secret readable by nobody but its owner
 * @param options.durable waits until the bytes are on the disk
 */
export function writeNew(
  file: string,
  bytes: Uint8Array,
  options: { readonly like?: Stats; readonly durable: boolean; readonly secret?: boolean },
): void {
  const { like, secret, durable } = options;
  const mode = like || secret ? 0o600 : 0o666;
  writeFileSync(file, bytes, { flag: 'wx', mode, flush: durable });
  if (like === undefined) return;
  const made = statSync(file);
  if (made.uid !== like.uid || made.gid !== like.gid) giveTo(file, like);
  chmodSync(file, like.mode & 0o7777);
}

function giveTo(file: string, { uid, gid }: Stats): void {
  try {
    chownSync(file, uid, gid);
  } catch {
    // Only root may give files away; the file then belongs to whoever changed it, as with any editor.
  }
}

/** Says that the plan is out of date for these files. */
export function changedOnDisk(changes: readonly Change[]): Error {
  const conflicts = changes.map((change) => change.path);
  return conflictProblem(
    'changed-on-disk',
    `Changed on disk since the plan was made: ${conflicts.map(printable).join(', ')}.`,
    {
      hint: 'Nothing was written. Run the same command again to plan with what is there now.',
      conflicts,
    },
  );
}
