import { availableParallelism } from 'node:os';
import { calledAs } from '../args/caller.ts';
import { invokeCommand } from '../args/command-line.ts';
import { interruptionProblem } from '../messages/messages.ts';
import { emptyReport, shownProject, unansweredProblem } from '../report/report.ts';
import { runFunction } from '../run/run-function.ts';
import type { Session } from '../session.ts';
import type { InvocationResult, Report, Warning } from '../types.ts';
import type { CallInputs, Invocations } from './invocations.ts';
import { runEach } from './run-each.ts';

/** The outcome of running each function once. */
interface Round {
  /** In the order of the functions. */
  readonly results: readonly InvocationResult[];
  /** Warnings about the project, and about the configuration of these functions. */
  readonly warnings: readonly Warning[];
}

/** Runs functions, up to one per processor at a time, and checks their configuration meanwhile. */
export async function runAll(
  { project, functions, invocations, warnings, secretsIn }: Invocations,
  session: Session,
  signal: AbortSignal,
): Promise<Round> {
  const { env } = session;
  // Counting processors takes time and is useless for a single function.
  const width = invocations.length > 1 ? Math.min(availableParallelism(), invocations.length) : 1;
  const running = runEach(
    invocations,
    session,
    signal,
    (invocation, onLog) => runFunction(invocation, { env, signal, secretsIn, onLog }),
    width,
  );
  const checking = async () => {
    // By the next turn of the event loop, the first function is on its way to its process.
    await new Promise(setImmediate);
    const { configurationWarnings } = await import('../check/configuration-warnings.ts');
    return configurationWarnings(project, functions);
  };
  const [results, found] = await Promise.all([running, checking()]);
  return { results, warnings: [...warnings, ...found] };
}

/** The report of one round. */
export function reportOf(
  { project, invocations }: Invocations,
  { results, warnings }: Round,
  inputs: CallInputs,
  { version, signal, env }: Session,
): Report {
  const names = inputs.options.all ? [] : invocations.map((invocation) => invocation.function);
  const { json, color, help, ...repeated } = inputs.options;
  const isOne = results.length === 1;
  const ofFunctions = results.flatMap((result) =>
    result.warnings.map((one) => (isOne ? one : { ...one, about: result.function })),
  );
  return {
    ...emptyReport({ mode: 'invoke', project: shownProject(project) }),
    error: signal.aborted ? interruptionProblem(signal, { at: 'run' }) : unansweredProblem(results),
    invocations: results,
    warnings: [...warnings, ...ofFunctions],
    command: invokeCommand(calledAs(env, version), names, repeated),
  };
}

/** Tells where a debugger can attach, because the waiting function prints nothing. */
export function announceDebugger({ invocations }: Invocations, { terminal }: Session): void {
  const port = invocations[0]?.inspectPort;
  terminal.stderr.write(
    `Waiting for a debugger on 127.0.0.1:${port}: attach your editor, or open chrome://inspect. It stops where the handler is called.\n`,
  );
}
