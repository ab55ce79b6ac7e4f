import type { Message, Outcome, Thrown } from './invocation-channel.ts';
import type { Observation } from './invocation-result.ts';
import type { LogCollector } from './log-collector.ts';

/** Milliseconds without a sign of life after which a function counts as busy. */
const busyMs = 1000;

/** How a process ended. */
interface Ending {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** What Node or the system said of a crash. */
  readonly crash: string;
}

/** What is known so far of a run, message by message. */
export interface Progress {
  readonly take: (message: Message) => void;
  /** Says that it is stopped from outside; of no account where the outcome is known. */
  readonly stop: (reason: NonNullable<Observation['stopped']>) => void;
  readonly observation: (ending: Ending) => Observation;
}

/** @param clock gives milliseconds that only grow, such as `performance.now` */
export function followProgress(logs: LogCollector, clock: () => number): Progress {
  const late: Thrown[] = [];
  let outcome: Outcome | undefined;
  let durationMs: number | undefined;
  let memoryBytes = 0;
  let readyAt = clock();
  let aliveAt = Number.NEGATIVE_INFINITY;
  let stopped: Observation['stopped'];
  let busy = false;

  const take = (message: Message): void => {
    if ('memoryBytes' in message) memoryBytes = Math.max(memoryBytes, message.memoryBytes);
    switch (message.kind) {
      case 'ready':
        readyAt = clock();
        break;
      case 'alive':
        aliveAt = clock();
        break;
      case 'log':
        logs.message(message.level, message.text, message.cut);
        break;
      case 'output':
        logs.piece('in-order', message.level, message.text);
        break;
      case 'outcome':
        outcome = message.outcome;
        durationMs = message.durationMs;
        break;
      case 'late':
        late.push(message.thrown);
    }
  };
  const stop: Progress['stop'] = (reason) => {
    if (outcome !== undefined || stopped !== undefined) return;
    stopped = reason;
    busy = clock() - aliveAt > busyMs;
  };
  return {
    take,
    stop,
    observation: (ending) => ({
      ...ending,
      outcome,
      durationMs: durationMs ?? clock() - readyAt,
      endedAt: new Date(),
      stopped,
      busy,
      memoryBytes,
      logs: logs.lines,
      logsCut: logs.wasCut(),
      late,
    }),
  };
}
