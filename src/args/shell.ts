import { env, platform } from 'node:process';
import type { Environment } from '../types.ts';

/** What a command is typed in: a POSIX shell or fish, or either of cmd and PowerShell. */
export type Shell = 'posix' | 'windows';

/** The shell that this program was most likely called from. */
export function callersShell(): Shell {
  return shellOf(platform, env);
}

/**
 * The shell that commands are printed for. Git Bash and MSYS2 are POSIX shells on Windows; nothing tells PowerShell
 * from cmd.
 *
 * @param system `process.platform`
 */
export function shellOf(system: string, { MSYSTEM }: Environment): Shell {
  return system === 'win32' && !MSYSTEM ? 'windows' : 'posix';
}
