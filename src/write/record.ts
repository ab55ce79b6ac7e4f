import {
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir, hostname, tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { refusal } from '../messages/messages.ts';
import { isThere, removeFile } from './files.ts';

/**
 * What a run records outside of the project, in the user's own folder: that the run is this user's, and what it is
 * about to do. Nothing inside a project is trusted, as it may come from a stranger.
 */
interface RunRecord {
  /** Real path of the folder that it works in. */
  readonly root: string;
  /** Device and inode of that folder, which stay the same if it is moved. */
  readonly identity: string;
  /** Identifies the machine across restarts. */
  readonly host: string;
  /** Identifies one boot of the machine. */
  readonly boot: string;
  /** The steps to undo if the run dies. */
  readonly steps: readonly unknown[];
}

/** File descriptors of this process's records, by the run's name. */
const held = new Map<string, number>();

/**
 * On Windows, libuv's `UV_FS_O_EXLOCK`, for which Node has no name: no other process can open the file until it is closed
 * or its process has ended.
 */
const alone = process.platform === 'win32' ? 0x10000000 : 0;

/**
 * Records what a run is about to do. The record is on the disk when this returns.
 * @param root absolute path of the folder that it works in
 * @param run the run's name
 * @throws Problem `no-record` if no folder of the user's can be written to
 */
export function writeRecord(root: string, run: string, steps: readonly unknown[]): void {
  const record: RunRecord = { ...folderOf(root), host: thisHost(), boot: thisBoot(), steps };
  for (const folder of recordFolders()) {
    if (!isOurs(folder, true)) continue;
    try {
      const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | alone;
      const file = openSync(fileIn(folder, run), flags, 0o600);
      held.set(run, file);
      writeFileSync(file, JSON.stringify(record), { flush: true });
      return;
    } catch {
      // The next folder may work.
      letGo(run);
    }
  }
  throw refusal('no-record', { folder: recordFolders()[0] ?? '' });
}

/** Returns the record of this user's run for a folder, or undefined if it does not exist. */
export function readRecord(root: string, run: string): RunRecord | undefined {
  const { root: real, identity } = folderOf(root);
  for (const folder of recordFolders()) {
    const file = fileIn(folder, run);
    if (!isOurs(folder, false) || lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) continue;
    const record = parse(readFileSync(file, 'utf8'));
    if (record?.root === real || record?.identity === identity) return record;
  }
  return undefined;
}

/**
 * On Windows, returns true if a run's record is still open: it is while the run is alive, whichever process has its id. Also
 * true if no record is found, since the run may be another user's, or just starting.
 */
export function isRecordHeld(run: string): boolean {
  const file = recordFolders()
    .map((folder) => fileIn(folder, run))
    .find(isThere);
  if (file === undefined) return true;
  try {
    closeSync(openSync(file, 'r'));
    return false;
  } catch {
    return true;
  }
}

export function removeRecord(run: string): void {
  letGo(run);
  for (const folder of recordFolders()) {
    try {
      removeFile(fileIn(folder, run));
    } catch {
      // Such a folder could not be written to either; and without an entry in the project, a record has no effect.
    }
  }
}

function letGo(run: string): void {
  const file = held.get(run);
  if (file !== undefined) closeSync(file);
  held.delete(run);
}

function folderOf(root: string): Pick<RunRecord, 'root' | 'identity'> {
  const { dev, ino } = statSync(root);
  return { root: realpathSync.native(root), identity: `${dev}-${ino}` };
}

/** Returns true if a record was written on this machine before its last restart. The run is over then. */
export function isFromEarlierStart({ host, boot }: RunRecord): boolean {
  return host === thisHost() && boot !== thisBoot();
}

/** Parses a record. Returns undefined if a power cut truncated it: nothing is staged before the record is complete. */
function parse(text: string): RunRecord | undefined {
  try {
    const record = JSON.parse(text);
    return Array.isArray(record?.steps) ? record : undefined;
  } catch {
    return undefined;
  }
}

function fileIn(folder: string, run: string): string {
  return path.join(folder, `${run.replace(/^\./, '')}.json`);
}

/** Absolute paths of folders for records, best first: where programs keep their state, and a temporary one of this user. */
function recordFolders(): readonly string[] {
  const { XDG_STATE_HOME: state, LOCALAPPDATA: local } = process.env;
  const own = 'create-hs-function';
  const usual =
    process.platform === 'win32' && local
      ? path.join(local, own, 'State')
      : path.join(state && path.isAbsolute(state) ? state : path.join(homedir(), '.local', 'state'), own);
  return [usual, path.join(tmpdir(), `${own}-${process.getuid?.() ?? 'user'}`)];
}

/**
 * Returns true if a folder belongs to this user and nobody else can write to it. With `make`, a missing folder is created.
 */
function isOurs(folder: string, make: boolean): boolean {
  try {
    if (make) makeFolders(folder);
    const stats = lstatSync(folder, { throwIfNoEntry: false });
    if (stats?.isDirectory() !== true) return false;
    return process.getuid === undefined || (stats.uid === process.getuid() && (stats.mode & 0o022) === 0);
  } catch {
    return false;
  }
}

/**
 * Makes a folder that only this user can enter, and those above it. Node's own `recursive` never ends where the system
 * refuses a folder as if the one above were missing, as `/proc` does.
 */
export function makeFolders(folder: string): void {
  if (isThere(folder)) return;
  makeFolders(path.dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another run may have made it first.
    if (!isThere(folder)) throw error;
  }
}

function thisHost(): string {
  return `${hostname()} ${firstText('/etc/machine-id')}`;
}

/** Identifies the current boot of the machine; empty if the system does not tell. */
export function thisBoot(): string {
  return firstText('/proc/sys/kernel/random/boot_id');
}

/** The text of a system file, without white space at its ends; empty if it cannot be read. */
export function firstText(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
