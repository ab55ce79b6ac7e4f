import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import path from 'node:path';
import { childEnvironment } from '../../core/invocation/child-environment.ts';
import { memoryLimitMb } from '../../data/limits.ts';
import { killProcessTree } from './process-tree.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The process of an invocation: it is starting, or waits for its request. */
export interface RunningChild {
  readonly child: ChildProcess;
  /** The stream over which request and messages go. */
  readonly channel: Socket | undefined;
  /** Settles when it is gone and its output is read. */
  readonly ended: Promise<Ended>;
}

export interface Ended {
  /** Both are null where it could not be started. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Why it could not be started. */
  readonly failure?: string;
}

/** Milliseconds that output is awaited from what outlived the process. */
const straggleMs = 500;

/** Processes that end with this program, however it ends. */
const running = new Set<number>();
process.on('exit', () => {
  for (const pid of running) killProcessTree(pid);
});

let spare: RunningChild | undefined;

/**
 * Starts a process before it is known what to run in it: it boots while this program loads the rest of itself, which
 * halves the time of a short invocation. It keeps nothing alive, and ends with this program where it is not used.
 *
 * @param env of this program
 */
export function startAhead(env: Environment): void {
  spare = startProcess(process.execPath, env);
  setReferenced(spare, false);
}

/**
 * A process for an invocation.
 *
 * @param nodePath the Node program
 * @param env of this program
 */
export function takeProcess(nodePath: string, env: Environment): RunningChild {
  const ready = spare;
  if (ready === undefined || nodePath !== process.execPath) return startProcess(nodePath, env);
  spare = undefined;
  setReferenced(ready, true);
  return ready;
}

/** Kills a process with everything that it started. */
export function killProcess({ child }: RunningChild): void {
  if (child.pid !== undefined) killProcessTree(child.pid);
}

function startProcess(nodePath: string, env: Environment): RunningChild {
  const program = path.join(__dirname, 'invoke-child.cjs');
  const args = [`--max-old-space-size=${memoryLimitMb}`, '--no-warnings', program];
  const child = spawn(nodePath, args, {
    env: childEnvironment(env, process.platform),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    // The leader of a process group, so that what it starts can be killed with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  if (child.pid !== undefined) running.add(child.pid);
  // A child that is killed tears its pipes.
  for (const stream of child.stdio) stream?.on('error', () => {});
  return { child, channel: (child.stdio[3] as Socket | null | undefined) ?? undefined, ended: endOf(child) };
}

function setReferenced({ child }: RunningChild, referenced: boolean): void {
  const method = referenced ? 'ref' : 'unref';
  child[method]();
  for (const stream of child.stdio) (stream as Socket | null)?.[method]();
}

/** Waits until a process is gone, and kills what it left behind. */
function endOf(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      if (child.pid === undefined) resolve({ exitCode: null, signal: null, failure: error.message });
    });
    child.on('exit', () => {
      if (child.pid === undefined) return;
      killProcessTree(child.pid);
      running.delete(child.pid);
      const timer = setTimeout(() => {
        for (const stream of child.stdio) stream?.destroy();
      }, straggleMs);
      child.on('close', () => clearTimeout(timer));
    });
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
}
