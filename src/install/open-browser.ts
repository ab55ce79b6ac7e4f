import { spawn } from 'node:child_process';
import { platform } from 'node:process';
import type { Environment } from '../types.ts';

/** The program that opens an address in the browser of a person; they take it as their only argument. */
const openers: Readonly<Record<string, string>> = { darwin: 'open', win32: 'explorer.exe' };

/** Opens an address in the browser; where there is none, nothing happens. */
export function openInBrowser(url: string, env: Environment): void {
  const opener = spawn(openers[platform] ?? 'xdg-open', [url], {
    stdio: 'ignore',
    detached: true,
    env: { ...env },
  });
  opener.on('error', () => {});
  opener.unref();
}
