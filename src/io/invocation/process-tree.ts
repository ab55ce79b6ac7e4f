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
  killGroup(pid);
  for (const descendant of descendants) {
    killGroup(descendant);
    killOne(descendant);
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

function killGroup(pid: number): void {
  killOne(-pid);
}

function killOne(pid: number): void {
  try {
    kill(pid, 'SIGKILL');
  } catch {
    // It is gone, or it never led a group.
  }
}
