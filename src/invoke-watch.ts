import path from 'node:path';
import { invocationText } from './core/invocation/invocation-log.ts';
import { errorText, warningText } from './core/report/report.ts';
import { Problem } from './errors.ts';
import { type CallInputs, type Invocations, locateProject, prepareInvocations } from './invocations.ts';
import { announceDebugger, reportOf, runAll } from './invoke.ts';
import { readFunctionSources } from './io/invocation/function-sources.ts';
import { nextChange } from './io/invocation/watch-files.ts';
import type { Report } from './types.ts';
import type { World } from './world.ts';

/**
 * Runs functions, and again whenever a file that they are made of changes, until the signal is aborted. Everything is
 * read anew for each later round; one that cannot begin says why, and waits for the next change.
 */
export async function watchFunctions(first: Invocations, inputs: CallInputs, world: World): Promise<Report> {
  const settled = settle(inputs, first);
  const { stderr } = world.terminal;
  let latest = first;
  let prepared: Invocations | undefined = first;
  for (;;) {
    const change = nextChange(foldersOf(latest), world.signal);
    if (prepared !== undefined) await showRound(prepared, world, change);
    stderr.write(`${stderr.style.dim('Waiting for a change; Ctrl-C ends it.')}\n`);
    if (!(await change)) return { ...reportOf(latest, [], settled, world), warnings: [] };
    prepared = await prepareAgain(settled, world);
    latest = prepared ?? latest;
  }
}

/** What was asked for the first round is not asked again. */
function settle(inputs: CallInputs, { project, invocations }: Invocations): CallInputs {
  return {
    ...inputs,
    functionName: inputs.options.all ? undefined : invocations[0]?.function,
    options: {
      ...inputs.options,
      'functions-directory': path.join(project.root, project.functionsDirectory),
    },
  };
}

/** Runs one round and shows it; a change overtakes it and stops what runs. */
async function showRound(prepared: Invocations, world: World, change: Promise<boolean>): Promise<void> {
  const { stdout, stderr } = world.terminal;
  if (prepared.invocations[0]?.inspectPort !== undefined) announceDebugger(prepared, world);
  const overtaken = new AbortController();
  const running = runAll(prepared, world, AbortSignal.any([world.signal, overtaken.signal]));
  const results = await Promise.race([running, change.then(() => undefined)]);
  if (results === undefined) {
    overtaken.abort();
    await running;
    return;
  }
  const warnings = [...prepared.warnings, ...results.flatMap((result) => result.warnings)];
  for (const { message } of warnings) stderr.write(`${warningText(message, stderr.style)}\n`);
  stdout.write(`${results.map((result) => invocationText(result, stdout.style)).join('\n\n')}\n`);
}

async function prepareAgain(inputs: CallInputs, world: World): Promise<Invocations | undefined> {
  const { stderr } = world.terminal;
  try {
    return await prepareInvocations(await locateProject(inputs.options, world), inputs, world);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    stderr.write(`${errorText(error, stderr.style)}\n`);
    return undefined;
  }
}

/** The folders of everything that a function is made of: its configuration, its fixture, and its local files. */
function foldersOf({ project, invocations }: Invocations): readonly string[] {
  const folders = invocations.flatMap(({ file, functionsDirectory, configFile }) => [
    functionsDirectory,
    path.dirname(path.join(project.root, configFile)),
    ...readFunctionSources(file, functionsDirectory).map((source) =>
      path.dirname(path.join(functionsDirectory, source.file)),
    ),
  ]);
  return [...new Set([...folders, path.join(project.root, 'fixtures')])];
}
