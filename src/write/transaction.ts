import { lstatSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { memoized } from '../memoized.ts';
import { refusal } from '../messages/messages.ts';
import { foldersAbove } from '../project/same-file.ts';
import type { Change, Move } from '../types.ts';
import { isInside, isThere, removeAll, resolveTarget } from './files.ts';
import { finish, settle, undo } from './journal.ts';
import { type Entry, entriesOf, hide, isAlive, leftBeside, removeEntry, runName, takeLock } from './lock.ts';
import { patiently } from './patience.ts';
import { namesIn } from './read-file.ts';
import { removeRecord, writeRecord } from './record.ts';
import {
  arrange,
  assertComplete,
  assertUnchanged,
  changedOnDisk,
  place,
  type Step,
  stageNew,
  staging,
} from './staging.ts';
import { explained, problemOf } from './system-error.ts';

/**
 * Makes the changes and moves, all or none.
 *
 * A new project is built in a folder next to its place, which is then renamed: one step. In an existing folder, each
 * file is staged next to its target, what it replaces is kept next to it, and renames put everything into place. A
 * record outside of the project lets the next run (`recover`) undo what this one could not finish.
 * @param root absolute path of the project, which need not exist
 * @param moves in their order; only in a project that exists
 * @param pause awaited after each step of planning and each file that is staged, so that a signal is noticed; if it
 *   throws, everything is put back as it was. Once files are being put into place, a signal is only handled afterwards.
 * @throws Problem and leaves everything as it was: `changed-on-disk` if a file is no longer what the plan was
 *   made from, `symlink-outside`, `busy`, or what `explained` makes of the system's error; `not-undone` where even
 *   putting things back failed
 */
export async function applyInterruptibly(
  root: string,
  changes: readonly Change[],
  moves: readonly Move[],
  pause: () => Promise<void>,
): Promise<void> {
  const work = applying(root, changes, moves);
  while (explained('.', () => work.next()).done !== true) {
    try {
      await pause();
    } catch (cause) {
      explained('.', () => work.throw(cause));
    }
  }
}

/** Makes the changes and moves without pauses. Signals are only handled before or after. */
export function applyChanges(root: string, changes: readonly Change[], moves: readonly Move[] = []): void {
  explained('.', () => Array.from(applying(root, changes, moves)));
}

/** Makes the changes and moves, and yields wherever it may be interrupted. */
function* applying(root: string, changes: readonly Change[], moves: readonly Move[]): Generator<void> {
  const wanted = changes.filter(({ action }) => action !== 'unchanged');
  if (wanted.length + moves.length === 0) return;
  if (!isThere(root)) return yield* createProject(root, wanted);
  // Windows would report files below a file as missing.
  if (!statSync(root).isDirectory())
    throw refusal('in-the-way', { path: '.', code: 'ENOTDIR' }, { conflicts: ['.'] });
  yield* changeProject(root, changes, moves);
}

/**
 * Builds a project in a folder next to its place, which is then renamed.
 * @param root absolute path, at which nothing exists
 * @throws Problem and leaves everything as it was; `not-undone` if what was built could not be removed
 */
function* createProject(root: string, changes: readonly Change[]): Generator<void> {
  const missing = topmostMissing(root);
  const tree = path.join(path.dirname(missing), `${runName()}.tree`);
  const staged = stagedIn(tree);
  const stray = changes.find((change) => !isInside(change.path));
  if (stray !== undefined) throw new Error(`Not a path inside the project: ${JSON.stringify(stray.path)}`);
  const vanished = changes.filter(({ before }) => before !== undefined);
  if (vanished.length > 0) throw changedOnDisk(vanished);
  const stagedRoot = path.join(staged, path.relative(missing, root));
  const stagedAt = memoized(({ path: file }: Change) => path.join(stagedRoot, file));
  mkdirSync(tree, { mode: 0o700 });
  try {
    hide(tree);
    mkdirSync(staged);
    for (const change of changes) {
      // Not synced: no data of the user's is at stake, and syncing would take longer than everything else.
      explained(change.path, () => stageNew(stagedAt(change), change, { durable: false }));
      yield;
    }
    assertComplete(changes, stagedAt);
    patiently(() => renameSync(staged, missing));
  } catch (cause) {
    takeBack(cause, () => removeTree(tree));
    throw cause;
  }
  twice(() => removeTree(tree));
}

/** The new project in its tree. */
const stagedName = 'new';

function stagedIn(tree: string): string {
  return path.join(tree, stagedName);
}

/** Removes the new project, and only then the rule that hides it from git. */
function removeTree(tree: string): void {
  removeAll(stagedIn(tree));
  removeEntry(tree);
}

/**
 * The topmost folder above a path that does not exist; the path itself if its folder exists.
 * @param paths the system's rules for paths
 * @throws Problem `no-drive` (code 2) if not even the drive or share of the path is there
 */
export function topmostMissing(root: string, paths: path.PlatformPath = path): string {
  const parent = paths.dirname(root);
  if (parent === root) throw refusal('no-drive', { drive: root });
  return isThere(parent) ? root : topmostMissing(parent, paths);
}

/**
 * Changes an existing project: stages each file next to its target, keeps what it replaces, and renames.
 * @param root absolute path
 * @throws Problem and leaves everything as it was; `not-undone` if even putting things back failed
 */
function* changeProject(root: string, changes: readonly Change[], moves: readonly Move[]): Generator<void> {
  const entry = takeLock(root);
  const wanted = changes.filter(({ action }) => action !== 'unchanged');
  let steps: readonly Step[] = [];
  try {
    settleOthers(root, entry);
    assertUnchanged(root, changes, moves);
    yield;
    steps = arrange(root, path.basename(entry), changes, moves);
    yield;
    writeRecord(root, path.basename(entry), placementsOf(steps));
    hide(entry, true);
    for (const step of steps) {
      for (const part of staging(root, step)) {
        explained(step.placement.path, part);
        yield;
      }
    }
    for (const step of steps) {
      const { from, path: to } = step.placement;
      explained(from ?? to, () => place(root, step));
    }
    assertComplete(wanted, ({ path: file }) => resolveTarget(root, file));
    patiently(() => renameSync(entry, `${entry}.done`));
  } catch (error) {
    const cause = problemOf('.', error);
    takeBack(cause, () => {
      undo(root, path.basename(entry), placementsOf(steps));
      removeEntry(entry);
      removeRecord(path.basename(entry));
    });
    throw cause;
  }
  tidyUp(root, entry, steps);
}

function placementsOf(steps: readonly Step[]) {
  return steps.map(({ placement }) => placement);
}

/**
 * Puts things back after a failure.
 * @throws Problem `not-undone` if that fails, too
 */
function takeBack(cause: unknown, undoing: () => void): void {
  try {
    explained('.', undoing);
  } catch (failure) {
    throw refusal('not-undone', { cause, failure });
  }
}

function tidyUp(root: string, entry: string, steps: readonly Step[]): void {
  twice(() => {
    finish(root, path.basename(entry), placementsOf(steps));
    removeEntry(`${entry}.done`);
    removeRecord(path.basename(entry));
  });
}

/** Tries to remove what is not needed any more, twice. What cannot be removed then is left to the next run. */
function twice(removal: () => void): void {
  for (let attempt = 1; attempt <= 2; attempt++) {
    try {
      removal();
      return;
    } catch {
      // Only this program's own files are left.
    }
  }
}

/** Undoes or completes what dead runs left in a project. */
function settleProject(root: string): 'nothing' | 'undone' | 'finished' {
  const entry = takeLock(root);
  try {
    return settleOthers(root, entry);
  } finally {
    removeEntry(entry);
  }
}

/** Settles what dead runs left; to be called with the lock held. */
function settleOthers(root: string, entry: string): 'nothing' | 'undone' | 'finished' {
  const results = leftBeside(entry).map((other) => settle(root, other));
  return (['undone', 'finished'] as const).find((result) => results.includes(result)) ?? 'nothing';
}

/**
 * Settles what an earlier run began and could not finish; to be called before the project is read. Writes nothing if
 * there is nothing to settle.
 * @param root absolute path of the project, which need not exist
 * @returns `undone`: as it was before that run; `finished`: as that run wanted it
 * @throws Problem `busy` if another run is at work, or what `explained` makes of the system's error
 */
export function recover(root: string): 'nothing' | 'undone' | 'finished' {
  return explained('.', () => {
    const folder = isThere(root) ? root : path.dirname(topmostMissing(root));
    const entries = entriesOf(folder);
    const trees = removeTrees(folder, entries);
    // The run that created this project, or the folders that it is in, may have left its tree above.
    for (const above of foldersAbove(folder).slice(1)) twice(() => removeTrees(above, entriesOf(above)));
    return folder === root && entries.some(({ kind }) => kind !== 'tree') ? settleProject(root) : trees;
  });
}

/** Removes the trees of new projects whose runs died; only this user's, where nobody else can have put a link in place. */
function removeTrees(folder: string, entries: readonly Entry[]): 'nothing' | 'undone' {
  const dead = entries
    .filter((entry) => entry.kind === 'tree' && isAlive(folder, entry) === false)
    .map(({ name }) => path.join(folder, name))
    .filter(isOurTree);
  for (const tree of dead) removeTree(tree);
  return dead.length === 0 ? 'nothing' : 'undone';
}

/** Returns true if a folder belongs to this user and only contains what a run puts into a tree. */
function isOurTree(tree: string): boolean {
  const stats = lstatSync(tree, { throwIfNoEntry: false });
  const isOwn = stats?.isDirectory() && (process.getuid === undefined || stats.uid === process.getuid());
  return isOwn === true && namesIn(tree).every((name) => name === stagedName || name === '.gitignore');
}
