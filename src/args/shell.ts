import type { Session } from '../session.ts';
import { quoteFor } from './quote.ts';

/** The kind of shell. `posix` includes fish. */
export type Shell = 'posix' | 'powershell' | 'cmd';

let present: Shell = 'posix';

/** The shell that commands are printed for. */
export function callersShell(): Shell {
  return present;
}

/** A word quoted for a shell. By default, for the shell that this program was called from. */
export function quote(word: string, shell: Shell = callersShell()): string {
  return quoteFor(shell, word);
}

/** Makes all later commands be printed for the shell that the run was most likely started from. */
export function printCommandsFor(session: Pick<Session, 'system' | 'env'>): void {
  present = shellOf(session);
}

/**
 * The shell that a run was most likely started from. Git Bash and MSYS2 are POSIX shells on Windows. PowerShell adds the
 * user's own modules to `PSModulePath`, while cmd keeps the machine's value. npm's cmd script, which runs in between, does
 * not change it.
 */
export function shellOf({ system, env }: Pick<Session, 'system' | 'env'>): Shell {
  if (system !== 'win32' || env.MSYSTEM) return 'posix';
  const { PSModulePath: modules = '', USERPROFILE: home } = env;
  const hasOwn = home !== undefined && modules.toLowerCase().includes(`${home.toLowerCase()}\\`);
  return hasOwn ? 'powershell' : 'cmd';
}
