import { spawn } from 'node:child_process';
import { platform } from 'node:process';

/**
 * Kills a process group as soon as this program is gone, however it went. A function in an endless loop notices
 * nothing, and would run for ever; so another process waits for the end of a pipe that only this program holds.
 * Windows has no such groups.
 *
 * @param pid of the leader of the group
 * @returns ends the guard, once the group is gone
 */
export function guardAgainstOrphans(pid: number): () => void {
  if (platform === 'win32') return () => {};
  const guard = spawn('/bin/sh', ['-c', 'read -r _; kill -KILL "-$1"', 'sh', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
    // Ctrl-C reaches this program only, which then ends the guard.
    detached: true,
  });
  guard.on('error', () => {});
  guard.stdin.on('error', () => {});
  guard.unref();
  return () => void guard.kill('SIGKILL');
}
