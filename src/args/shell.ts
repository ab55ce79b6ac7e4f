import type { Session } from '../session.ts';

/** The kind of shell; `posix` includes fish. */
export type Shell = 'posix' | 'powershell' | 'cmd';

let present: Shell = 'posix';

/** The shell that commands are printed for. */
export function callersShell(): Shell {
  return present;
}

/** From here on, commands are printed for the shell that a run was most likely started from. */
export function printCommandsFor(session: Pick<Session, 'system' | 'env'>): void {
  present = shellOf(session);
}

/**
 * The shell that a run was most likely started from. Git Bash and MSYS2 are POSIX shells on Windows. PowerShell puts the
 * user's own modules on a path that cmd leaves as the machine has it; npm's script for cmd in between changes nothing in it.
 */
export function shellOf({ system, env }: Pick<Session, 'system' | 'env'>): Shell {
  if (system !== 'win32' || env.MSYSTEM) return 'posix';
  const { PSModulePath: modules = '', USERPROFILE: home } = env;
  const hasOwn = home !== undefined && modules.toLowerCase().includes(`${home.toLowerCase()}\\`);
  return hasOwn ? 'powershell' : 'cmd';
}
