import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { win32 } from 'node:path';
import { env, kill, platform } from 'node:process';

/** What `taskkill` ends with where there is no such process; another may get its number at any time. */
const noSuchProcess = 128;

/**
 * Kills a process at once, with its process group and all its children, also those that lead a group of their own.
 * A process that is already gone is not an error.
 *
 * @param pid of the leader of a process group
 * @param atExit this program ends, and hears nothing any more: on Windows, it waits for the program that kills
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

/** Only Linux lists a process's children without searching all processes; elsewhere the group has to be enough. */
function descendantsOf(pid: number, tries = 5): number[] {
  try {
    return childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
  } catch {
    // A thread may have ended while the others were asked.
    return tries === 0 ? [] : descendantsOf(pid, tries - 1);
  }
}

/**
 * Each thread has children of its own: workers start processes, too.
 *
 * @throws where that is not known, or a thread ends meanwhile
 */
function childrenOf(pid: number): number[] {
  const threads = readdirSync(`/proc/${pid}/task`);
  const texts = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1'));
  return texts.join('').split(' ').filter(Boolean).map(Number);
}

/**
 * Has a process certainly started no other one, so far? Linux counts the memory faults of the children that a process has
 * waited for, and lists those that it has now; elsewhere it is not known.
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

/** How often all processes are searched: one may start another meanwhile. */
const mostSweeps = 20;

/**
 * Kills every process whose environment contains a mark, wherever it is: one that started its own session and
 * whose parents are gone is nobody's descendant. On Linux only.
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

/** Nothing if it is another user's, or is gone; what is dead and not cleared away has none. */
function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

/**
 * Asks a process group to end, so that it can tidy up; on Windows, where no signal could be answered, it is killed.
 *
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
    // It is gone, or it never led a group.
  }
}
