import { randomUUID } from 'node:crypto';
import type { Json } from '../types.ts';
import { type Ended, guardAgainstOrphans, type RunningChild } from './child-process.ts';
import { type LogCollector, withoutOwnFrames } from './logs.ts';
import type { CallRequest, EarlyRead, LoadRequest, Message, Outcome, Thrown } from './protocol.ts';
import { messageReader } from './read-messages.ts';
import type { Observation } from './result.ts';

interface Supervision {
  /** Milliseconds from the moment that the child is running; 0 for no limit. */
  readonly timeoutMs: number;
  readonly logs: LogCollector;
  /** Stops the call. */
  readonly signal: AbortSignal | undefined;
  /** Called with how the call ended as soon as that is known, while late errors are still waited for. */
  readonly onOutcome?: ((outcome: Outcome) => void) | undefined;
}

/** Milliseconds that a Node process may take to start, on a busy machine. */
const bootMs = 10_000;
/** Milliseconds that a process may continue after it closed its channel, the only connection to it. */
const silentMs = 1000;

/** Node's own lines about a debugger, which are not logs. */
const debuggerLines =
  /^(?:Debugger |For help, see: https:\/\/nodejs|Waiting for the debugger|Starting inspector).*\n?/gm;

/** A process that is loading a function, or has loaded it and waits for what to call it with. */
export interface LoadedProcess {
  readonly running: RunningChild;
  /** Ends the guard against orphans, once the process has been killed. */
  readonly endGuard: () => void;
  /** Passes on the process's messages, starting with those so far. */
  readonly listen: (take: (message: Message) => void) => void;
  /** Resolves to the loaded files, if they were asked for, once the function is loaded; undefined if that failed. */
  readonly whenLoaded: Promise<readonly string[] | undefined>;
}

/** Makes a process load a function. */
export function loadInto(running: RunningChild, request: LoadRequest): LoadedProcess {
  const key = randomUUID();
  const said: Message[] = [];
  let take = (message: Message): void => void said.push(message);
  const read = messageReader(key);
  const whenLoaded = new Promise<readonly string[] | undefined>((resolve) => {
    void running.ended.then(() => resolve(undefined));
    listen(running.channel, (text) => {
      for (const message of read(text)) {
        if (message.kind === 'outcome') resolve(undefined);
        if (message.kind === 'loaded') resolve(message.files);
        else take(message);
      }
    });
  });
  const { pid } = running.child;
  // Guarded before it gets any code to run: that code may never let its own process check whether this one is gone.
  const endGuard = pid === undefined ? () => {} : guardAgainstOrphans(pid);
  void running.ended.then(endGuard);
  running.channel?.once('end', () => setTimeout(() => running.kill(), silentMs).unref());
  write(running, { ...request, key });
  return {
    running,
    endGuard,
    listen(listener) {
      for (const message of said) listener(message);
      take = listener;
    },
    whenLoaded,
  };
}

function write(
  { channel }: RunningChild,
  request: (LoadRequest & { readonly key: string }) | CallRequest,
): void {
  channel?.write(`${JSON.stringify(request)}\n`);
}

/**
 * Makes a process call its function, and watches it until it has sent its last message or is gone. When this returns, it
 * and everything that it started have been killed.
 */
export async function supervise(
  loaded: LoadedProcess,
  context: Json,
  { timeoutMs, logs, signal, onOutcome }: Supervision,
): Promise<Observation> {
  const { running } = loaded;
  const progress = followProgress(logs);
  const crash = crashReport();
  const stop = (reason: NonNullable<Observation['stopped']>): void => {
    progress.stop(reason);
    running.kill();
  };
  let spentMs = 0;
  /** Secrets are hidden in what the function says, which it may wait for: that time is not its own. */
  const timed = (work: () => void): void => {
    const start = milliseconds();
    work();
    spentMs += milliseconds() - start;
  };
  const limit = timeLimit(
    timeoutMs,
    () => stop('timeout'),
    () => spentMs,
  );
  const onAbort = (): void => stop('interrupted');
  const { stdout, stderr } = running.child;
  listen(stdout, (text) => timed(() => logs.piece('raw', 'INFO', text)));
  listen(stderr, (text) =>
    timed(() => logs.piece('raw', 'ERROR', crash.piece(text.replace(debuggerLines, '')))),
  );
  const lastWord = new Promise<undefined>((resolve) => {
    loaded.listen((given) => {
      const message = cleanResponse(given);
      if (message.kind === 'ready') limit.restart();
      if (message.kind === 'end') resolve(undefined);
      timed(() => progress.take(message));
      if (message.kind === 'outcome') onOutcome?.(message.outcome);
    });
  });
  if (signal?.aborted) onAbort();
  else write(running, { context });
  signal?.addEventListener('abort', onAbort);
  const ended = (await Promise.race([lastWord, running.ended])) ?? (await release(running));
  limit.end();
  loaded.endGuard();
  signal?.removeEventListener('abort', onAbort);
  logs.end();
  return progress.observation({ ...ended, crash: ended.failure ?? crash.text() });
}

