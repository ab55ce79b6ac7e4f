import { renameSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { exitCodes, Problem } from '../../errors.ts';
import type { Change } from '../../types.ts';
import { explained } from './explained.ts';
import { removeFile } from './files.ts';
import { finish, settle, undo, writeJournal } from './journal.ts';
import { othersOf, takeLock } from './lock.ts';
import { arrange, assertUnchanged, place, type Step, stage } from './staging.ts';

/**
 * Changes a project that is there: stages each file beside its target, keeps what it replaces, and renames.
 *
 * @param root absolute path
 * @throws Problem and leaves everything as it was; `not-undone` where even putting things back failed
 */
export function changeProject(root: string, changes: readonly Change[]): void {
  const entry = takeLock(root);
  let steps: readonly Step[] = [];
  try {
    explained('.', () => {
      settleOthers(root, entry);
      assertUnchanged(root, changes);
      steps = arrange(root, path.basename(entry), changes);
      writeJournal(entry, placementsOf(steps));
      for (const step of steps) explained(step.placement.path, () => stage(step));
      for (const step of steps) explained(step.placement.path, () => place(root, step));
      renameSync(entry, `${entry}.done`);
    });
  } catch (cause) {
    takeBack(root, entry, steps, cause);
    throw cause;
  }
  tidyUp(root, entry, steps);
}

function placementsOf(steps: readonly Step[]) {
  return steps.map(({ placement }) => placement);
}

function takeBack(root: string, entry: string, steps: readonly Step[], cause: unknown): void {
  try {
    explained('.', () => {
      undo(root, path.basename(entry), placementsOf(steps));
      unlinkSync(entry);
    });
  } catch (error) {
    const [first, second] = [cause, error].map((each) =>
      each instanceof Error ? each.message : String(each),
    );
    throw new Problem(
      exitCodes.fault,
      'not-undone',
      `${first} Putting things back failed as well: ${second}`,
      {
        hint: 'Run the same command again: it first puts back what this run has changed.',
      },
    );
  }
}

function tidyUp(root: string, entry: string, steps: readonly Step[]): void {
  for (let attempt = 1; attempt <= 2; attempt++) {
    try {
      finish(root, path.basename(entry), placementsOf(steps));
      removeFile(`${entry}.done`);
      return;
    } catch {
      // All is in place. What cannot be removed the second time either, the next run removes.
    }
  }
}

/** Undoes or ends what dead runs left in a project. */
export function settleProject(root: string): 'nothing' | 'undone' | 'finished' {
  const entry = takeLock(root);
  try {
    return settleOthers(root, entry);
  } finally {
    unlinkSync(entry);
  }
}

/** Settles what dead runs left; to be called with the lock held. */
function settleOthers(root: string, entry: string): 'nothing' | 'undone' | 'finished' {
  const results = othersOf(entry).map((other) => settle(root, other));
  return (
    results.find((result) => result === 'undone') ??
    results.find((result) => result === 'finished') ??
    'nothing'
  );
}
