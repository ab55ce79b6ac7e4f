import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { platform } from 'node:process';
import { findProgram, trustedFolders } from '../run/find-program.ts';
import type { Environment } from '../types.ts';

/** The program that opens an address in the browser of a person; they take it as their only argument. */
const openers: Readonly<Record<string, string>> = { darwin: 'open', win32: 'explorer' };

/**
 * Opens an address in the browser; where there is none, nothing happens.
 *
 * @param project absolute path of the project, whose own programs are never run
 */
export function openInBrowser(url: string, env: Environment, project: string): void {
  const program = findProgram(openers[platform] ?? 'xdg-open', { env, project });
  if (program === undefined) return;
  const opener = spawn(program, [url], {
    stdio: 'ignore',
    detached: true,
    // It looks for the browser.
    env: { ...env, PATH: trustedFolders({ env, project }).join(delimiter) },
  });
  opener.on('error', () => {});
  opener.unref();
}
