import { unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { conflictProblem } from '../../errors.ts';
import { removeFile } from './files.ts';
import { type Entry, entriesOf, isAlive, runName } from './runs.ts';

const attempts = 50;
const pauseMs = 20;

/**
 * Makes this run the only one that changes a folder, by an empty entry in it. Whoever then finds no other live
 * entry beside its own goes on; since every run makes its entry before it looks, no two can. Waits for others
 * for up to about two seconds.
 *
 * @returns the entry's path; what is left beside it belongs to dead runs, and has to be settled first
 * @throws Problem `busy` where another run is at work for longer than that
 */
export function takeLock(folder: string): string {
  const entry = path.join(folder, runName());
  for (let attempt = 1; ; attempt++) {
    const live = enter(entry, attempt < attempts);
    if (live === undefined) return entry;
    if (attempt === attempts) throw busy(live);
    pause(pauseMs * (1 + Math.random()));
  }
}

/** Makes the entry; where another run is alive, takes it back and returns that run's. */
function enter(entry: string, patient: boolean): Entry | undefined {
  let live: Entry | undefined;
  try {
    writeFileSync(entry, '', { flag: 'wx', mode: 0o600 });
    // A transaction takes milliseconds: what outlives our patience and cannot be looked at is dead.
    live = othersOf(entry).find((other) => isAlive(other) ?? patient);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') removeFile(entry);
    throw error;
  }
  if (live !== undefined) unlinkSync(entry);
  return live;
}

/** The other runs' entries beside this one, without trees. */
export function othersOf(entry: string): readonly Entry[] {
  const own = path.basename(entry);
  return entriesOf(path.dirname(entry)).filter(({ run, kind }) => run !== own && kind !== 'tree');
}

function busy({ name, processId }: Entry): Error {
  return conflictProblem('busy', `Another run (process ${processId}) is changing this project.`, {
    hint: 'Wait until it has ended, and run the same command again.',
    conflicts: [name],
  });
}

/** Stops the whole process; independent of the clock. */
function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