/** A message without this program's stack frames in its response. */
function cleanResponse(message: Message): Message {
  if (message.kind !== 'outcome' || message.outcome.kind !== 'returned') return message;
  return { ...message, outcome: { ...message.outcome, text: withoutOwnFrames(message.outcome.text) } };
}

/**
 * Kills a process that has sent its last message. This does not wait until it is gone (except on Windows, where another
 * program kills it), but only until what it wrote before is read, which takes a turn of the event loop.
 */
async function release(running: RunningChild): Promise<Ended> {
  running.kill();
  if (process.platform === 'win32') await running.ended;
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  running.child.unref();
  for (const stream of running.child.stdio) stream?.destroy();
  return { exitCode: null, signal: 'SIGKILL' };
}

/** Milliseconds of a monotonic clock; Node's `performance` would take two to load. */
function milliseconds(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/**
 * A time limit: first with extra time for the process to start, then anew from the moment that it is running.
 * @param spent milliseconds that this program has spent so far while the function may have waited: they are added, but never
 *   more than `ms` in all, or a function could write for ever
 */
export function timeLimit(
  ms: number,
  onEnd: () => void,
  spent: () => number,
): { restart: () => void; end: () => void } {
  const begin = (length: number, most = ms): ReturnType<typeof setTimeout> | undefined => {
    if (ms === 0) return undefined;
    const before = spent();
    return setTimeout(() => {
      const more = Math.min(spent() - before, most);
      if (more >= 1) timer = begin(more, most - more);
      // Messages that have arrived by then are read first.
      else setImmediate(onEnd);
    }, length);
  };
  let timer = begin(bootMs + ms);
  let isRunning = false;
  return {
    restart: () => {
      if (isRunning) return;
      isRunning = true;
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

/** Milliseconds without a heartbeat after which a function counts as busy. */
const busyMs = 1000;

/** Collects what is known of a run, message by message. */
function followProgress(logs: LogCollector) {
  const late: Thrown[] = [];
  const earlyReads: EarlyRead[] = [];
  let end: Extract<Message, { kind: 'outcome' }> | undefined;
  let memoryBytes = 0;
  let calledAt: number | undefined;
  let aliveAt = Number.NEGATIVE_INFINITY;
  let stopped: Observation['stopped'];
  let busy = false;

  const take = (message: Message): void => {
    if ('memoryBytes' in message) memoryBytes = Math.max(memoryBytes, message.memoryBytes);
    if (message.kind === 'early-read') earlyReads.push(message);
    else if (message.kind === 'called') calledAt = milliseconds();
    else if (message.kind === 'alive') aliveAt = milliseconds();
    else if (message.kind === 'log') logs.message(message.level, message.text, message.cut);
    else if (message.kind === 'output') logs.piece('in-order', message.level, message.text);
    else if (message.kind === 'outcome') end ??= message;
    else if (message.kind === 'late') late.push(message.thrown);
  };
  /** Notes that the run is stopped from outside; ignored if its outcome is known. */
  const stop = (reason: NonNullable<Observation['stopped']>): void => {
    if (end !== undefined || stopped !== undefined) return;
    stopped = reason;
    busy = milliseconds() - aliveAt > busyMs;
  };
  return {
    take,
    stop,
    observation: (ending: Pick<Observation, 'exitCode' | 'signal' | 'crash'>): Observation => ({
      ...ending,
      outcome: end?.outcome,
      durationMs: end?.durationMs ?? (calledAt === undefined ? 0 : milliseconds() - calledAt),
      called: calledAt !== undefined,
      endedAt: new Date(),
      stopped,
      busy,
      memoryBytes,
      logs: logs.lines,
      logsCut: logs.wasCut(),
      earlyReads,
      late,
    }),
  };
}

/** Longest part of a crash report that is kept, in characters. */
const longest = 20_000;

/** How V8 and Node begin their crash reports on standard error. */
const beginning =
  /^(?:<--- Last few GCs --->|FATAL ERROR:|#\s*\n# Fatal error|----- Native stack trace -----| ?\d+: 0x[\da-f]+ )/m;

/** Separates a crash report from what a function writes to standard error, which `piece` returns. */
function crashReport() {
  let report = '';
  // The mark makes the redactor hide the beginning of a secret there.
  const within = (text: string) => (text.length > longest ? `${text.slice(0, longest)}…` : text);
  const piece = (text: string): string => {
    if (report !== '') {
      if (report.length <= longest) report = within(report + text);
      return '';
    }
    const start = beginning.exec(text)?.index;
    if (start === undefined) return text;
    report = within(text.slice(start));
    return text.slice(0, start).replace(/^[\r\n]+$/, '');
  };
  return { piece, text: () => report };
}
