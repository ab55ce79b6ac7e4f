import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { parseChoice } from '../answers/choices.ts';
import { readInput, readInputFile } from '../answers/input-file.ts';
import { responseLimitMs } from '../data/limits.ts';
import type { InvokeOptions } from '../data/options.ts';
import { parseJson } from '../edit/json-scanner.ts';
import { combineMissing, exitCodes, Problem, unlessProblem, withDetails } from '../errors.ts';
import { findNode, localMajor } from '../install/node.ts';
import { otherNode } from '../messages/at-hand.ts';
import { refusal } from '../messages/messages.ts';
import { foldersOf, inFolder, projectFiles } from '../project/files.ts';
import { fixtureFile } from '../project/layout.ts';
import { relativePath } from '../project/same-file.ts';
import { buildContext, refuseMisfits } from '../run/context.ts';
import { invocationOf } from '../run/invocation.ts';
import { isJson } from '../run/request.ts';
import { localSecrets, type SecretsIn, secretNames } from '../run/secrets.ts';
import { canAsk, type Session } from '../session.ts';
import { startProgress } from '../terminal/progress.ts';
import { printable } from '../terminal/text.ts';
import type { ExistingFunction, Invocation, Json, Project, Warning } from '../types.ts';
import { resolveTarget } from '../write/files.ts';
import { isFile } from '../write/read-file.ts';
import { type ChosenProject, chooseFolder } from './choose-project.ts';

/** The port on which Node waits for a debugger, if requested. Node's default is 9229. */
export function inspectPortOf({ inspect }: Pick<InvokeOptions, 'inspect'>): number | undefined {
  return inspect === true ? 9229 : inspect;
}

/** The options of `invoke`, with the content of the files they name. */
export interface CallInputs {
  readonly functionName: string | undefined;
  readonly options: InvokeOptions;
  /** The content of `--context`, if it is given. */
  readonly context: Json | undefined;
  /** The content of `--body`, if it is given. */
  readonly body: Json | undefined;
}

/** The calls to make. */
export interface Invocations {
  readonly project: Project;
  readonly functions: readonly ExistingFunction[];
  /** One for each function. */
  readonly invocations: readonly Invocation[];
  readonly warnings: readonly Warning[];
  readonly secretsIn: SecretsIn;
}

/** Reads what `--context` and `--body` name. Standard input is read only once, even if the functions run repeatedly. */
export async function readCallInputs(
  { context, body, header = [] }: InvokeOptions,
  session: Session,
): Promise<Pick<CallInputs, 'context' | 'body'>> {
  const type = header.find((text) => /^content-type=/i.test(text))?.slice('content-type='.length);
  const bodyFile = body?.startsWith('@') ? body.slice(1) : undefined;
  const named = bodyFile ?? (body === '-' ? body : undefined);
  const bodyText = named === undefined ? body : await readInput(named, '--body', session);
  const isText = bodyText === undefined || (type !== undefined && !isJson(type));
  return {
    context:
      context === undefined ? undefined : inputJson(await readInput(context, '--context', session), context),
    body: isText ? bodyText : inputJson(bodyText, named ?? '--body'),
  };
}

/** Parses a file that an option names. Because the file is user input, an error in it has exit code 2. */
function inputJson(text: string, named: string): Json {
  try {
    return parseJson(named === '-' ? 'standard input' : named, text).value;
  } catch (error) {
    if (error instanceof Problem) throw withDetails(error, { exit: exitCodes.input });
    throw error;
  }
}

/**
 * Finds the functions to run and builds the context of each.
 * @throws Problem for options that do not fit these functions
 */
