import { lstatSync, mkdirSync, readdirSync, readlinkSync, rmdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { refusal } from '../messages/messages.ts';
import { isThere, removeFile } from './files.ts';
import { patiently, pause } from './patience.ts';
import { firstText, isFromEarlierStart, isRecordHeld, readRecord, thisBoot } from './record.ts';

const attempts = 50;
const pauseMs = 20;

/**
 * Makes this run the only one that changes a folder, by an entry in it: an empty folder, which git does not see. A run
 * continues if it then finds no live entry of another run. Since every run makes its entry before it looks, no two runs
 * can both continue. Waits for other runs for up to about two seconds.
 * @returns the entry's path; other entries then belong to dead runs, and have to be settled first
 * @throws Problem `busy` if another run takes longer than that
 */
export function takeLock(folder: string): string {
  const entry = path.join(folder, runName());
  awaitEnd(folder, () => enter(folder, entry));
  return entry;
}

/**
 * Waits up to about two seconds until no live entry of another run is found.
 * @throws Problem `busy` if it takes longer
 */
function awaitEnd(folder: string, find: () => Entry | undefined): void {
  for (let attempt = 1; ; attempt++) {
    const live = find();
    if (live === undefined) return;
    if (attempt === attempts) throw busy(folder, live);
    pause(pauseMs * (1 + Math.random()));
  }
}

/** Makes the entry; if another run is alive, removes it again and returns that run's entry. */
function enter(folder: string, entry: string): Entry | undefined {
  let live: Entry | undefined;
  try {
    mkdirSync(entry);
    // A run that cannot be seen from here may still be alive, for example on another machine that shares the folder.
    live = othersOf(entry).find((other) => isAlive(folder, other) ?? other.kind !== 'done');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') removeEntry(entry);
    throw error;
  }
  if (live !== undefined) removeEntry(entry);
  return live;
}

/**
 * Keeps a folder and everything in it out of git. An entry is no longer empty then, which says that there may be something
 * to undo from now on; if such an entry were committed, it would stop the runs of everybody who clones the project.
 */
export function hide(folder: string, flush = false): void {
  writeFileSync(path.join(folder, '.gitignore'), '*\n', { flag: 'wx', flush });
}

/** Returns true if there may be something to undo. Also true for an entry that is not a folder, which no run makes. */
export function hasBegun(entry: string): boolean {
  return !lstatSync(entry).isDirectory() || readdirSync(entry).length > 0;
}

/** Lets other runs change the folder; does nothing if the entry is gone. */
export function removeEntry(entry: string): void {
  if (!isThere(entry)) return;
  removeFile(path.join(entry, '.gitignore'));
  patiently(() => rmdirSync(entry));
}

/** The entries of other runs beside this one, without trees. */
function othersOf(entry: string): readonly Entry[] {
  const own = path.basename(entry);
  return entriesOf(path.dirname(entry)).filter(({ run, kind }) => run !== own && kind !== 'tree');
}

/**
 * The entries that dead runs left beside this run's. Live runs make entries there at any time while they wait, and
 * remove them themselves.
 */
export function leftBeside(entry: string): readonly Entry[] {
  return othersOf(entry).filter((other) => isLeft(path.dirname(entry), other));
}

/**
 * Returns true if an entry's run is dead and the entry still exists. A run that ended normally since the entry was listed
 * removed it.
 */
function isLeft(folder: string, entry: Entry): boolean {
  return isAlive(folder, entry) === false && isThere(path.join(folder, entry.name));
}

/**
 * Waits up to about two seconds for a run that is changing the project: until then, it may be read half changed.
 * @throws Problem `busy` if it takes longer
 */
export function awaitChange(root: string): void {
  awaitEnd(root, () =>
    entriesOf(root).find(
      (entry) => entry.kind === 'journal' && entry.run !== runName() && isAlive(root, entry),
    ),
  );
}

function busy(folder: string, entry: Entry): Error {
  const { name, processId } = entry;
  const unseen = isAlive(folder, entry) === undefined;
  return refusal('busy', { processId, entry: name, unseen }, { conflicts: [name] });
}

/** The entry that a run keeps in a folder while it changes the folder, or left there when it died. */
export interface Entry {
  readonly name: string;
  /**
   * The run that it belongs to, as `.create-hs-function-<process>-<its start>-<machine>`. The names of all its
   * temporary files begin with it.
   */
  readonly run: string;
  readonly processId: number;
  /**
   * When that process started, in clock ticks since the machine started; without `/proc`, when the run was named, in
   * seconds since 1970.
   */
  readonly startedAt: number;
  readonly machine: string;
  /**
   * `journal`: the project's lock; if the run dies, its record says what to undo. `done`: the same once everything is in
   * place, and only copies remain to be removed. `tree`: a new project that is not yet at its place; it locks nothing.
   */
  readonly kind: 'journal' | 'done' | 'tree';
}

const entryName = /^(\.create-hs-function-(\d+)-(\d+)-([0-9a-f]+))(?:\.(done|tree))?$/;

/** The name of this run, which its entry and temporary files begin with; no other process, dead or alive, has the same. */
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
 * Returns true if the run is still alive, or undefined if this cannot be seen from here, because it belongs to another
 * machine or container. A run from before this machine was restarted is over.
 * @param folder the folder that has the entry in it
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

/** Returns a process's state and start from `/proc/<id>/stat` (man 5 proc), or undefined if that file cannot be read. */
function processStart(processId: number): { readonly state: string; readonly startedAt: number } | undefined {
  const text = firstText(`/proc/${processId}/stat`);
  // The second field is the program's name in parentheses, which may itself have spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startedAt] = [fields[0], fields[19]];
  return state && startedAt ? { state, startedAt: Number(startedAt) } : undefined;
}

/** Seconds that the clock may have been set back between the start of a process and the naming of its run. */
const clockTolerance = 60;

/**
 * Returns true if a process started only after a run was named, so that it is not the run's process. Only used where `/proc`
 * does not exist, while a process has that id.
 * @param named seconds since 1970
 */
function startedAfter(processId: number, named: number): boolean {
  // Loaded only here: it takes 5% of the time to create a project.
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const { stdout } = spawnSync('/bin/ps', ['-o', 'lstart=', '-p', String(processId)], {
    encoding: 'utf8',
    timeout: 10_000,
    // ps and Date.parse have to agree on a time zone.
    env: { LC_ALL: 'C', TZ: 'UTC' },
  });
  return Date.parse(`${stdout ?? ''} UTC`) / 1000 > named + clockTolerance;
}

/** Identifies what a process id is unique in: one boot of a machine, or of a container on it. */
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
 * Identifies the content of a file: length and FNV-1a checksum. Guards against accidents, not attackers. Loading
 * `node:crypto` would take as long as a whole transaction.
 */
export function fingerprint(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < bytes.length; index++) {
    hash = Math.imul(hash ^ (bytes[index] as number), 0x01000193);
  }
  return `${bytes.length}-${(hash >>> 0).toString(16)}`;
}

/**
 * Finds a run that is dead, or cannot be seen from here, and may have left the project half changed. For runs that write
 * nothing, and so cannot settle it.
 * @param root absolute path of the project
 * @returns the name of its entry, and whether the next run here that writes will settle it
 */
export function interruptedRun(
  root: string,
): { readonly entry: string; readonly settles: boolean } | undefined {
  const found = entriesOf(root).find(
    (entry) =>
      entry.kind === 'journal' &&
      isAlive(root, entry) !== true &&
      // A run that ended normally since its entry was listed removed it.
      isThere(path.join(root, entry.name)) &&
      hasBegun(path.join(root, entry.name)),
  );
  if (found === undefined) return undefined;
  return { entry: found.name, settles: isLeft(root, found) && readRecord(root, found.run) !== undefined };
}
