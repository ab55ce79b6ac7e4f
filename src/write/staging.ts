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
import process from 'node:process';
import { memoized } from '../memoized.ts';
import { refusal } from '../messages/messages.ts';
import type { Change, Move } from '../types.ts';
import { isPresent, isThere, resolveTarget } from './files.ts';
import { movedPath, type Placement, type Places, placesOf } from './journal.ts';
import { fingerprint, hide } from './lock.ts';
import { patiently } from './patience.ts';
import { holdsBytes, isSecretFile } from './read-file.ts';
import { explained } from './system-error.ts';

/** A placement with the changes that it makes: any number for a folder, none for a move, else one. */
export interface Step {
  readonly placement: Placement;
  readonly places: Places;
  readonly changes: readonly Change[];
  /** What a file that is moved must contain; undefined for one that is moved whatever it contains. */
  readonly before?: Uint8Array | undefined;
}

/**
 * Checks that the disk is still as the plan found it.
 * @throws Problem `changed-on-disk` naming every file that is not; `symlink-outside`; what `explained` makes of the
 *   system's error, also for a file to update that is read-only
 */
export function assertUnchanged(root: string, changes: readonly Change[], moves: readonly Move[]): void {
  const changed = changes.filter((change) =>
    explained(change.path, () => {
      const target = resolveTarget(root, change.path);
      // A rename would replace even a read-only file.
      if (change.action === 'update' && isThere(target)) accessSync(target, constants.W_OK);
      return !isAsBefore(root, target, change);
    }),
  );
  const freed = new Set<string>();
  const folderAt = memoized((folder: string) => resolveTarget(root, folder));
  const placeOf = (file: string) => path.join(folderAt(path.posix.dirname(file)), path.posix.basename(file));
  const hindered = moves.flatMap((move) => {
    const found = hindrance(root, placeOf, move, freed) ?? [];
    freed.add(move.from);
    return found;
  });
  if (changed.length + hindered.length > 0) throw changedOnDisk([...changed, ...hindered]);
}

/**
 * Returns the path that prevents a move: its new place, if taken and not freed by an earlier move, or its file, if gone or
 * changed.
 */
function hindrance(
  root: string,
  placeOf: (file: string) => string,
  { from, path: to, before }: Move,
  freed: ReadonlySet<string>,
) {
  return explained(from, () => {
    if (isThere(placeOf(to)) && !freed.has(to)) return { path: to };
    const isAsPlanned = before === undefined ? isThere(placeOf(from)) : isPresent(root, from, before);
    return isAsPlanned ? undefined : { path: from };
  });
}

function isAsBefore(root: string, target: string, { path: file, before }: Change): boolean {
  return before === undefined ? !isThere(target) : isPresent(root, file, before);
}

/**
 * Splits the changes into as few renames as possible. New files and folders come first, so that moves find their folders;
 * updates come last, so that at no time a configuration names a missing file.
 * @param run the run's name
 */
export function arrange(
  root: string,
  run: string,
  changes: readonly Change[],
  moves: readonly Move[],
): readonly Step[] {
  const groups = new Map<string, Group>();
  const groupOf = (top: string): Group => {
    const group = groups.get(top) ?? { changes: [], folders: new Set() };
    groups.set(top, group);
    return group;
  };
  for (const change of changes) {
    if (change.action === 'unchanged') continue;
    const top = change.action === 'create' ? topmostNew(root, change.path) : change.path;
    groupOf(top).changes.push(change);
  }
  for (const { path: to } of moves) {
    const top = topmostNew(root, to);
    if (top !== to) groupOf(top).folders.add(path.posix.dirname(to));
  }
  const placements = [
    ...[...groups].map(([top, group]) => ({ placement: placementOf(top, group), changes: group.changes })),
    ...inOrder(moves).map(({ from, path: to, before }) => ({
      placement: { kind: 'move' as const, path: to, from, files: [] },
      changes: [],
      before,
    })),
  ];
  return placements
    .sort((one, other) => rankOf(one) - rankOf(other))
    .map((step, index) => ({ ...step, places: placesOf(root, run, step.placement, index) }));
}

/**
 * A file that git has to ignore must at no time be where no rule covers it: a `.gitignore` that gets longer is placed
 * first, one that gets shorter last.
 */
function rankOf({ placement, changes: [first] }: Pick<Step, 'placement' | 'changes'>): number {
  if (first !== undefined && isRules(placement.path) && first.after.length > (first.before?.length ?? 0))
    return 0;
  return { file: 1, folder: 1, move: 2, update: 3 }[placement.kind];
}

/** For the same reason, a `.gitignore` is moved to another place before all other files, and into the archive after them. */
function inOrder(moves: readonly Move[]): readonly Move[] {
  const freed = new Set(moves.map(({ from }) => from));
  const taken = new Set(moves.map(({ path: to }) => to));
  const rank = ({ action, from, path: to }: Move) => {
    if (!isRules(from) || freed.has(to) || taken.has(from)) return 1;
    return action === 'move' ? 0 : 2;
  };
  return [...moves].sort((one, other) => rank(one) - rank(other));
}

function isRules(file: string): boolean {
  return path.posix.basename(file) === '.gitignore';
}

/** The content of one rename: an updated file, or new files and, in a new folder, the folders that something is moved to. */
interface Group {
  readonly changes: Change[];
  readonly folders: Set<string>;
}

