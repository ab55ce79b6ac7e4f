import { lstatSync, mkdirSync, readdirSync, readlinkSync, rmdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { refusal } from '../messages/messages.ts';
import { isThere, removeFile } from './files.ts';
import { patiently } from './patience.ts';
import { firstText, isFromEarlierStart, isRecordHeld, readRecord, thisBoot } from './record.ts';

const attempts = 50;
const pauseMs = 20;

/**
 * Makes this run the only one that changes a folder, by an entry in it: an empty folder, which git does not see. A run
 * that then finds no other live entry beside its own goes on. Since every run makes its entry before it looks, no two
 * can. Waits for others for up to about two seconds.
 *
 * @returns the entry's path; what is left beside it belongs to dead runs, and has to be settled first
 * @throws Problem `busy` if another run is at work for longer than that
 */
export function takeLock(folder: string): string {
  const entry = path.join(folder, runName());
  for (let attempt = 1; ; attempt++) {
    const live = enter(folder, entry);
    if (live === undefined) return entry;
    if (attempt === attempts) throw busy(folder, live);
    pause(pauseMs * (1 + Math.random()));
  }
}

/** Makes the entry; where another run is alive, takes it back and returns that run's. */
function enter(folder: string, entry: string): Entry | undefined {
  let live: Entry | undefined;
  try {
    mkdirSync(entry);
    // A run that cannot be seen from here may still be alive: on another machine, in the same shared folder.
    live = othersOf(entry).find((other) => isAlive(folder, other) ?? other.kind !== 'done');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') removeEntry(entry);
    throw error;
  }
  if (live !== undefined) removeEntry(entry);
  return live;
}

/**
 * Keeps a folder with everything in it out of git. In an entry, which was empty before, it notes that from now on there may be
 * something to undo: one that was committed would stop the runs of everybody who clones the project.
 */
export function hide(folder: string, flush = false): void {
  writeFileSync(path.join(folder, '.gitignore'), '*\n', { flag: 'wx', flush });
}

/** May there be something to undo? An entry that is not a folder was not made by a run. */
export function hasBegun(entry: string): boolean {
  return !lstatSync(entry).isDirectory() || readdirSync(entry).length > 0;
}

/** Lets other runs change the folder; does nothing if the entry is gone. */
export function removeEntry(entry: string): void {
  if (!isThere(entry)) return;
  removeFile(path.join(entry, '.gitignore'));
  patiently(() => rmdirSync(entry));
}

/** The other runs' entries beside this one, without trees. */
function othersOf(entry: string): readonly Entry[] {
  const own = path.basename(entry);
  return entriesOf(path.dirname(entry)).filter(({ run, kind }) => run !== own && kind !== 'tree');
}

/**
 * What dead runs left beside this run's entry. Live runs make entries there at any time, while they wait,
 * and take them back themselves.
 */
export function leftBeside(entry: string): readonly Entry[] {
  return othersOf(entry).filter((other) => isLeft(path.dirname(entry), other));
}

/** Is the run dead? One that ended normally since its entry was listed has left nothing. */
function isLeft(folder: string, entry: Entry): boolean {
  return isAlive(folder, entry) === false && isThere(path.join(folder, entry.name));
}

/**
 * Waits for a run that is changing the project, for up to about two seconds: who reads it meanwhile may see it half changed.
 *
 * @throws Problem `busy` if it takes longer
 */
export function awaitChange(root: string): void {
  for (let attempt = 1; ; attempt++) {
    const live = entriesOf(root).find(
      (entry) => entry.kind === 'journal' && entry.run !== runName() && isAlive(root, entry),
    );
    if (live === undefined) return;
    if (attempt === attempts) throw busy(root, live);
    pause(pauseMs * (1 + Math.random()));
  }
}

function busy(folder: string, entry: Entry): Error {
  const { name, processId } = entry;
  const unseen = isAlive(folder, entry) === undefined;
  return refusal('busy', { processId, entry: name, unseen }, { conflicts: [name] });
}

/** Blocks the whole process; independent of the clock. */
function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** What a transaction uses in a folder, or has left there. */
export interface Entry {
  readonly name: string;
  /**
   * The run that it belongs to, as `.create-hs-function-<process>-<its start>-<machine>`. The names of all its
   * temporary files begin with it.
   */
  readonly run: string;
  readonly processId: number;
  /**
   * Start of that process, in clock ticks since the machine's; where there is no `/proc`, when the run was named, in
   * seconds since 1970.
   */
  readonly startedAt: number;
  readonly machine: string;
  /**
   * `journal`: the project's lock, and what is to be undone if the run dies; `done`: the same, once everything is
   * in place, and only copies are left to remove; `tree`: a new project that waits for its name. A tree locks nothing.
   */
  readonly kind: 'journal' | 'done' | 'tree';
}

const entryName = /^(\.create-hs-function-(\d+)-(\d+)-([0-9a-f]+))(?:\.(done|tree))?$/;

/** What this run's entry and temporary files are called; no other process, dead or alive, has the same. */
export function runName(): string {
  const started = processStart(process.pid)?.startedAt ?? Math.ceil(Date.now() / 1000);
  return `.create-hs-function-${process.pid}-${started}-${thisMachine()}`;
}

/** The entries of a folder. */
export function entriesOf(folder: string): readonly Entry[] {
  return readdirSync(folder).flatMap((name) => {
    const [, run, processId, startedAt, machine, kind = 'journal'] = entryName.exec(name) ?? [];
    if (run === undefined || machine === undefined) return [];
    return [
      {
        name,
        run,
        processId: Number(processId),
        startedAt: Number(startedAt),
        machine,
        kind: kind as Entry['kind'],
      },
    ];
  });
}

/**
 * Whether the run is still going on; undefined if that cannot be seen from here, because it belongs to another
 * machine or another container. What ran before the machine was started is over.
 *
 * @param folder the folder that holds the entry
 */
export function isAlive(folder: string, { processId, startedAt, machine, run }: Entry): boolean | undefined {
  if (machine !== thisMachine()) {
    const record = readRecord(folder, run);
    return record !== undefined && isFromEarlierStart(record) ? false : undefined;
  }
  try {
    process.kill(processId, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const present = processStart(processId);
  if (present !== undefined) {
    return present.state !== 'Z' && present.state !== 'X' && present.startedAt === startedAt;
  }
  // Process ids are reused: another program with the same id must not block a project.
  return process.platform === 'win32' ? isRecordHeld(run) : !startedAfter(processId, startedAt);
}

/** From `/proc/<id>/stat` (man 5 proc); undefined if the system has none. */
function processStart(processId: number): { readonly state: string; readonly startedAt: number } | undefined {
  const text = firstText(`/proc/${processId}/stat`);
  // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startedAt] = [fields[0], fields[19]];
  return state && startedAt ? { state, startedAt: Number(startedAt) } : undefined;
}

/** Seconds by which the clock may have been set back between the start of a process and the naming of its run. */
const clockTolerance = 60;

/**
 * Did a process start only after a run was named? Then it is not the run's. Asked where there is no `/proc`, and only while a
 * process has the id.
 *
 * @param named seconds since 1970
 */
function startedAfter(processId: number, named: number): boolean {
  // Loaded only here: it takes 5% of the time to create a project.
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const { stdout } = spawnSync('/bin/ps', ['-o', 'lstart=', '-p', String(processId)], {
    encoding: 'utf8',
    timeout: 10_000,
    // The same time zone for both: the user's is a variable, too.
    env: { LC_ALL: 'C', TZ: 'UTC' },
  });
  return Date.parse(`${stdout ?? ''} UTC`) / 1000 > named + clockTolerance;
}

/** A process id means something only within one start of one machine, or of one container on it. */
function thisMachine(): string {
  return fingerprint(Buffer.from((thisBoot() || hostname()) + processSpace())).replace('-', '');
}

function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/**
 * Identifies the content of a file: the length and FNV-1a checksum of what is not in the bytes before, and how many of
 * those come ahead of it and behind it. It guards against accidents, not attackers; loading `node:crypto` would cost
 * as much time as a whole transaction, and so would the checksum of a large file that hardly changes.
 *
 * @param before what an update starts from
 */
export function fingerprint(bytes: Uint8Array, before?: Uint8Array): string {
  if (before === undefined) return checksum(bytes);
  const start = sameAtStart(bytes, before);
  const end = sameAtEnd(bytes.subarray(start), before.subarray(start));
  return `${checksum(bytes.subarray(start, bytes.length - end))}-${start}-${end}`;
}

function checksum(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < bytes.length; index++) {
    hash = Math.imul(hash ^ (bytes[index] as number), 0x01000193);
  }
  return `${bytes.length}-${(hash >>> 0).toString(16)}`;
}

/** How many bytes both begin with. */
function sameAtStart(one: Uint8Array, other: Uint8Array): number {
  return largest(
    Math.min(one.length, other.length),
    (from, to) => Buffer.compare(one.subarray(from, to), other.subarray(from, to)) === 0,
  );
}

/** How many bytes both end with. */
function sameAtEnd(one: Uint8Array, other: Uint8Array): number {
  const part = (bytes: Uint8Array, from: number, to: number) =>
    bytes.subarray(bytes.length - to, bytes.length - from);
  return largest(
    Math.min(one.length, other.length),
    (from, to) => Buffer.compare(part(one, from, to), part(other, from, to)) === 0,
  );
}

/** How far two things agree, by bisection: comparing many bytes at once is much faster than one by one. */
function largest(most: number, isSame: (from: number, to: number) => boolean): number {
  let known = 0;
  let possible = most;
  while (known < possible) {
    const middle = Math.ceil((known + possible) / 2);
    if (isSame(known, middle)) known = middle;
    else possible = middle - 1;
  }
  return known;
}

/**
 * A run that is over, or that cannot be seen from here, and may have left the project half changed; for runs that write
 * nothing, and so settle nothing.
 *
 * @param root absolute path of the project
 * @returns the name of its entry, and whether the next run here puts right what it left
 */
export function interruptedRun(
  root: string,
): { readonly entry: string; readonly settles: boolean } | undefined {
  const found = entriesOf(root).find(
    (entry) =>
      entry.kind === 'journal' &&
      isAlive(root, entry) !== true &&
      // One that ended well since its entry was listed has taken that away.
      isThere(path.join(root, entry.name)) &&
      hasBegun(path.join(root, entry.name)),
  );
  if (found === undefined) return undefined;
  return { entry: found.name, settles: isLeft(root, found) && readRecord(root, found.run) !== undefined };
}
