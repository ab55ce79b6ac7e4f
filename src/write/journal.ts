import { lstatSync, mkdirSync, readFileSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { refusal } from '../messages/messages.ts';
import { isInside, isOfProject, isThere, removeAll, resolveTarget } from './files.ts';
import { type Entry, fingerprint, hasBegun, removeEntry } from './lock.ts';
import { patiently } from './patience.ts';
import { readRecord, removeRecord } from './record.ts';

/**
 * One rename of a transaction: a new file, a new folder with everything in it, new bytes for a file, or another place
 * for a file or folder.
 */
export interface Placement {
  readonly kind: 'file' | 'folder' | 'update' | 'move';
  /** Relative to the project, with `/`. */
  readonly path: string;
  /** The files that it puts there; their paths are relative to the project, too. */
  readonly files: readonly { readonly path: string; readonly fingerprint: string }[];
  /** The previous path, relative to the project; only set for a move. */
  readonly from?: string;
  /** Of a new folder: folders in it that something is moved to. */
  readonly folders?: readonly string[];
}

/** The absolute paths of a placement, all on one file system, so that a rename is enough. */
export interface Places {
  readonly target: string;
  /** The file or folder that will become the target. It no longer exists here once it is in place. */
  readonly staged: string;
  /** The file as it was before an update. */
  readonly kept: string;
  /** The folder that has both, which git ignores with everything in it, such as copies of `.env`. */
  readonly hidden: string;
}

/**
 * @param run the run's name, with which all its temporary names begin
 * @param index position of the placement in the journal
 * @throws Problem `symlink-outside`
 */
export function placesOf(root: string, run: string, placement: Placement, index: number): Places {
  const target = (placement.from === undefined ? resolveTarget : movedPath)(root, placement.path);
  const hidden = path.join(path.dirname(target), `${run}-${index}`);
  return { target, hidden, staged: path.join(hidden, 'new'), kept: path.join(hidden, 'old') };
}

/**
 * Absolute path of a file or folder that is moved; a symbolic link is moved itself, not what it leads to. It may be the
 * `.git` of a folder, which then moves along.
 * @throws Problem `symlink-outside` if `resolveTarget` refuses its folder
 */
export function movedPath(root: string, file: string): string {
  return path.join(resolveTarget(root, path.posix.dirname(file)), path.posix.basename(file));
}

/**
 * The placements that a run of this user recorded; none if it died before it recorded any, and so before it staged
 * anything, or if everything was in place and the record is gone.
 * @throws Problem `busy` if the run had begun, and its record cannot be found here
 */
function placementsOf(root: string, entry: Entry): readonly Placement[] {
  const record = readRecord(root, entry.run);
  const steps = (record?.steps ?? []) as readonly (Partial<Placement> | null)[];
  const isKnown = record !== undefined || entry.kind === 'done' || !hasBegun(path.join(root, entry.name));
  if (isKnown && steps.every(isPlacement)) return steps;
  const { name, processId } = entry;
  throw refusal('busy', { processId, entry: name, unseen: true }, { conflicts: [name] });
}

/** Returns true if a recorded step has the form of a placement and a plan may write there. Nothing else is undone. */
function isPlacement(value: Partial<Placement> | null): value is Placement {
  const { from, folders = [] } = value ?? {};
  return (
    hasPath(value) &&
    Array.isArray(value.files) &&
    value.files.every(hasPath) &&
    (value.kind === 'move') === (typeof from === 'string' && isInside(from) && isInside(value?.path ?? '')) &&
    Array.isArray(folders) &&
    folders.every((folder) => hasPath({ path: folder }))
  );
}

function hasPath<Value extends { readonly path?: unknown }>(value: Value | null): value is Value {
  return typeof value?.path === 'string' && isOfProject(value.path);
}

/**
 * Settles what a dead run began: undoes it, or tidies up if everything was already in place.
 * @param root the project's folder, which has the entry in it
 * @returns what was done; `nothing` where the run had not begun
 * @throws Problem `symlink-outside`, or the system's error: the entry then stays
 */
export function settle(root: string, entry: Entry): 'nothing' | 'undone' | 'finished' {
  const { name, run, kind } = entry;
  const placements = placementsOf(root, entry);
  const done = kind === 'done';
  // Without a record, the entry may not be ours; it does no harm.
  if (done && placements.length === 0) return 'nothing';
  if (done) finish(root, run, placements);
  else undo(root, run, placements);
  removeEntry(path.join(root, name));
  removeRecord(run);
  if (placements.length === 0) return 'nothing';
  return done ? 'finished' : 'undone';
}

/** Removes what was only kept to undo the run, and folders that moves emptied. Can be interrupted and repeated. */
export function finish(root: string, run: string, placements: readonly Placement[]): void {
  for (const [index, placement] of placements.entries()) {
    if (placement.from === undefined) removeHidden(placesOf(root, run, placement, index));
    else removeEmptied(root, path.posix.dirname(placement.from));
  }
}

/** Removes the copies, and only then the folder with the rule that hides them from git. */
function removeHidden({ staged, kept, hidden }: Places): void {
  for (const file of [staged, kept, hidden]) removeAll(file);
}

/** Removes a folder of the project if moves emptied it, and folders above that are empty then. */
function removeEmptied(root: string, folder: string): void {
  if (folder === '.') return;
  if (isThere(path.join(root, folder))) removeEmpty(resolveTarget(root, folder));
  removeEmptied(root, path.posix.dirname(folder));
}

/**
 * Puts everything back as it was. A file that somebody changed meanwhile stays as they left it: only files with our
 * bytes are removed or replaced. Can be interrupted and repeated.
 */
export function undo(root: string, run: string, placements: readonly Placement[]): void {
  for (let index = placements.length - 1; index >= 0; index--) {
    const placement = placements[index] as Placement;
    if (placement.from !== undefined) {
      moveBack(root, placement.from, placement.path);
      continue;
    }
    const places = placesOf(root, run, placement, index);
    const { target, staged, kept } = places;
    if (isThere(kept)) {
      if (isFile(kept) && isOurs(target, placement.files[0]?.fingerprint))
        patiently(() => renameSync(kept, target));
      else patiently(() => unlinkSync(kept));
    } else if (placement.kind !== 'update' && !isThere(staged)) {
      removePlaced(root, placement);
    }
    removeHidden(places);
  }
}

/** Moves a file or folder back if it was moved: if it is gone from its old place and is at its new one. */
function moveBack(root: string, from: string, to: string): void {
  const [source, target] = [movedPath(root, from), movedPath(root, to)];
  if (isThere(source) || !isThere(target)) return;
  // Emptied folders are removed only once everything is in place: on a full disk, none could be created here.
  if (!isThere(path.dirname(source))) mkdirSync(path.dirname(source), { recursive: true });
  patiently(() => renameSync(target, source));
}

function removePlaced(root: string, placement: Placement): void {
  for (const { path: file, fingerprint } of placement.files) {
    const placed = resolveTarget(root, file);
    if (isOurs(placed, fingerprint)) patiently(() => unlinkSync(placed));
  }
  if (placement.kind === 'folder') {
    for (const folder of foldersOf(placement)) removeEmpty(resolveTarget(root, folder));
  }
}

/** Returns true if a file's fingerprint shows that it has the bytes that the run wrote. */
function isOurs(file: string, wanted: string | undefined): boolean {
  return isFile(file) && fingerprint(readFileSync(file)) === wanted;
}

/** Returns true for a regular file that is not a link. Reading a pipe would never end. */
function isFile(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

/** The folder that was placed and all folders below it, the deepest first. */
function foldersOf({ path: top, files, folders: further = [] }: Placement): readonly string[] {
  const folders = new Set([top]);
  for (const file of [...files, ...further.map((folder) => ({ path: `${folder}/.` }))]) {
    for (
      let folder = path.posix.dirname(file.path);
      folder.length > top.length;
      folder = path.posix.dirname(folder)
    ) {
      folders.add(folder);
    }
  }
  return [...folders].sort((one, other) => other.length - one.length);
}

function removeEmpty(folder: string): void {
  try {
    patiently(() => rmdirSync(folder));
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
