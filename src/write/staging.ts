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
import { refusal } from '../messages/messages.ts';
import type { Change, Move } from '../types.ts';
import { isPresent, isThere, resolveTarget } from './files.ts';
import { movedPath, type Placement, type Places, placesOf } from './journal.ts';
import { fingerprint, hide } from './lock.ts';
import { patiently } from './patience.ts';
import { holdsBytes } from './read-file.ts';
import { explained } from './system-error.ts';

/** A placement with the changes that it makes: several for a folder, none for a move, else one. */
export interface Step {
  readonly placement: Placement;
  readonly places: Places;
  readonly changes: readonly Change[];
}

/**
 * Compares the plan with the disk.
 *
 * @throws Problem `changed-on-disk` naming every file that is no longer as the plan found it; `symlink-outside`;
 *   what `explained` makes of the system's error, even if an update is not permitted
 */
export function assertUnchanged(root: string, changes: readonly Change[], moves: readonly Move[]): void {
  const changed = changes.filter((change) =>
    explained(change.path, () => {
      const target = resolveTarget(root, change.path);
      // The rename would replace a file that its owner made read-only.
      if (change.action === 'update' && isThere(target)) accessSync(target, constants.W_OK);
      return !isAsBefore(root, target, change);
    }),
  );
  const freed = new Set<string>();
  const folders = new Map<string, string>();
  const placeOf = (file: string): string => {
    const folder = path.posix.dirname(file);
    const known = folders.get(folder) ?? resolveTarget(root, folder);
    folders.set(folder, known);
    return path.join(known, path.posix.basename(file));
  };
  const hindered = moves.flatMap((move) => {
    const found = hindrance(root, placeOf, move, freed) ?? [];
    freed.add(move.from);
    return found;
  });
  if (changed.length + hindered.length > 0) throw changedOnDisk([...changed, ...hindered]);
}

/** What keeps a move from its plan: its file, if it is gone or was changed, or its new place, unless an earlier move frees it. */
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
 * Splits the changes into as few renames as possible. New files and folders come first, so that there is a place for what
 * is moved; updates come last, so that anyone who looks in between finds no configuration that names a missing file.
 *
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
    ...inOrder(moves).map(({ from, path: to }) => ({
      placement: { kind: 'move' as const, path: to, from, files: [] },
      changes: [],
    })),
  ];
  return placements
    .sort((one, other) => rankOf(one) - rankOf(other))
    .map((step, index) => ({ ...step, places: placesOf(root, run, step.placement, index) }));
}

/**
 * A file that git is to leave out must at no moment lie where no rule says so: a `.gitignore` that gets more rules is
 * placed first, one that loses some is placed last.
 */
function rankOf({ placement, changes: [first] }: Pick<Step, 'placement' | 'changes'>): number {
  if (first !== undefined && isRules(placement.path) && first.after.length > (first.before?.length ?? 0))
    return 0;
  return { file: 1, folder: 1, move: 2, update: 3 }[placement.kind];
}

/** Likewise a `.gitignore` is moved to another place before all else, and into the archive after it. */
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

/** What happens at one place: new files below a folder that is new, and folders in it that something is moved to. */
interface Group {
  readonly changes: Change[];
  readonly folders: Set<string>;
}

/** The file, or the topmost folder above it that does not exist. */
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
    files: changes.map(({ path: file, before, after }) => ({
      path: file,
      fingerprint: fingerprint(after, before),
    })),
  };
}

/**
 * What writes everything that a step needs next to its target, to be done one after the other, and syncs it: a power cut
 * leaves the old bytes or the new.
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
      const like = change.like === undefined ? {} : { like: statSync(resolveTarget(root, change.like.path)) };
      stageNew(path.join(places.staged, below), change, { durable: true, ...like });
    }
  };
  return [prepare, ...changes.map((change) => () => write(change))];
}

/**
 * A hard link keeps everything about the file; where the file system has none, a copy keeps what it can. A link to
 * somebody else's file could not be removed from a folder like `/tmp`.
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
 *
 * @throws Problem `changed-on-disk` if the target was changed while we staged
 */
export function place(root: string, { placement, places, changes }: Step): void {
  const [first] = changes;
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
 * Writes a new file under a temporary name, and the folders above it.
 *
 * @param change says the bytes, and by its path's last part whether they are secret
 * @param options.durable waits until the bytes are on the disk
 */
export function stageNew(
  file: string,
  change: Change,
  options: { readonly like?: Stats; readonly durable: boolean },
): void {
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
function writeNew(
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
    // Only root may change owners; otherwise the file belongs to the person who changed it, as with any editor.
  }
}

/** Reports that the plan is out of date for these files. */
export function changedOnDisk(changes: readonly { readonly path: string }[]): Error {
  const paths = changes.map((change) => change.path);
  return refusal('changed-on-disk', { paths }, { conflicts: paths });
}

/**
 * Makes sure that everything is in place as planned: another run may have taken this one for dead and undone it.
 *
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
