import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { type CrashReport, crashReport } from '../core/crash-report.ts';
import { type Message, messageReader, type Request } from '../core/invocation-channel.ts';
import { followProgress, type Progress } from '../core/invocation-progress.ts';
import { memoryLimitMb, type Observation } from '../core/invocation-result.ts';
import type { LogCollector } from '../core/log-collector.ts';
import { killProcessTree } from './process-tree.ts';

export interface ChildOptions {
  /** The Node program. */
  readonly nodePath: string;
  /** Absolute path of the functions folder: the working directory. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds from the moment that the child is up; 0 for no limit. */
  readonly timeoutMs: number;
  readonly logs: LogCollector;
  /** Stops it. */
  readonly signal: AbortSignal | undefined;
}

export interface StartedChild {
  /** Sends the request, and waits until the process and all its children are gone. */
  readonly run: (request: Omit<Request, 'key'>) => Promise<Observation>;
}

/** Milliseconds that a Node process may take until it is up, on a busy machine. */
const bootMs = 10_000;
/** Milliseconds that output is awaited from what outlived the process. */
const straggleMs = 500;

/** Processes that end with this program, however it ends. */
const running = new Set<number>();
process.on('exit', () => {
  for (const pid of running) killProcessTree(pid);
});

/** Starts the process of an invocation: with HubSpot's memory, and waiting for its request. */
export function startChild(options: ChildOptions): StartedChild {
  const program = path.join(__dirname, 'invoke-child.cjs');
  const child = spawn(options.nodePath, [`--max-old-space-size=${memoryLimitMb}`, '--no-warnings', program], {
    cwd: options.folder,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    // The leader of a process group, so that what it starts can be killed with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const key = `${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;
  const observed = observe(child, key, options);
  return {
    run: (request) => {
      channelOf(child)?.write(`${JSON.stringify({ ...request, key })}\n`);
      return observed;
    },
  };
}

function channelOf(child: ChildProcess): Socket | null | undefined {
  return child.stdio[3] as Socket | null | undefined;
}

async function observe(child: ChildProcess, key: string, options: ChildOptions): Promise<Observation> {
  const { logs, timeoutMs, signal } = options;
  const progress = followProgress(logs, () => performance.now());
  const crash = crashReport();
  const limit = timeLimit(timeoutMs, () => stop(child, progress, 'timeout'));
  const onAbort = (): void => stop(child, progress, 'interrupted');
  listenToChild(child, key, logs, crash, (message) => {
    if (message.kind === 'ready') limit.restart();
    if (message.kind === 'end') kill(child);
    progress.take(message);
  });
  if (child.pid !== undefined) running.add(child.pid);
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort);
  const { exitCode, signalName, failure } = await ended(child);
  limit.end();
  signal?.removeEventListener('abort', onAbort);
  if (child.pid !== undefined) running.delete(child.pid);
  logs.end();
  return progress.observation({ exitCode, signal: signalName, crash: failure ?? crash.text() });
}

function stop(child: ChildProcess, progress: Progress, reason: NonNullable<Observation['stopped']>): void {
  progress.stop(reason);
  kill(child);
}

function kill({ pid }: ChildProcess): void {
  if (pid !== undefined) killProcessTree(pid);
}

/** A time limit that counts from the start of the process, with time to get up, and again from when it is up. */
function timeLimit(ms: number, onEnd: () => void): { restart: () => void; end: () => void } {
  // What has arrived by then is read first.
  const begin = (length: number) => setTimeout(() => setImmediate(onEnd), length);
  let timer = ms === 0 ? undefined : begin(bootMs + ms);
  return {
    restart: () => {
      clearTimeout(timer);
      timer = ms === 0 ? undefined : begin(ms);
    },
    end: () => clearTimeout(timer),
  };
}

/** Node's own lines about a debugger, which are no logs. */
const debuggerLines =
  /^(?:Debugger |For help, see: https:\/\/nodejs|Waiting for the debugger|Starting inspector).*\n?/gm;

function listenToChild(
  child: ChildProcess,
  key: string,
  logs: LogCollector,
  crash: CrashReport,
  onMessage: (message: Message) => void,
): void {
  const read = messageReader(key);
  listen(channelOf(child), (text) => {
    for (const message of read(text)) onMessage(message);
  });
  listen(child.stdout, (text) => logs.piece('raw', 'INFO', text));
  listen(child.stderr, (text) => logs.piece('raw', 'ERROR', crash.piece(text.replace(debuggerLines, ''))));
}

function listen(stream: NodeJS.ReadableStream | null | undefined, onText: (text: string) => void): void {
  stream?.setEncoding('utf8');
  stream?.on('data', onText);
  // A child that is killed tears its pipes.
  stream?.on('error', () => {});
}

interface Ended {
  readonly exitCode: number | null;
  readonly signalName: string | null;
  /** Why it could not be started. */
  readonly failure?: string;
}

/** Waits until a process is gone and its output is read, and kills what it left behind. */
function ended(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      if (child.pid === undefined) resolve({ exitCode: null, signalName: null, failure: error.message });
    });
    child.on('exit', () => {
      kill(child);
      const timer = setTimeout(() => {
        for (const stream of child.stdio) stream?.destroy();
      }, straggleMs);
      child.on('close', () => clearTimeout(timer));
    });
    child.on('close', (exitCode, signalName) => resolve({ exitCode, signalName }));
  });
}