export async function prepareInvocations(
  { project, warnings }: ChosenProject,
  inputs: CallInputs,
  session: Session,
): Promise<Invocations> {
  const { options } = inputs;
  const functions = await findFunctions(project, inputs, session);
  refuseFilesOutside(project.root, functions);
  refuseMisfits(functions, options);
  const major = options.node ?? localMajor;
  const nodePath = await nodeOf(major, project, session);
  const secretsIn = localSecrets(session.env.NODE_ENV);
  const prepared = functions.map((one) => callOf(one, project, inputs));
  const functionsDirectory = path.posix.dirname(functions[0]?.configFile ?? '');
  return {
    // If there are several functions folders, use the one that contains these functions.
    project: functionsDirectory === project.functionsDirectory ? project : { ...project, functionsDirectory },
    functions,
    invocations: prepared.map(({ invocation }) => ({ ...invocation, nodePath })),
    warnings: [...warnings, ...nodeMajorWarnings(project, major), ...prepared.flatMap((one) => one.warnings)],
    secretsIn,
  };
}

/** The functions to run. If the options do not identify them, the user is asked. */
async function findFunctions(
  project: Project,
  inputs: CallInputs,
  session: Session,
): Promise<readonly ExistingFunction[]> {
  const { functionName, options } = inputs;
  const mayAsk = canAsk(options, session);
  const missing: Problem[] = [];
  const meant =
    (await chooseFunctions(project, functionName, options.all === true)) ??
    namedLike(
      mayAsk ? await askFunction(project, session) : firstFunction(project, inputs, missing),
      project,
    );
  const folders = [...new Set(meant.map(({ configFile }) => path.posix.dirname(configFile)))];
  const isOne = options.all || folders.length < 2 || new Set(meant.map(({ name }) => name)).size > 1;
  const question = {
    why: 'Several have a function of that name; --functions-directory names one.',
    doing: runningOneOf(project),
  };
  const folder = isOne ? undefined : await chooseFolder(folders, question, mayAsk, missing, session);
  const lacking = combineMissing(missing);
  if (lacking !== undefined) throw lacking;
  session.terminal.conversation.end();
  return meant.filter(({ configFile }) => folder === undefined || path.posix.dirname(configFile) === folder);
}

function namedLike(name: string, { functions }: Project): readonly ExistingFunction[] {
  return functions.filter((one) => one.name === name);
}

function runningOneOf({ name }: Project): string {
  return `running a function of ${printable(name)}`;
}

async function askFunction(project: Project, session: Session): Promise<string> {
  const { chooseOne } = await import('../prompts/ask-once.ts');
  const question = {
    id: 'function',
    message: 'Which function?',
    why: 'The project has several; --all runs every one.',
    doing: runningOneOf(project),
  };
  return chooseOne(question, [...new Set(project.functions.map((one) => one.name))], session);
}

/** Records that no function was named, and continues with the first one that the options fit. */
function firstFunction(project: Project, inputs: CallInputs, missing: Problem[]): string {
  const names = project.functions.map(({ name }) => name);
  const first = project.functions.find((one) =>
    unlessProblem(() => {
      refuseMisfits([one], inputs.options);
      return callOf(one, project, inputs);
    }),
  )?.name;
  const examples = first === undefined ? undefined : { function: [first] };
  const problem = refusal('missing-function', { names }, { missing: ['function'], examples });
  if (first === undefined) throw problem;
  missing.push(problem);
  return first;
}

/** The path of a Node executable with this major version. It is installed if missing, without the project's secrets. */
export async function nodeOf(
  major: number,
  project: Project,
  { env, signal, terminal }: Session,
): Promise<string> {
  const found = findNode(major, env);
  if (found !== undefined) return found;
  const { installNode } = await import('../install/install-node.ts');
  const progress = startProgress(`Installing Node ${major}`, terminal.stderr);
  const folder = path.join(project.root, project.functionsDirectory);
  const secrets = secretNames(project, folder, env.NODE_ENV);
  const installed = installNode(major, { env, secrets, signal, onProgress: progress.show });
  await installed.then(
    () => progress.end(true),
    () => progress.end(false),
  );
  return installed;
}