/** The topmost folder above a file that does not exist; the file itself if its folder exists. */
function topmostNew(root: string, file: string): string {
  const parent = path.posix.dirname(file);
  return isThere(path.join(root, parent)) ? file : topmostNew(root, parent);
}

function placementOf(top: string, { changes, folders }: Group): Placement {
  const [first] = changes;
  return {
    kind: first?.action === 'update' ? 'update' : first?.path === top ? 'file' : 'folder',
    path: top,
    ...(folders.size === 0 ? {} : { folders: [...folders] }),
    files: changes.map(({ path: file, after }) => ({ path: file, fingerprint: fingerprint(after) })),
  };
}

/**
 * Functions, to be called in order, that write and sync everything that a step needs next to its target: after a power
 * cut, a file has either its old or its new bytes.
 */
export function staging(root: string, { placement, places, changes }: Step): readonly (() => void)[] {
  if (placement.kind === 'move') return [];
  const prepare = (): void => {
    mkdirSync(places.hidden, { mode: 0o700 });
    hide(places.hidden);
    for (const folder of placement.folders ?? []) {
      mkdirSync(path.join(places.staged, path.posix.relative(placement.path, folder)), { recursive: true });
    }
  };
  const write = (change: Change): void => {
    if (placement.kind === 'update') {
      const like = statSync(places.target);
      writeNew(places.staged, change.after, { like, durable: true });
      keep(places, change, like);
    } else {
      const below = path.posix.relative(placement.path, change.path);
      const like =
        change.basedOn === undefined ? {} : { like: statSync(resolveTarget(root, change.basedOn.path)) };
      stageNew(path.join(places.staged, below), change, { durable: true, ...like });
    }
  };
  return [prepare, ...changes.map((change) => () => write(change))];
}

/**
 * Keeps the file that an update replaces: as a hard link, which keeps everything about it, or else as a copy. In a folder
 * like `/tmp`, a link to somebody else's file could not be removed.
 */
function keep({ target, kept }: Places, { before = new Uint8Array() }: Change, like: Stats): void {
  const user = process.getuid?.() ?? like.uid;
  try {
    if (user !== 0 && user !== like.uid) throw new Error('It is not ours.');
    if (process.platform === 'win32') throw new Error('A link to a file that is open cannot be removed.');
    linkSync(target, kept);
  } catch {
    writeNew(kept, before, { like, durable: true });
    utimesSync(kept, like.atimeMs / 1000, like.mtimeMs / 1000);
  }
}

/**
 * Puts a step into place: one rename.
 * @throws Problem `changed-on-disk` if the target, or the file to move, was changed while we staged
 */
export function place(root: string, { placement, places, changes, before }: Step): void {
  const [first] = changes;
  const { from = placement.path } = placement;
  if (before !== undefined && !isPresent(root, from, before)) throw changedOnDisk([{ path: from }]);
  const [source, target] =
    placement.from === undefined
      ? [places.staged, places.target]
      : [movedPath(root, placement.from), movedPath(root, placement.path)];
  const isFree =
    placement.kind === 'folder' || first === undefined
      ? !isThere(target)
      : isAsBefore(root, places.target, first);
  if (!isFree) throw changedOnDisk(first === undefined ? [placement] : changes);
  patiently(() => renameSync(source, target));
}

/**
 * Writes a new file at its temporary path, and the folders above it.
 * @param file absolute temporary path
 * @param change has the bytes and perhaps a mode; a `.env` by its path is always made readable by its owner only
 * @param options.durable waits until the bytes are on the disk
 */
export function stageNew(
  file: string,
  change: Change,
  options: { readonly like?: Stats; readonly durable: boolean },
): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeNew(file, change.after, { ...options, mode: isSecretFile(change.path) ? 0o600 : change.mode });
}

/**
 * Writes a file that must not exist yet.
 * @param options.like the file whose mode and, where the system lets us, owner the new one gets
 * @param options.mode without `like`: its mode, which the user's umask can restrict
 * @param options.durable waits until the bytes are on the disk
 */
function writeNew(
  file: string,
  bytes: Uint8Array,
  options: { readonly like?: Stats; readonly durable: boolean; readonly mode?: number | undefined },
): void {
  const { like, mode = 0o666, durable } = options;
  writeFileSync(file, bytes, { flag: 'wx', mode: like ? 0o600 : mode, flush: durable });
  if (like === undefined) return;
  const made = statSync(file);
  if (made.uid !== like.uid || made.gid !== like.gid) giveTo(file, like);
  chmodSync(file, like.mode & 0o7777);
}

function giveTo(file: string, { uid, gid }: Stats): void {
  try {
    chownSync(file, uid, gid);
  } catch {
    // Only root may change owners; otherwise the file belongs to the user who changed it, as with any editor.
  }
}

/** The problem that the plan is out of date for these files. */
export function changedOnDisk(changes: readonly { readonly path: string }[]): Error {
  const paths = changes.map((change) => change.path);
  return refusal('changed-on-disk', { paths }, { conflicts: paths });
}

/**
 * Checks that everything is in place as planned: another run may have taken this one for dead and undone it.
 * @param placeOf the absolute path at which a change's file has to be
 * @throws Problem `changed-on-disk` naming every file that is not
 */
export function assertComplete(changes: readonly Change[], placeOf: (change: Change) => string): void {
  const lacking = changes.filter((change) => {
    const file = placeOf(change);
    return !isThere(file) || !holdsBytes(file, change.after);
  });
  if (lacking.length > 0) throw changedOnDisk(lacking);
}
