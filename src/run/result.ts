import { memoryLimitMb } from '../data/limits.ts';
import { functionError, warning } from '../messages/messages.ts';
import { masked } from '../report/mask-tokens.ts';
import type {
  Invocation,
  InvocationError,
  InvocationFault,
  InvocationResult,
  LogLine,
  Warning,
} from '../types.ts';
import { errorOf, thrownText } from './errors.ts';
import type { EarlyRead, Outcome, Thrown } from './protocol.ts';
import type { Redactor } from './redact.ts';
import { httpResponse } from './response.ts';
import type { FunctionFacts } from './source.ts';

/** A run of a function as seen from outside its process. */
export interface Observation {
  readonly outcome: Outcome | undefined;
  /** Milliseconds since the handler was called; 0 if it never was. */
  readonly durationMs: number;
  /** True once the handler is called. Before that, the file is loaded. */
  readonly called: boolean;
  readonly endedAt: Date;
  readonly stopped: 'timeout' | 'interrupted' | undefined;
  /** True if the event loop was blocked at the end. */
  readonly busy: boolean;
  /** How the process ended; both are null if it could not be started. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The message of Node or the system about a crash or a failed start. */
  readonly crash: string;
  /** Largest resident memory, in bytes. */
  readonly memoryBytes: number;
  /** The log lines. Secret values are already removed. */
  readonly logs: readonly LogLine[];
  readonly logsCut: boolean;
  readonly earlyReads: readonly EarlyRead[];
  /** What was thrown after the outcome. */
  readonly late: readonly Thrown[];
}

/**
 * The result of an invocation, with errors in words and secret values hidden everywhere.
 * @param warnings those about the function and its secrets
 * @param signal stops hiding secrets in the response: then the run counts as interrupted
 */
export async function invocationResult(
  invocation: Invocation,
  observation: Observation,
  facts: FunctionFacts,
  redactor: Redactor,
  warnings: readonly Warning[],
  signal: AbortSignal | undefined,
): Promise<InvocationResult> {
  const { outcome, durationMs, endedAt, logs, stopped } = observation;
  const fault = stopped === undefined ? endError(observation, facts) : stopError(observation, invocation);
  const error = fault && masked(await inWords(fault), redactor.text);
  const answered = error === undefined && outcome?.kind === 'returned';
  const response = answered ? await redactor.jsonInTurns(JSON.parse(outcome.text), signal) : null;
  if (response === undefined) {
    const interrupted = { ...observation, stopped: 'interrupted' } as const;
    return invocationResult(invocation, interrupted, facts, redactor, warnings, signal);
  }
  const result = {
    function: invocation.function,
    status: stopped === 'timeout' ? 'TIMEOUT' : answered ? 'SUCCESS' : 'ERROR',
    durationMs: Math.round(durationMs),
    endedAt: endedAt.toISOString(),
    response,
    logs,
    ...(error === undefined ? {} : { error }),
  } as const;
  const sent = answered && facts.endpoint !== undefined ? httpResponse(result.response).warnings : [];
  return {
    ...result,
    warnings: [
      ...warnings,
      ...runWarnings(observation, facts, redactor),
      ...sent,
      ...(redactor.found.size === 0 ? [] : [warning('secret-exposed', { names: [...redactor.found] })]),
    ],
  };
}

/** An error in words, whose texts are only loaded if a function fails. */
export async function inWords(fault: InvocationFault): Promise<InvocationError> {
  const { toldError } = await import('../messages/words.ts');
  return toldError(fault);
}

function stopError({ stopped, busy, called }: Observation, { timeoutMs }: Invocation): InvocationFault {
  if (stopped === 'interrupted') return functionError('interrupted', {});
  return functionError('timeout', { timeoutMs, called, busy });
}

function endError(observation: Observation, facts: FunctionFacts): InvocationFault | undefined {
  const { outcome, exitCode, signal, crash } = observation;
  if (outcome !== undefined) return errorOf(outcome, facts);
  if (/heap out of memory|^FATAL ERROR: .*(?:Allocation failed|heap limit)/m.test(crash)) {
    return functionError('out-of-memory', {});
  }
  if (exitCode === null && signal === null) return functionError('no-start', { reason: crash });
  const reason = /^FATAL ERROR: .*/m.exec(crash)?.[0] ?? '';
  return functionError('crashed', { exitCode, signal, reason });
}

function runWarnings(observation: Observation, facts: FunctionFacts, redactor: Redactor): Warning[] {
  const { late, logsCut, memoryBytes, outcome } = observation;
  const memoryMb = Math.round(memoryBytes / 1024 / 1024);
  const emptied = outcome?.kind === 'returned' ? outcome.emptied : [];
  return [
    ...emptied.map(({ path, what, written }) =>
      warning('emptied-by-json', { path: redactor.text(path), what: redactor.text(what), written }),
    ),
    ...late.slice(0, 3).map((thrown) => warning('late-error', { thrown: thrownText(thrown, facts) })),
    ...(logsCut ? [warning('logs-cut', {})] : []),
    ...(outcome !== undefined && memoryMb > memoryLimitMb
      ? [warning('memory', { megabytes: memoryMb })]
      : []),
  ];
}
