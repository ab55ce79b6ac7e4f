import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  linkSync,
  mkdirSync,
  renameSync,
  type Stats,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { conflictProblem } from '../errors.ts';
import { printable } from '../terminal/text.ts';
import type { Change } from '../types.ts';
import { isPresent, isThere, resolveTarget } from './files.ts';
import { type Placement, type Places, placesOf } from './journal.ts';
import { fingerprint } from './lock.ts';
import { explained } from './system-error.ts';

/** A placement with the changes that it makes: several for a folder, else one. */
export interface Step {
  readonly placement: Placement;
  readonly places: Places;
  readonly changes: readonly [Change, ...Change[]];
}

/**
 * Holds the plan against the disk.
 *
 * @throws Problem `changed-on-disk` naming every file that is no longer as the plan found it; `symlink-outside`;
 *   what `explained` makes of the system's error, also where an update is not permitted
 */
export function assertUnchanged(root: string, changes: readonly Change[]): void {
  const changed = changes.filter((change) =>
    explained(change.path, () => {
      const target = resolveTarget(root, change.path);
      // The rename would replace a file that its owner made read-only.
      if (change.action === 'update' && isThere(target)) accessSync(target, constants.W_OK);
      return !isAsBefore(root, target, change);
    }),
  );
  if (changed.length > 0) throw changedOnDisk(changed);
}

function isAsBefore(root: string, target: string, { path: file, before }: Change): boolean {
  return before === undefined ? !isThere(target) : isPresent(root, file, before);
}

/**
 * Cuts the changes into as few renames as possible. New files come before updates, so that whoever looks in between
 * finds no configuration that names a missing file.
 *
 * @param run the run's name
 */
export function arrange(root: string, run: string, changes: readonly Change[]): readonly Step[] {
  const groups = new Map<string, [Change, ...Change[]]>();
  for (const change of changes) {
    if (change.action === 'unchanged') continue;
    const top = change.action === 'create' ? topmostNew(root, change.path) : change.path;
    const group = groups.get(top);
    if (group) group.push(change);
    else groups.set(top, [change]);
  }
  const placements = [...groups].map(([top, group]) => ({
    placement: placementOf(top, group),
    changes: group,
  }));
  const isUpdate = ({ placement }: { placement: Placement }) => Number(placement.kind === 'update');
  return placements
    .sort((one, other) => isUpdate(one) - isUpdate(other))
    .map((step, index) => ({ ...step, places: placesOf(root, run, step.placement, index) }));
}

/** The file, or the topmost folder above it that is not there. */
function topmostNew(root: string, file: string): string {
  const parent = path.posix.dirname(file);
  return isThere(path.join(root, parent)) ? file : topmostNew(root, parent);
}

function placementOf(top: string, changes: readonly [Change, ...Change[]]): Placement {
  const [first] = changes;
  return {
    kind: first.action === 'update' ? 'update' : first.path === top ? 'file' : 'folder',
    path: top,
    files: changes.map(({ path: file, before, after }) => ({
      path: file,
      fingerprint: fingerprint(after, before),
    })),
  };
}

/** Brings all that a step needs beside its target, onto the disk: a power cut leaves the old bytes or the new. */
export function stage({ placement, places, changes }: Step): void {
  for (const change of changes) {
    if (placement.kind === 'update') {
      const like = statSync(places.target);
      writeNew(places.staged, change.after, { like, durable: true });
      keep(places, change, like);
    } else {
      const below = path.posix.relative(placement.path, change.path);
      stageNew(path.join(places.staged, below), change, { durable: true });
    }
  }
}

/** A hard link keeps everything about the file; where the file system has none, a copy keeps what it can. */
function keep({ target, kept }: Places, { before = new Uint8Array() }: Change, like: Stats): void {
  try {
    linkSync(target, kept);
  } catch {
    writeNew(kept, before, { like, durable: true });
    utimesSync(kept, like.atimeMs / 1000, like.mtimeMs / 1000);
  }
}

/**
 * Puts a step into place: one rename.
 *
 * @throws Problem `changed-on-disk` where somebody was at the target while we staged
 */
export function place(root: string, { placement, places, changes }: Step): void {
  const [first] = changes;
  const isFree =
    placement.kind === 'folder' ? !isThere(places.target) : isAsBefore(root, places.target, first);
  if (!isFree) throw changedOnDisk(changes);
  renameSync(places.staged, places.target);
}

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
