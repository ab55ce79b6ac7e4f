import type { CalledAs } from '../args/caller.ts';
import { invokeCommand } from '../args/command-line.ts';
import type { InvokeOptions } from '../data/options.ts';
import { interruption } from '../messages/messages.ts';
import type { InvocationResult, Project, Report, Warning } from '../types.ts';
import { emptyReport, shownProject, unanswered } from './report.ts';

/** The outcome of a call of `invoke`. */
interface Invoked {
  readonly project: Project;
  /** Names of the functions that were asked for. */
  readonly functions: readonly string[];
  readonly options: InvokeOptions;
  readonly results: readonly InvocationResult[];
  /** What is known before anything runs. */
  readonly warnings: readonly Warning[];
  readonly called: CalledAs;
  readonly signal: AbortSignal;
}

/** The report of functions that were run. */
export function invokeReport({
  project,
  functions,
  options,
  results,
  warnings,
  called,
  signal,
}: Invoked): Report {
  return {
    ...emptyReport({ mode: 'invoke', project: shownProject(project) }),
    error: signal.aborted ? interruption(signal, { at: 'run' }) : unanswered(results),
    invocations: results,
    warnings: [...warnings, ...results.flatMap((result) => warningsOf(result, results.length > 1))],
    command: commandOf(functions, options, called),
  };
}

function warningsOf(result: InvocationResult, several: boolean): readonly Warning[] {
  if (!several) return result.warnings;
  return result.warnings.map((warning) => ({ ...warning, about: result.function }));
}

function commandOf(functions: readonly string[], options: InvokeOptions, called: CalledAs): string {
  const { json, color, help, version, ...repeated } = options;
  return invokeCommand(called, options.all ? [] : functions, repeated);
}
