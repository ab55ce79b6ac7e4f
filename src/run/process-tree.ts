import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { kill, platform } from 'node:process';

/**
 * Kills a process at once, with its process group and all its children, also those that lead a group of their own.
 * What is gone already is no error.
 *
 * @param pid of the leader of a process group
 */
export function killProcessTree(pid: number): void {
  if (platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true }).on(
      'error',
      () => {},
    );
    return;
  }
  const descendants = descendantsOf(pid);
  send(-pid, 'SIGKILL');
  for (const descendant of descendants) {
    send(-descendant, 'SIGKILL');
    send(descendant, 'SIGKILL');
  }
}

/** Linux alone tells a process's children without a search through all processes; elsewhere the group has to do. */
function descendantsOf(pid: number): number[] {
  let children: number[];
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1');
    children = text.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
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
