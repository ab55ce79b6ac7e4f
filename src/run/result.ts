import { memoryLimitMb } from '../data/limits.ts';
import type { Invocation, InvocationError, InvocationResult, LogLine, Warning } from '../types.ts';
import { errorOf, thrownText } from './errors.ts';
import type { Outcome, Thrown } from './protocol.ts';
import type { Redactor } from './redact.ts';
import { httpResponse } from './response.ts';
import type { FunctionFacts } from './source.ts';

/** What was seen of a run from outside. */
export interface Observation {
  readonly outcome: Outcome | undefined;
  /** Milliseconds since the handler was called; 0 where it never was. */
  readonly durationMs: number;
  /** Was the handler called? Before that, the file is loaded. */
  readonly called: boolean;
  readonly endedAt: Date;
  readonly stopped: 'timeout' | 'interrupted' | undefined;
  /** Did the event loop stand still at the end? */
  readonly busy: boolean;
  /** How the process ended; both are null where it could not be started. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** What Node or the system said of a crash, or of a start that failed. */
  readonly crash: string;
  /** Largest resident memory that was seen, in bytes. */
  readonly memoryBytes: number;
  /** Redacted already. */
  readonly logs: readonly LogLine[];
  readonly logsCut: boolean;
  /** What was thrown after the outcome. */
  readonly late: readonly Thrown[];
}

/**
 * The result of an invocation: what happened, in words. Secret values are taken out of everything in it.
 *
 * @param warnings what is known of the function and its secrets before it runs
 */
export function invocationResult(
  invocation: Invocation,
  observation: Observation,
  facts: FunctionFacts,
  redactor: Redactor,
  warnings: readonly Warning[],
): InvocationResult {
  const { outcome, durationMs, endedAt, logs, stopped } = observation;
  const error = stopped === undefined ? endError(observation, facts) : stopError(observation, invocation);
  const answered = error === undefined && outcome?.kind === 'returned';
  const result = {
    function: invocation.function,
    status: stopped === 'timeout' ? 'TIMEOUT' : answered ? 'SUCCESS' : 'ERROR',
    durationMs: Math.round(durationMs),
    endedAt: endedAt.toISOString(),
    response: answered ? redactor.json(JSON.parse(outcome.text)) : null,
    logs,
    ...(error === undefined ? {} : { error: redactError(error, redactor) }),
  } as const;
  const sent = answered && facts.endpoint !== undefined ? httpResponse(result.response).warnings : [];
  return {
    ...result,
    warnings: [...warnings, ...runWarnings(observation, facts, redactor), ...sent, ...exposure(redactor)],
  };
}

/** Every text of an error can hold what the function's code has said: a hint repeats the package that it asked for. */
function redactError(error: InvocationError, { text }: Redactor): InvocationError {
  const said = (['message', 'hint', 'excerpt', 'stack'] as const).flatMap((key) => {
    const words = error[key];
    return words === undefined ? [] : [[key, text(words)] as const];
  });
  return { ...error, ...Object.fromEntries(said) };
}

function stopError({ stopped, busy, called }: Observation, { timeoutMs }: Invocation): InvocationError {
  if (stopped === 'interrupted') return { code: 'interrupted', message: 'It was interrupted.' };
  if (!called) {
    return {
      code: 'timeout',
      message: `It was still being loaded after ${timeoutMs} ms and was stopped: its handler was never called.`,
      hint: busy
        ? 'Loading runs the top level of the file and its packages: look for a loop there, and for packages that are slow to load.'
        : 'Loading waits for the top level of the file: look for an await there that takes too long.',
    };
  }
  const doing = busy
    ? 'It was busy without a pause: look for a loop that does not end.'
    : 'It was waiting: look for a promise that takes too long, and give calls to other services a shorter timeout.';
  return {
    code: 'timeout',
    message: `It did not answer within ${timeoutMs} ms and was stopped.`,
    hint: doing,
  };
}

function endError(observation: Observation, facts: FunctionFacts): InvocationError | undefined {
  const { outcome, exitCode, signal, crash } = observation;
  if (outcome !== undefined) return errorOf(outcome, facts);
  if (/heap out of memory|FATAL ERROR: .*(?:Allocation failed|heap limit)/.test(crash)) {
    return {
      code: 'out-of-memory',
      message: `It needed more than ${memoryLimitMb} MB of memory, and its process crashed.`,
      hint: 'Work on smaller pieces: HubSpot documents the same limit.',
    };
  }
  if (exitCode === null && signal === null) {
    return { code: 'no-start', message: `Node could not be started: ${crash}` };
  }
  const how = signal === null ? `with code ${exitCode}` : `by ${signal}`;
  const said = /^FATAL ERROR: .*/m.exec(crash)?.[0] ?? '';
  return {
    code: 'crashed',
    message: `Its process ended ${how} before it answered.${said === '' ? '' : ` ${said}`}`,
  };
}

function runWarnings(observation: Observation, facts: FunctionFacts, redactor: Redactor): Warning[] {
  const { late, logsCut, memoryBytes, outcome } = observation;
  const memoryMb = Math.round(memoryBytes / 1024 / 1024);
  const emptied = outcome?.kind === 'returned' ? outcome.emptied : [];
  return [
    ...emptied.map(({ path, what, written }) => ({
      code: 'emptied-by-json',
      message: redactor.text(
        written === undefined
          ? `JSON has no ${what}: ${path} is left out of the response.`
          : `JSON has no ${what}: ${path} reaches the caller as ${written}.`,
      ),
    })),
    ...late.slice(0, 3).map((thrown) => ({
      code: 'late-error',
      message: `After it had answered, it threw ${redactor.text(thrownText(thrown, facts))}\nIn production nothing runs reliably after the answer: await everything before.`,
    })),
    ...(logsCut
      ? [
          {
            code: 'logs-cut',
            message: 'It logged more than 256 KB: HubSpot keeps no more, and here they are cut as well.',
          },
        ]
      : []),
    ...(outcome !== undefined && memoryMb > memoryLimitMb
      ? [
          {
            code: 'memory',
            message: `It used ${memoryMb} MB of memory; HubSpot documents a limit of ${memoryLimitMb} MB.`,
          },
        ]
      : []),
  ];
}

function exposure({ found }: Redactor): Warning[] {
  if (found.size === 0) return [];
  const names = [...found].join(', ');
  return [
    {
      code: 'secret-exposed',
      message: `It lets out the value of ${names}: shown as *** here, but in HubSpot's logs and in its response it would stand in clear.`,
    },
  ];
}
