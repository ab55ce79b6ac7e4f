import { crashReport } from '../../core/invocation/crash-report.ts';
import { type Message, messageReader, type Request } from '../../core/invocation/invocation-channel.ts';
import { followProgress } from '../../core/invocation/invocation-progress.ts';
import type { Observation } from '../../core/invocation/invocation-result.ts';
import type { LogCollector } from '../../core/invocation/log-collector.ts';
import { type Ended, killProcess, type RunningChild } from './invoke-process.ts';
import { guardAgainstOrphans } from './orphan-guard.ts';

export interface Supervision {
  /** Milliseconds from the moment that the child is up; 0 for no limit. */
  readonly timeoutMs: number;
  readonly logs: LogCollector;
  /** Stops it. */
  readonly signal: AbortSignal | undefined;
}

/** Milliseconds that a Node process may take until it is up, on a busy machine. */
const bootMs = 10_000;
/** Milliseconds after which a run is long enough to be guarded; most are over before. */
const guardMs = 1000;

/** Node's own lines about a debugger, which are no logs. */
const debuggerLines =
  /^(?:Debugger |For help, see: https:\/\/nodejs|Waiting for the debugger|Starting inspector).*\n?/gm;

/**
 * Sends a process its request, and watches it until it has said its last word or is gone. Then it and everything that
 * it started has been killed.
 */
export async function supervise(
  running: RunningChild,
  request: Omit<Request, 'key'>,
  { timeoutMs, logs, signal }: Supervision,
): Promise<Observation> {
  const key = `${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;
  const progress = followProgress(logs, milliseconds);
  const crash = crashReport();
  const stop = (reason: NonNullable<Observation['stopped']>): void => {
    progress.stop(reason);
    killProcess(running);
  };
  const limit = timeLimit(timeoutMs, () => stop('timeout'));
  const guard = startGuard(running);
  const onAbort = (): void => stop('interrupted');
  const { stdout, stderr } = running.child;
  listen(stdout, (text) => logs.piece('raw', 'INFO', text));
  listen(stderr, (text) => logs.piece('raw', 'ERROR', crash.piece(text.replace(debuggerLines, ''))));
  const lastWord = new Promise<undefined>((resolve) => {
    const read = messageReader(key);
    const take = (message: Message): void => {
      if (message.kind === 'ready') limit.restart();
      if (message.kind === 'end') resolve(undefined);
      progress.take(message);
    };
    listen(running.channel, (text) => read(text).forEach(take));
  });
  running.channel?.write(`${JSON.stringify({ ...request, key })}\n`);
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort);
  const ended = (await Promise.race([lastWord, running.ended])) ?? (await release(running));
  limit.end();
  guard.end();
  signal?.removeEventListener('abort', onAbort);
  logs.end();
  return progress.observation({ ...ended, crash: ended.failure ?? crash.text() });
}

/**
 * Kills a process that has said its last word, and does not wait until the system has cleared it away: only until what
 * it wrote before is read, which takes a turn of the event loop.
 */
async function release(running: RunningChild): Promise<Ended> {
  killProcess(running);
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  running.child.unref();
  for (const stream of running.child.stdio) stream?.destroy();
  return { exitCode: null, signal: 'SIGKILL' };
}

/** Milliseconds of a clock that never goes back; Node's `performance` would take two to load. */
function milliseconds(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

function startGuard({ child: { pid } }: RunningChild): { end: () => void } {
  let end: (() => void) | undefined;
  const timer = setTimeout(() => {
    if (pid !== undefined) end = guardAgainstOrphans(pid);
  }, guardMs);
  return {
    end: () => {
      clearTimeout(timer);
      end?.();
    },
  };
}

/** A time limit that counts from the request, with time to get up, and again from when the child is up. */
function timeLimit(ms: number, onEnd: () => void): { restart: () => void; end: () => void } {
  // What has arrived by then is read first.
  const begin = (length: number) => (ms === 0 ? undefined : setTimeout(() => setImmediate(onEnd), length));
  let timer = begin(bootMs + ms);
  return {
    restart: () => {
      clearTimeout(timer);
      timer = begin(ms);
    },
    end: () => clearTimeout(timer),
  };
}

function listen(stream: NodeJS.ReadableStream | null | undefined, onText: (text: string) => void): void {
  stream?.setEncoding('utf8');
  stream?.on('data', onText);
}
