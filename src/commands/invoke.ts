import { firstOfEach } from '../answers/resolve-answers.ts';
import { invokeCommand } from '../args/command-line.ts';
import type { InvokeOptions } from '../data/options.ts';
import type { Examples } from '../errors.ts';
import type { OptionsClash } from '../messages/commands.ts';
import { refusal } from '../messages/messages.ts';
import { findProjectAround } from '../project/project.ts';
import { canAsk, type Session } from '../session.ts';
import type { Report } from '../types.ts';
import { type ChosenProject, locateProject } from './choose-project.ts';
import type { Retry } from './failure.ts';
import { type CallInputs, findFunctions, prepareInvocations, readCallInputs } from './invocations.ts';
import { announceDebugger, reportOf, runAll } from './run-invocations.ts';

/** Runs functions of the project around the working directory, once or on every change, and tells what they did. */
export async function invoke(
  functionName: string | undefined,
  options: InvokeOptions,
  session: Session,
): Promise<Report> {
  refuseClashes(functionName, options);
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
    const { allMissing, failedRun, knownProject } = await import('./failure.ts');
    const project = knownProject(place?.project, () => findProjectAround(session.cwd));
    const complete = await allMissing(error, retryOf(functionName, options, session));
    return failedRun(complete, { mode: 'invoke', project });
  }
}

/** A run that is not interactive is tried again up to the choice of functions; an interactive one would ask for the rest. */
function retryOf(functionName: string | undefined, options: InvokeOptions, session: Session): Retry {
  const completed = (examples: Examples) => {
    const { function: name = functionName, ...more } = firstOfEach(examples);
    return { functionName: name, options: { ...options, ...more } };
  };
  return {
    async withExamples(examples) {
      if (canAsk(options, session)) return;
      const call = completed(examples);
      const { project } = await locateProject(call.options, session, true);
      await findFunctions(project, call, session);
    },
    command(examples) {
      const call = completed(examples);
      const operands = call.functionName === undefined ? [] : [call.functionName];
      return invokeCommand('create-hs-function', operands, call.options);
    },
  };
}

function refuseClashes(name: string | undefined, options: InvokeOptions): void {
  const clash = clashOf(name, options);
  if (clash !== undefined) throw refusal('options-clash', clash);
}

function clashOf(
  name: string | undefined,
  { all, inspect, watch, json, context, body }: InvokeOptions,
): OptionsClash | undefined {
  if (name !== undefined && all) return { clash: 'all-and-name', name };
  if (inspect !== undefined && all) return { clash: 'inspect-and-all' };
  if (watch && json) return { clash: 'watch-and-json' };
  return context === '-' && body === '-' ? { clash: 'two-of-standard-input' } : undefined;
}
