import type { Outcome, Phase } from '../protocol.ts';
import { apply, isFiniteNumber, toNumber } from './captured.ts';
import { describe, endGroup, send } from './channel.ts';
import { flushStreams, log } from './console.ts';

/** Milliseconds that a function may continue after it has returned, so that late errors show. */
const grace = 100;
/** Maximum number of errors that are reported after the outcome. */
const mostLate = 3;

// Captured, as the function may replace it.
const now = process.hrtime.bigint;
const later = setImmediate;
const after = setTimeout;
const wait = Atomics.wait;
const AnyError = Error;
const { captureStackTrace } = Error;
const { rss } = process.memoryUsage;
const nothing = new Int32Array(new SharedArrayBuffer(4));
/** Keeps a timer from keeping the process alive; captured, as the function may replace the method. */
export const unreferenced = Function.prototype.call.bind(
  Object.getPrototypeOf(setTimeout(() => {}, 0).unref()).unref,
) as (timer: NodeJS.Timeout) => void;

let startedAt: bigint | undefined;
let settled: Outcome | undefined;
let reported = false;
let ended = false;
let late = 0;

/** Reports that the handler is called now. */
export function start(): void {
  send({ kind: 'called' });
  startedAt = now();
}

/** The phase of this run: loading the file, or running its handler. */
export function phase(): Phase {
  return startedAt === undefined ? 'load' : 'run';
}

/** Returns how the handler, or loading the file, ended; undefined while it is still running. */
export function settledOutcome(): Outcome | undefined {
  return settled;
}

/** Holds the outcome for one turn of the event loop: an error thrown in the same turn takes precedence. */
export function settle(outcome: Outcome): void {
  settled = outcome;
  const durationMs = duration();
  later(() => {
    report(outcome, durationMs);
    if (outcome.kind === 'returned') unreferenced(after(end, grace));
    else end();
  });
}

/** Tells the parent the outcome; only the first one counts. */
export function report(outcome: Outcome, durationMs = duration()): void {
  if (reported) return;
  reported = true;
  send({ kind: 'outcome', durationMs, memoryBytes: memory(), outcome });
}

/** Bytes of resident memory; 0 if the function has opened so many files that it cannot be read. */
export function memory(): number {
  try {
    return rss();
  } catch {
    return 0;
  }
}

/** Milliseconds; Node's `performance` would take two to load. */
function duration(): number {
  return startedAt === undefined ? 0 : toNumber(now() - startedAt) / 1e6;
}

/** Sends a heartbeat: the event loop is not blocked. */
export function showLife(): void {
  if (!ended) send({ kind: 'alive', memoryBytes: memory() });
}

/** Reports that nothing follows, and waits to be killed: while this process exists, the parent can find its children. */
export function end(): void {
  if (ended) return;
  ended = true;
  flushStreams();
  send({ kind: 'end' });
  wait(nothing, 0, 0, 10_000);
  endGroup();
}

/** Reports how a process ends without an answer: an uncaught error, `process.exit` or nothing left to do. Logs warnings. */
export function watchProcess(): void {
  process.on('uncaughtException', onError(false));
  process.on('unhandledRejection', onError(true));
  process.on('warning', ({ name, message }) => log('WARN', `${name}: ${message}`));
  process.on('beforeExit', () => {
    if (settled === undefined) report({ kind: 'never-settled', phase: phase() });
    end();
  });
  const exit = process.exit;
  process.exit = (code) => {
    report({ kind: 'exited', exitCode: exitCodeOf(code ?? process.exitCode), stack: stackHere() });
    process.on('exit', end);
    return apply(exit, process, [code]) as never;
  };
}

function exitCodeOf(code: unknown): number {
  const number = typeof code === 'number' || typeof code === 'string' ? toNumber(code) : 0;
  return isFiniteNumber(number) ? number : 0;
}

/**
 * The stack trace of the call; empty if the function's code replaced how stack traces are made.
 * @param below a function that is left out, with everything that it called
 */
export function stackHere(below: () => void = stackHere): string {
  const error = new AnyError();
  captureStackTrace(error, below);
  return describe(error).stack ?? '';
}

function onError(rejection: boolean): (thrown: unknown) => void {
  return (thrown) => {
    if (reported) {
      late += 1;
      if (late <= mostLate) send({ kind: 'late', thrown: describe(thrown) });
      return;
    }
    // An error of the handler itself is more useful than a later one.
    if (settled !== undefined && settled.kind !== 'returned') return;
    report({ kind: 'uncaught', rejection, thrown: describe(thrown) });
    end();
  };
}