function callOf(
  one: ExistingFunction,
  project: Project,
  { options, context: given, body }: CallInputs,
): { readonly invocation: Invocation; readonly warnings: readonly Warning[] } {
  const call = { ...options, ...(body === undefined ? {} : { body }) };
  const fixture = given ?? readFixture(project.root, one.name);
  const { context, endpoint, warnings } = buildContext(one.endpoint, fixture, call);
  const inspectPort = inspectPortOf(options);
  const timeoutMs = options.timeout ?? responseLimitMs;
  return { invocation: invocationOf(one, project, { context, endpoint, timeoutMs, inspectPort }), warnings };
}

/** The function's fixture, if it has one. */
export function readFixture(root: string, name: string): Json | undefined {
  const fixture = fixtureFile(name);
  if (/[\\/]/.test(name) || !existsSync(path.join(root, fixture))) return undefined;
  // A link that leads out of the project could reveal any file.
  resolveTarget(root, fixture);
  return inputJson(readInputFile(root, fixture, 'The fixture'), fixture);
}

/** The functions selected by the options of `invoke`; undefined if the options leave it open. */
async function chooseFunctions(
  project: Project,
  name: string | undefined,
  all: boolean,
): Promise<readonly ExistingFunction[] | undefined> {
  const { functions, functionsDirectory } = project;
  // The function might exist in configuration that HubSpot ignores.
  const reasons = async () =>
    (await import('../check/configuration-warnings.ts')).configurationWarnings(project);
  if (functions.length === 0) throw refusal('no-functions', { functionsDirectory, reasons: await reasons() });
  if (all) return functions;
  if (name === undefined) return functions.length === 1 ? functions : undefined;
  const names = functions.map((one) => one.name);
  // A name that starts with `-` can be written as `./-name`.
  const isBehindDot = name.startsWith('./-') && !names.includes(name);
  const parsed = parseChoice(isBehindDot ? name.slice('./'.length) : name, 'function', names);
  if ('problem' in parsed) throw refusal('unknown-function', { rejected: parsed, reasons: await reasons() });
  return namedLike(parsed.value, project);
}

/**
 * Refuses functions whose source file, or a `package.json` above it, is outside the project. HubSpot would not receive that
 * file, and an untrusted project could name any file on this machine.
 * @throws Problem `file-outside`, `backslash`, `symlink-outside` or `unreadable` (code 3)
 */
export function refuseFilesOutside(root: string, functions: readonly ExistingFunction[]): void {
  // HubSpot runs Linux, where no such file exists; on Windows it could lead out of the project.
  const odd = functions.find(({ file }) => file.includes('\\'));
  if (odd !== undefined) throw refusal('backslash', odd, { conflicts: [odd.file] });
  const outside = functions.find(({ file }) => /^\.\.(\/|$)/.test(file));
  if (outside !== undefined) throw refusal('file-outside', outside, { conflicts: [outside.file] });
  const files = projectFiles(root);
  const folders = new Set(functions.flatMap(({ file }) => realFolders(root, path.join(root, file))));
  // Reading these checks them before Node does: Node's error would show the beginning of a file that is not JSON.
  for (const folder of folders) files.read(inFolder(folder, 'package.json'));
}

/** The project folders that really contain a file, after following links. Relative, with `/`. */
function realFolders(root: string, file: string): readonly string[] {
  if (!isFile(file)) return [];
  const real = relativePath(root, realpathSync.native(file));
  return real.startsWith('../') ? [] : foldersOf(real);
}

/** Warns if a function runs on a different Node version than at HubSpot, if HubSpot documents its version. */
export function nodeMajorWarnings({ platform, platformVersion }: Project, major: number): readonly Warning[] {
  const { nodeMajor } = platform;
  if (nodeMajor === undefined || nodeMajor === major) return [];
  return [otherNode({ here: major, there: nodeMajor, platformVersion })];
}
