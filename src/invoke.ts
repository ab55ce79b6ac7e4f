import { availableParallelism } from 'node:os';
import path from 'node:path';
import { asks } from './asks.ts';
import type { ChosenProject } from './chosen-project.ts';
import { invokeCommand } from './core/call/command-line.ts';
import { redactor } from './core/invocation/redact.ts';
import { secretValues } from './core/invocation/secret-warnings.ts';
import { firstOfEach } from './core/plan/missing-options.ts';
import { invokeReport } from './core/report/invoke-report.ts';
import type { InvokeOptions } from './data/options.ts';
import { type Examples, inputProblem } from './errors.ts';
import { failedRun, knownProject } from './failed-run.ts';
import {
  type CallInputs,
  findFunctions,
  type Invocations,
  locateProject,
  prepareInvocations,
  readCallInputs,
} from './invocations.ts';
import { runFunction } from './io/invocation/invoke.ts';
import { readLocalSecrets } from './io/invocation/secrets.ts';
import { findProject } from './io/project/find-project.ts';
import { followRun } from './io/terminal/run-progress.ts';
import { allMissing, type Retry } from './missing.ts';
import type { InvocationResult, Project, Report } from './types.ts';
import type { World } from './world.ts';

/** Runs functions of the project around the working directory, once or on every change, and tells what they did. */
export async function invoke(
  functionName: string | undefined,
  options: InvokeOptions,
  world: World,
): Promise<Report> {
  refuseClashes(functionName, options);
  let place: ChosenProject | undefined;
  try {
    place = await locateProject(options, world);
    const inputs: CallInputs = { functionName, options, ...(await readCallInputs(options, world)) };
    const prepared = await prepareInvocations(place, inputs, world);
    if (options.watch) {
      const { watchFunctions } = await import('./invoke-watch.ts');
      return await watchFunctions(prepared, inputs, world);
    }
    if (options.inspect !== undefined) announceDebugger(prepared, world);
    return reportOf(prepared, await runAll(prepared, world, world.signal), inputs, world);
  } catch (error) {
    const project = knownProject(place?.project, () => findProject(world.cwd));
    const complete = await allMissing(error, retryOf(functionName, options, world));
    return failedRun(complete, { mode: 'invoke', project });
  }
}

/** A run that may not ask is tried again up to the functions that it means; one that asks would ask for the rest. */
function retryOf(functionName: string | undefined, options: InvokeOptions, world: World): Retry {
  const completed = (examples: Examples) => {
    const { function: name = functionName, ...more } = firstOfEach(examples);
    return { functionName: name, options: { ...options, ...more } };
  };
  return {
    async withExamples(examples) {
      if (asks(options, world)) return;
      const call = completed(examples);
      const { project } = await locateProject(call.options, world);
      await findFunctions(project, call, world);
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
  { env, terminal }: World,
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
  { version, signal, env }: World,
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
export function announceDebugger({ invocations }: Invocations, { terminal }: World): void {
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
