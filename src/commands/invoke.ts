import { availableParallelism } from 'node:os';
import path from 'node:path';
import { firstOfEach } from '../answers/resolve-answers.ts';
import { invokeCommand } from '../args/command-line.ts';
import type { InvokeOptions } from '../data/options.ts';
import { type Examples, inputProblem } from '../errors.ts';
import { findProject } from '../project/project.ts';
import { invokeReport } from '../report/invoke-report.ts';
import { redactor } from '../run/redact.ts';
import { runFunction } from '../run/run-function.ts';
import { readLocalSecrets, secretValues } from '../run/secrets.ts';
import { canAsk, type Session } from '../session.ts';
import { followRun } from '../terminal/progress.ts';
import type { InvocationResult, Project, Report } from '../types.ts';
import type { Retry } from './failure.ts';
import {
  type CallInputs,
  findFunctions,
  type Invocations,
  locateProject,
  prepareInvocations,
  readCallInputs,
} from './invocations.ts';
import type { ChosenProject } from './target.ts';

/** Runs functions of the project around the working directory, once or on every change, and tells what they did. */
export async function invoke(
  functionName: string | undefined,
  options: InvokeOptions,
  session: Session,
): Promise<Report> {
  refuseClashes(functionName, options);
  let place: ChosenProject | undefined;
  try {
    place = await locateProject(options, session);
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
    const project = knownProject(place?.project, () => findProject(session.cwd));
    const complete = await allMissing(error, retryOf(functionName, options, session));
    return failedRun(complete, { mode: 'invoke', project });
  }
}

/** A run that may not ask is tried again up to the functions that it means; one that asks would ask for the rest. */
function retryOf(functionName: string | undefined, options: InvokeOptions, session: Session): Retry {
  const completed = (examples: Examples) => {
    const { function: name = functionName, ...more } = firstOfEach(examples);
    return { functionName: name, options: { ...options, ...more } };
  };
  return {
    async withExamples(examples) {
      if (canAsk(options, session)) return;
      const call = completed(examples);
      const { project } = await locateProject(call.options, session);
      await findFunctions(project, call, session);
    },
    command(examples) {
      const call = completed(examples);
      const operands = call.functionName === undefined ? [] : [call.functionName];
      return invokeCommand('create-hs-function', operands, call.options);
    },
  };
}

/** Runs functions, as many at once as there are processors; the results keep the order. */
export async function runAll(
  { invocations }: Invocations,
  { env, terminal }: Session,
  signal: AbortSignal,
): Promise<readonly InvocationResult[]> {
  const names = invocations.map((invocation) => invocation.function);
  const { onLog, end } = followRun(names, terminal.stderr);
  const results: InvocationResult[] = [];
  const waiting = invocations.entries();
  const work = async (): Promise<void> => {
    for (const [index, invocation] of waiting) {
      if (!signal.aborted) results[index] = await runFunction(invocation, { env, signal, onLog });
    }
  };
  // Asking for the processors takes longer than there is to gain with one.
  const workers = invocations.length > 1 ? Math.min(availableParallelism(), invocations.length) : 1;
  await Promise.all(Array.from({ length: workers }, work));
  const finished = results.filter((result) => result !== undefined);
  await end(finished.every(({ status }) => status === 'SUCCESS'));
  return finished;
}

/** The report of one round. */
export function reportOf(
  { project, invocations, warnings }: Invocations,
  results: readonly InvocationResult[],
  inputs: CallInputs,
  { version, signal, env }: Session,
): Report {
  const functions = invocations.map((invocation) => invocation.function);
  const options = withoutSecrets(inputs.options, project, env.NODE_ENV);
  return invokeReport({ project, functions, options, results, warnings, version, signal });
}

/** The report repeats what was typed, which may be the value of a secret. */
function withoutSecrets(
  options: InvokeOptions,
  project: Project,
  nodeEnv: string | undefined,
): InvokeOptions {
  const isTyped = Object.values(options).some((value) => typeof value === 'string' || Array.isArray(value));
  if (!isTyped) return options;
  const folder = path.join(project.root, project.functionsDirectory);
  const { json } = redactor(secretValues(readLocalSecrets(folder, nodeEnv).values));
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, json(value)]));
}

/** Says where a debugger finds the function: it waits without a word of its own. */
export function announceDebugger({ invocations }: Invocations, { terminal }: Session): void {
  const port = invocations[0]?.inspectPort;
  terminal.stderr.write(
    `Waiting for a debugger on 127.0.0.1:${port}: attach your editor, or open chrome://inspect. It stops where the handler is called.\n`,
  );
}

function refuseClashes(functionName: string | undefined, options: InvokeOptions): void {
  const clashes = [
    [functionName !== undefined && options.all, `--all runs every function, and ${functionName} is one.`],
    [
      options.inspect !== undefined && options.all,
      '--inspect waits for one debugger, and --all runs several functions.',
    ],
    [options.watch && options.json, '--watch goes on and on, and --json is one document.'],
    [options.context === '-' && options.body === '-', '--context and --body cannot both be standard input.'],
  ] as const;
  const clash = clashes.find(([holds]) => holds);
  if (clash !== undefined) throw inputProblem('options-clash', clash[1], { hint: 'Leave one of them out.' });
}
