import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { join, win32 } from 'node:path';
import { platform } from 'node:process';
import { memoryLimitMb } from '../data/limits.ts';
import type { Environment } from '../types.ts';
import { killMarked, killProcessTree, startedNothing } from './process-tree.ts';
import { neededByWindows } from './protocol.ts';

/** The process of an invocation, which is starting or waiting for its request. */
export interface RunningChild {
  readonly child: ChildProcess;
  /** The stream for the request and the messages. */
  readonly channel: Socket | undefined;
  /** Settles when the process is gone and its output is read. */
  readonly ended: Promise<Ended>;
  /** Kills it, with everything that it started. */
  readonly kill: () => void;
}

export interface Ended {
  /** Null if the process could not be started; the signal is null then, too. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Why it could not be started. */
  readonly failure?: string;
}

/** Milliseconds to wait for output of processes that outlive the function's. */
const straggleMs = 500;

/** Kills the processes that must end with this program, however it ends. */
const running = new Set<(atExit: boolean) => void>();
process.on('exit', () => {
  for (const kill of running) kill(true);
});

let spare: RunningChild | undefined;

/**
 * Starts a process before it is known what to run in it: it boots while this program loads the rest of itself, which
 * halves the time of a short invocation. It does not keep this program alive, and ends with it if it is not used.
 * @param env of this program
 */
export function startAhead(env: Environment): void {
  if (spare !== undefined && isAlive(spare)) return;
  spare = startProcess(process.execPath, env);
  setReferenced(spare, false);
}

/**
 * A process for an invocation: the one started ahead, if it is alive and has the right Node, else a new one.
 * @param env of this program
 * @param nodePath the Node program
 */
export function takeProcess(env: Environment, nodePath = process.execPath): RunningChild {
  if (nodePath !== process.execPath || spare === undefined) return startProcess(nodePath, env);
  const ready = spare;
  spare = undefined;
  if (!isAlive(ready)) return startProcess(nodePath, env);
  setReferenced(ready, true);
  return ready;
}

/** Returns true if a process is still alive, as far as this program knows. */
export function isAlive({ child }: RunningChild): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function startProcess(nodePath: string, env: Environment): RunningChild {
  const program = join(__dirname, 'invoke-child.cjs');
  // It only has to be unique. Loading `node:crypto` would delay the start by milliseconds.
  const mark = `hs-function-${process.pid}-${process.hrtime.bigint()}`;
  const args = [`--max-old-space-size=${memoryLimitMb}`, '--no-warnings', program];
  const child = spawn(nodePath, args, {
    env: childEnvironment(env, mark),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    // Makes it the leader of a process group, so that what it starts can be killed with it.
    detached: platform !== 'win32',
    windowsHide: true,
  });
  const kill = killerOf(child, mark);
  if (child.pid !== undefined) running.add(kill);
  // Killing a child breaks its pipes.
  for (const stream of pipesOf(child)) stream?.on('error', () => {});
  const channel = (pipesOf(child)[3] as Socket | null | undefined) ?? undefined;
  return { child, channel, ended: endOf(child, kill), kill };
}

/** Kills a process and all that it started, once; processes that are no longer its descendants are found by the mark. */
function killerOf(child: ChildProcess, mark: string): (atExit?: boolean) => void {
  const { pid } = child;
  let killed = false;
  return (atExit) => {
    if (pid === undefined || killed) return;
    killed = true;
    // Windows soon reuses the id of a process that is gone.
    if (platform === 'win32' && child.exitCode !== null) return;
    const alone = startedNothing(pid);
    killProcessTree(pid, atExit);
    if (!alone) killMarked(mark);
  };
}

function setReferenced({ child }: RunningChild, referenced: boolean): void {
  const method = referenced ? 'ref' : 'unref';
  child[method]();
  for (const stream of pipesOf(child)) (stream as Socket | null)?.[method]();
}

/** Returns the process's streams. They are missing if the process did not start because too many files are open. */
function pipesOf({ stdio }: ChildProcess) {
  return (stdio as typeof stdio | undefined) ?? [];
}

/** Waits until a process is gone, and kills what it left behind. */
function endOf(child: ChildProcess, kill: () => void): Promise<Ended> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      if (child.pid === undefined) resolve({ exitCode: null, signal: null, failure: error.message });
    });
    child.on('exit', () => {
      if (child.pid === undefined) return;
      kill();
      running.delete(kill);
      const timer = setTimeout(() => {
        for (const stream of child.stdio) stream?.destroy();
      }, straggleMs);
      child.on('close', () => clearTimeout(timer));
    });
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
}

/**
 * Kills a process group as soon as this program is gone, for whatever reason. A function in an endless loop would not
 * notice and would run forever, so another process waits for the end of a pipe that only this program holds.
 * Windows needs no guard: there, Node has the system end every process that it started.
 * @param pid of the leader of the group
 * @returns a function that ends the guard, to be called once the group is gone
 */
export function guardAgainstOrphans(pid: number): () => void {
  if (platform === 'win32') return () => {};
  const guard = spawn('/bin/sh', ['-c', 'read -r _; kill -KILL "-$1"', 'sh', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
    // So that Ctrl-C reaches only this program, which then ends the guard.
    detached: true,
  });
  guard.on('error', () => {});
  guard.stdin?.on('error', () => {});
  guard.unref();
  return () => void guard.kill('SIGKILL');
}

/** Node needs nothing else on POSIX; what HubSpot sets in addition to secrets is not documented. */
const posixPath = '/usr/local/bin:/usr/bin:/bin';

/**
 * The environment that a function's process is started with: what Node needs, and a network's own certificates
 * (`NODE_EXTRA_CA_CERTS`), a variable that the child removes once Node has read it. Nothing else comes from the shell;
 * the secrets follow with the request.
 * @param env of this program
 * @param mark a name by which every process with this environment can be found on Linux: it becomes a folder at the end
 *   of the PATH, which does not exist
 */
function childEnvironment(env: Environment, mark: string): Record<string, string> {
  const names = [...(platform === 'win32' ? neededByWindows : []), 'NODE_EXTRA_CA_CERTS'];
  const given = names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  const { SystemRoot: windows = 'C:\\Windows' } = env;
  const marked = platform === 'linux' ? `${posixPath}:/nonexistent/${mark}` : posixPath;
  // Without a PATH, Node 20 cannot start any program on Windows, wherever it is.
  const search = platform === 'win32' ? win32.join(windows, 'System32') : marked;
  return { PATH: search, ...Object.fromEntries(given) };
}
