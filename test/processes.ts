import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { cleanEnvironment, program, type Run, type RunOptions } from './program.ts';

/** A run of the packed program that can be interrupted. */
export interface Running {
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly stdin: NodeJS.WritableStream;
  /**
   * The run's result. The code is null if the system ended the process by the signal, before the program began or after it
   * ended.
   */
  readonly ended: Promise<Run>;
}

/** Starts the packed program with pipes as its streams. Standard input stays open. */
export function startRun(cwd: string, args: readonly string[], { env }: RunOptions = {}): Running {
  const child = spawn(process.execPath, [program(), ...args], {
    cwd,
    env: { ...cleanEnvironment(), ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => {});
  const ended = new Promise<Run>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { kill: (signal) => void child.kill(signal), stdin: child.stdin, ended };
}

/** Waits until a file contains a whole line, and returns its text. */
export async function lineIn(file: string): Promise<string> {
  for (;;) {
    try {
      const text = readFileSync(file, 'utf8');
      if (text.endsWith('\n')) return text;
    } catch {}
    await wait(20);
  }
}

/** Fails if a process is still working in a folder or its subfolders. Only works on Linux. */
export async function expectNoProcessIn(folder: string): Promise<void> {
  const tries = process.platform === 'linux' ? 1200 : 0;
  for (let left = tries; left > 0 && processesIn(folder).length > 0; left--) await wait(50);
  if (tries > 0) expect(processesIn(folder)).toEqual([]);
}

/** The commands of processes whose working directory is in a folder. Empty without `/proc`. */
export function processesIn(folder: string): readonly string[] {
  if (!existsSync('/proc')) return [];
  const top = realpathSync(folder);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => {
      try {
        const cwd = readlinkSync(`/proc/${id}/cwd`);
        const isInside = cwd === top || cwd.startsWith(`${top}/`);
        return isInside ? [readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ')] : [];
      } catch {
        return [];
      }
    });
}
