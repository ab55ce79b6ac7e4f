import { calledAs } from '../args/caller.ts';
import { invokeCommand } from '../args/command-line.ts';
import type { InvokeOptions } from '../data/options.ts';
import { firstOfEach, Problem, withDetails } from '../errors.ts';
import type { Session } from '../session.ts';
import type { Report } from '../types.ts';
import { type ChosenProject, locateProject } from './choose-project.ts';
import { type CallInputs, prepareInvocations, readCallInputs } from './invocations.ts';
import { announceDebugger, reportOf, runAll } from './run-invocations.ts';

/** Runs functions of the project around the working directory, once or on every change, and reports the results. */
export async function invoke(
  functionName: string | undefined,
  options: InvokeOptions,
  session: Session,
): Promise<Report> {
  let place: ChosenProject | undefined;
  try {
    place = await locateProject(options, session, true);
    const inputs: CallInputs = { functionName, options, ...(await readCallInputs(options, session)) };
    const prepared = await prepareInvocations(place, inputs, session);
    if (options.watch) {
      const { watchFunctions } = await import('./watch.ts');
      return await watchFunctions(prepared, inputs, session);
    }
    if (options.inspect !== undefined) announceDebugger(prepared, session);
    return reportOf(prepared, await runAll(prepared, session, session.signal), inputs, session);
  } catch (error) {
    const { failedIn } = await import('./failure.ts');
    return failedIn('invoke', withProposal(error, functionName, options, session), place?.project, session);
  }
}

/** Adds a command that supplies what is missing. Other errors stay unchanged. */
function withProposal(
  error: unknown,
  name: string | undefined,
  options: InvokeOptions,
  { env }: Session,
): unknown {
  if (!(error instanceof Problem) || error.details.examples === undefined) return error;
  const { function: example = name, ...more } = firstOfEach(error.details.examples);
  const operands = example === undefined ? [] : [example];
  const command = invokeCommand(calledAs(env, undefined), operands, { ...options, ...more });
  return withDetails(error, { proposal: { command, works: true } });
}
