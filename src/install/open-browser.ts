import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { platform } from 'node:process';
import { findProgram, trustedFolders } from '../run/find-program.ts';
import type { Environment } from '../types.ts';

/** Programs that open a URL, their only argument, in the user's browser; by `process.platform`. */
const openers: Readonly<Record<string, string>> = { darwin: 'open', win32: 'explorer' };

/**
 * Opens a URL in the user's browser; does nothing if no program for it is found.
 * @param project absolute path of the project, whose own programs are never run
 */
export function openInBrowser(url: string, env: Environment, project: string): void {
  const program = findProgram(openers[platform] ?? 'xdg-open', { env, project });
  if (program === undefined) return;
  const opener = spawn(program, [url], {
    stdio: 'ignore',
    detached: true,
    // The program looks for the browser in it.
    env: { ...env, PATH: trustedFolders({ env, project }).join(delimiter) },
  });
  opener.on('error', () => {});
  opener.unref();
}
