import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { win32 } from 'node:path';
import { env, kill, platform } from 'node:process';

/** Exit code of `taskkill` if the process does not exist. Windows may reuse its id at any time. */
const noSuchProcess = 128;

/**
 * Kills a process at once, with its process group and all its descendants, even those with a group of their own (on
 * Linux). A process that is already gone is not an error.
 * @param pid of the leader of a process group
 * @param atExit true if this program is exiting. Then, on Windows, this waits for `taskkill`, as no event would be handled
 *   later
 */
export function killProcessTree(pid: number, atExit = false): void {
  if (platform === 'win32') {
    const { SystemRoot: windows = 'C:\\Windows' } = env;
    // By its full path: Windows would otherwise prefer one in the working directory.
    const file = win32.join(windows, 'System32', 'taskkill.exe');
    const words = ['/pid', String(pid), '/t', '/f'];
    const options = { stdio: 'ignore', windowsHide: true } as const;
    // If it is missing or fails, the process itself is killed, and with it the Node processes that it started.
    const killAlone = () => send(pid, 'SIGKILL');
    if (!atExit)
      spawn(file, words, options)
        .on('error', killAlone)
        .on('exit', (code) => code !== 0 && code !== noSuchProcess && killAlone());
    else if (spawnSync(file, words, options).status !== 0) killAlone();
    return;
  }
  const descendants = descendantsOf(pid);
  send(-pid, 'SIGKILL');
  for (const descendant of descendants) {
    send(-descendant, 'SIGKILL');
    send(descendant, 'SIGKILL');
  }
}

/** Ids of a process's descendants. Empty except on Linux, which lists children without a search of all processes. */
function descendantsOf(pid: number, tries = 5): number[] {
  try {
    return childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
  } catch {
    // A thread may have ended while the others were read.
    return tries === 0 ? [] : descendantsOf(pid, tries - 1);
  }
}

/**
 * Ids of a process's children. Each thread has its own: workers start processes, too.
 * @throws if the system does not list them, or a thread ends meanwhile
 */
function childrenOf(pid: number): number[] {
  const threads = readdirSync(`/proc/${pid}/task`);
  const texts = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1'));
  return texts.join('').split(' ').filter(Boolean).map(Number);
}

/**
 * Returns true if it is certain that a process has not started another one so far. Linux counts the page faults of the
 * children that a process has waited for, and lists its present children. On other systems, this returns false.
 */
export function startedNothing(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const faultsOfChildren = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[8];
    return faultsOfChildren === '0' && childrenOf(pid).length === 0;
  } catch {
    return false;
  }
}

/** Maximum number of searches of all processes. They are repeated because a process may start another one meanwhile. */
const mostSweeps = 20;

/**
 * Kills every process whose environment contains a mark: a process with a session of its own whose parents are gone is
 * not found as a descendant. On Linux only.
 */
export function killMarked(mark: string): void {
  if (platform !== 'linux') return;
  for (let sweep = 0; sweep < mostSweeps; sweep += 1) {
    const found = readdirSync('/proc').filter(
      (name) => /^\d+$/.test(name) && environmentOf(name).includes(mark),
    );
    for (const pid of found) send(Number(pid), 'SIGKILL');
    if (found.length === 0) return;
  }
}

/** Returns a process's environment. Empty if the process belongs to another user, has ended, or is a zombie. */
function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

/**
 * Asks a process group to end, so that it can tidy up. On Windows, which does not have this signal, it is killed.
 * @param pid of its leader
 */
export function endProcessGroup(pid: number): void {
  if (platform === 'win32') killProcessTree(pid);
  else send(-pid, 'SIGTERM');
}

function send(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    kill(pid, signal);
  } catch {
    // The process is gone, or never led a group.
  }
}
