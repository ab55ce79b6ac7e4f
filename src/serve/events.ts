import type { Mask } from '../edit/diff.ts';
import { exempt } from '../report/exempt.ts';
import { masked } from '../report/mask-tokens.ts';
import type { Finding, InvocationError, Json, LogLine, ToldWarning } from '../types.ts';
import type { ToldError } from './answers.ts';

/** What the page and programs are told about a function. */
export interface FunctionState {
  readonly name: string;
  /** Relative to the project, with `/`. */
  readonly file: string;
  /** Only for an endpoint function; without a leading slash. */
  readonly path?: string | undefined;
  readonly methods?: readonly string[] | undefined;
  readonly secrets: readonly { readonly name: string; readonly state: 'set' | 'placeholder' | 'missing' }[];
  /** The context in the function's fixture; null if the fixture does not exist or is too large to be shown. */
  readonly fixture: Json;
  /** Findings of `check` in its file. */
  readonly findings: readonly ShownFinding[];
}

/** A finding of `check`. */
export type ShownFinding = Pick<Finding, 'rule' | 'severity' | 'path' | 'line' | 'message' | 'hint'>;

/** A request as it is shown: without secret values. */
export type ShownRequest =
  | {
      readonly kind: 'endpoint';
      readonly method: string;
      /** Without the prefix that all endpoints have. */
      readonly path: string;
      readonly query: readonly (readonly [string, string])[];
      readonly headers: readonly (readonly [string, string])[];
      /** Cut if it is long. */
      readonly body: string;
    }
  | {
      readonly kind: 'app';
      readonly function: string;
      /** If it is long, the beginning of its JSON as a text; `propertiesToSend` likewise. */
      readonly parameters: Json;
      readonly propertiesToSend: Json;
    };

/** An event while functions are served, without secret values. */
export type DevEvent =
  | { readonly event: 'ready'; readonly url: string; readonly functions: readonly string[] }
  | ({ readonly event: 'project' } & ProjectState)
  | CallEvent
  | ({ readonly event: 'log'; readonly id: string } & LogLine)
  | AnswerEvent
  | ({ readonly event: 'warning'; readonly function?: string } & ToldWarning);

export interface ProjectState {
  readonly project: string;
  readonly platformVersion: string;
  readonly functions: readonly FunctionState[];
  /** Findings of `check` in other files. */
  readonly findings: readonly ShownFinding[];
  /** Why the project cannot be read as it is; null if it can. */
  readonly problem: ToldError | null;
}

/** A call was received. */
export interface CallEvent {
  readonly event: 'call';
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly caller: 'http' | 'card' | 'page';
  readonly function: string;
  readonly request: ShownRequest;
}

interface AnswerEvent {
  readonly event: 'answer';
  readonly id: string;
  /** The status code that the caller got. */
  readonly status: number;
  /** Milliseconds that the handler ran. */
  readonly durationMs: number;
  /** Milliseconds that the call waited for its turn. */
  readonly waitedMs: number;
  readonly headers: readonly (readonly [string, string])[];
  /** Cut if it is long. */
  readonly body: string;
  readonly error?: InvocationError | undefined;
  readonly warnings: readonly ToldWarning[];
}

/** A call with everything that is known about it so far. */
export type CallRecord = CallEvent & { readonly logs: readonly LogLine[]; readonly answer?: AnswerEvent };

/** Limits of the kept calls: their number, and their total characters of JSON. */
const keptCalls = 100;
const keptLength = 10_000_000;

/**
 * Drops the oldest calls until the rest is within the limits.
 * @param kept the data kept of each call, by its id; `length` is its characters of JSON
 * @param mayGo returns true if a call can be dropped already
 */
export function dropOldest<Call extends { readonly length: number }>(
  kept: Map<string, Call>,
  mayGo: (call: Call) => boolean = () => true,
): void {
  let total = [...kept.values()].reduce((sum, { length }) => sum + length, 0);
  for (const [id, call] of kept) {
    if (kept.size <= keptCalls && total <= keptLength) return;
    if (!mayGo(call)) continue;
    total -= call.length;
    kept.delete(id);
  }
}

/** Events that are masked where they are made: a project as a whole, and a log for its function. */
const maskedBefore: ReadonlySet<DevEvent['event']> = new Set(['log', 'project']);

/** Keeps the latest calls for those who join later, and passes on events to listeners. */
export interface Journal {
  readonly tell: (event: DevEvent) => void;
  /** @returns a function that stops listening */
  readonly listen: (listener: (event: DevEvent) => void) => () => void;
  /** The latest calls, oldest first. */
  readonly calls: () => readonly CallRecord[];
}

interface KeptCall {
  readonly record: CallEvent & { readonly logs: LogLine[]; answer?: AnswerEvent };
  length: number;
}

/** @param hide masks secret values and tokens in what this program says itself */
export function openJournal(hide: Mask): Journal {
  const listeners = new Set<(event: DevEvent) => void>();
  const kept = new Map<string, KeptCall>();
  const keep = (event: DevEvent): void => {
    if (event.event === 'call') kept.set(event.id, { record: { ...event, logs: [] }, length: 0 });
    const call = 'id' in event ? kept.get(event.id) : undefined;
    if (call === undefined) return;
    if (event.event === 'log') call.record.logs.push(event);
    if (event.event === 'answer') call.record.answer = event;
    call.length += JSON.stringify(event).length;
    // A call without an answer is kept: it is shown once it is answered.
    if (event.event === 'call') dropOldest(kept, ({ record }) => record.answer !== undefined);
  };
  return {
    tell(given) {
      const shown = maskedBefore.has(given.event) ? given : masked(given, hide, exempt.dev);
      // Its time, which a secret may look like.
      const event = 'at' in given ? { ...shown, at: given.at } : shown;
      keep(event);
      for (const listener of listeners) listener(event);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    calls: () => [...kept.values()].map(({ record }) => record),
  };
}
