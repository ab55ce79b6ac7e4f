import { existsSync } from 'node:fs';
import path from 'node:path';
import { asks } from './asks.ts';
import { type ChosenProject, readChosenProject } from './chosen-project.ts';
import { parseJson } from './core/edit/json-parse.ts';
import { chooseFunctions, refuseFilesOutside, severalFunctions } from './core/invocation/choose-functions.ts';
import { buildContext, refuseMisfits } from './core/invocation/invocation-context.ts';
import { nodeMajorWarning } from './core/invocation/node-major.ts';
import { fixtureFile } from './core/plan/fixture-file.ts';
import { responseLimitMs } from './data/limits.ts';
import type { InvokeOptions } from './data/options.ts';
import { inputProblem, Problem } from './errors.ts';
import { findNode, installNode, localMajor } from './io/invocation/node-program.ts';
import { findProject } from './io/project/find-project.ts';
import { readInputFile } from './io/project/input-file.ts';
import type { ExistingFunction, Invocation, Json, Project, Warning } from './types.ts';
import type { World } from './world.ts';

const debuggerPort = 9229;

/** What a call of `invoke` says, with what it reads read. */
export interface CallInputs {
  readonly functionName: string | undefined;
  readonly options: InvokeOptions;
  /** The content of `--context`, if it is given. */
  readonly context: Json | undefined;
  /** The content of `--body`, if it is given. */
  readonly body: Json | undefined;
}

/** What is to be run. */
export interface Invocations {
  readonly project: Project;
  readonly invocations: readonly Invocation[];
  readonly warnings: readonly Warning[];
}

/**
 * Reads what `--context` and `--body` name; standard input only once, however often the functions are run.
 *
 * @throws Problem (code 2) for what cannot be read or is no JSON
 */
export async function readCallInputs(
  { context, body }: InvokeOptions,
  world: World,
): Promise<Pick<CallInputs, 'context' | 'body'>> {
  return {
    context:
      context === undefined
        ? undefined
        : inputJson(await readInput(context, '--context', world), '--context'),
    body: body === undefined ? undefined : inputJson(await readBody(body, world), '--body'),
  };
}

async function readInput(named: string, option: string, world: World): Promise<string> {
  if (named !== '-') return readInputFile(world.cwd, named, option);
  const { readStandardInput } = await import('./io/terminal/standard-input.ts');
  return readStandardInput(world.terminal.stdin, option, world.signal);
}

async function readBody(given: string, world: World): Promise<string> {
  if (given === '-') return readInput(given, '--body', world);
  return given.startsWith('@') ? readInput(given.slice(1), '--body', world) : given;
}

/** What a person hands over is input, so it is refused with code 2. */
function inputJson(text: string, source: string): Json {
  try {
    return parseJson(source, text).value;
  } catch (error) {
    if (error instanceof Problem) throw inputProblem(error.code, error.message, error.details);
    throw error;
  }
}

/**
 * Finds the functions of a project that are meant, and the context of each.
 *
 * @throws Problem where there is no such function, or the options do not fit
 */
export async function prepareInvocations(
  { project, warnings }: ChosenProject,
  inputs: CallInputs,
  world: World,
): Promise<Invocations> {
  const { options } = inputs;
  const functions = await findFunctions(project, inputs, world);
  refuseFilesOutside(functions);
  refuseMisfits(functions, options);
  const major = options.node ?? localMajor;
  const nodePath = await nodeOf(major, world);
  const nodeWarning = nodeMajorWarning(project, major);
  return {
    project,
    invocations: functions.map((one) => ({
      ...invocationOf(one, project, inputs),
      nodePath,
    })),
    warnings: [...warnings, ...(nodeWarning === undefined ? [] : [nodeWarning])],
  };
}

/**
 * Finds and reads the project around the working directory.
 *
 * @throws Problem where there is none, or it cannot be read
 */
export async function locateProject(options: InvokeOptions, world: World): Promise<ChosenProject> {
  const configFile = findProject(world.cwd);
  if (configFile === undefined) {
    throw inputProblem('no-project', 'Neither here nor in a folder above is an hsproject.json.', {
      hint: 'Run it within a project, or make one: npm create hs-function@latest',
    });
  }
  const choice = {
    functionsDirectory: options['functions-directory'],
    guessPlatform: true,
    workingDirectory: world.cwd,
  };
  return readChosenProject(configFile, choice, asks(options, world), world);
}

/**
 * The functions that a call means; the person says which, where it leaves that open.
 *
 * @throws Problem (code 2) where there is no such function, or nobody may be asked
 */
export async function findFunctions(
  project: Project,
  { functionName, options }: Pick<CallInputs, 'functionName' | 'options'>,
  world: World,
): Promise<readonly ExistingFunction[]> {
  return (
    chooseFunctions(project, functionName, options.all === true) ??
    (await askFunction(project, options, world))
  );
}

async function askFunction(project: Project, options: InvokeOptions, world: World) {
  if (!asks(options, world)) throw severalFunctions(project);
  const { chooseOne } = await import('./choose-one.ts');
  const question = {
    id: 'function',
    message: 'Which function?',
    why: 'The project has several; --all runs every one.',
  };
  const name = await chooseOne(
    question,
    project.functions.map((one) => one.name),
    world,
  );
  return project.functions.filter((one) => one.name === name);
}

/** The Node program of a major version, installed first where it is not at hand. */
async function nodeOf(major: number, { env, signal, terminal }: World): Promise<string> {
  const found = findNode(major, env);
  if (found !== undefined) return found;
  const { startProgress } = await import('./io/terminal/progress.ts');
  const progress = startProgress(`Installing Node ${major}`, terminal.stderr);
  const installed = installNode(major, { env, signal, onProgress: progress.show });
  await installed.then(
    () => progress.end(true),
    () => progress.end(false),
  );
  return installed;
}

function invocationOf(
  one: ExistingFunction,
  project: Project,
  { options, context, body }: CallInputs,
): Invocation {
  const { name, endpoint } = one;
  const call = { ...options, ...(body === undefined ? {} : { body }) };
  const inspectPort = options.inspect === true ? debuggerPort : options.inspect;
  return {
    function: name,
    file: one.file === '' ? '' : path.join(project.root, one.file),
    functionsDirectory: path.join(project.root, project.functionsDirectory),
    configFile: one.configFile,
    secrets: one.secrets,
    ...(endpoint === undefined ? {} : { endpoint }),
    context: buildContext(endpoint, context ?? readFixture(project.root, name), call),
    timeoutMs: inspectPort === undefined ? (options.timeout ?? responseLimitMs) : 0,
    ...(inspectPort === undefined ? {} : { inspectPort }),
  };
}

/** The function's fixture, where it has one. */
function readFixture(root: string, name: string): Json | undefined {
  const fixture = fixtureFile(name);
  if (/[\\/]/.test(name) || !existsSync(path.join(root, fixture))) return undefined;
  return inputJson(readInputFile(root, fixture, 'The fixture'), fixture);
}
