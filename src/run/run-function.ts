import { existsSync, realpathSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { platform } from 'node:process';
import { hsmetaEnding, tokenName } from '../data/limits.ts';
import { choosePackageManager } from '../install/choose-package-manager.ts';
import { plugAndPlayFile, repositoryHints } from '../install/workspace.ts';
import { functionError, warning } from '../messages/messages.ts';
import { objectOf } from '../project/json.ts';
import { installedAt, isModule, readPackages } from '../project/packages.ts';
import { folded } from '../project/spelling.ts';
import { masked } from '../report/mask-tokens.ts';
import type { Invocation, InvocationFault, InvocationResult, Json, LogLine, Warning } from '../types.ts';
import { isDotenv, isFile, namesIn } from '../write/read-file.ts';
import { type RunningChild, takeProcess } from './child-process.ts';
import { errorOf, firstFrame } from './errors.ts';
import { logCollector } from './logs.ts';
import { placeSyntaxError } from './place-syntax-error.ts';
import type { EarlyRead, LoadRequest } from './protocol.ts';
import type { Redactor } from './redact.ts';
import { invocationResult, inWords } from './result.ts';
import { localSecrets, providedSecrets, type SecretsIn, shortSecrets } from './secrets.ts';
import { type FunctionFacts, importsNeedGuard, readFunctionSources, readsToken } from './source.ts';
import { type LoadedProcess, loadInto, supervise } from './supervise.ts';

/** The services of this program that a run of a function needs. */
interface RunWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called with each line of the log as it comes, without secret values. */
  readonly onLog?: (line: LogLine) => void;
  /**
   * Called with the response as production would send it, including secret values, as soon as it is known: late errors
   * are still waited for then.
   */
  readonly onResponse?: (response: Json) => void;
  /** Secrets shared by several runs; if left out, they are read for this one. */
  readonly secretsIn?: SecretsIn;
  /** Kills the function and everything that it started. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a function once, as HubSpot would: in a process of its own, with the environment of production, within its time
 * limit. Whatever the function does gives a result; this throws only for faults of this program.
 */
export async function runFunction(invocation: Invocation, session: RunWorld): Promise<InvocationResult> {
  const secretsIn = session.secretsIn ?? localSecrets(session.env.NODE_ENV);
  const notRun = await answerWithoutRun(invocation, secretsIn);
  if (notRun !== undefined) return notRun;
  const running = takeProcess(session.env, invocation.nodePath);
  // The function is read while the process starts.
  const reading = readFunction(invocation, secretsIn);
  return callFunction(loadFunction(running, invocation, reading), invocation, reading, session);
}

/**
 * The result of a call for which the function does not run: its method is not listed, or its file cannot be run; else
 * undefined. Values of secrets that a configuration has for either are hidden.
 */
export async function answerWithoutRun(
  invocation: Invocation,
  secretsIn: SecretsIn,
): Promise<InvocationResult | undefined> {
  const redactor = () => secretsIn(invocation.functionsDirectory).redactor();
  return methodNotAllowed(invocation, redactor) ?? (await notRunnable(invocation, redactor));
}

/**
 * Makes a process load the function of an invocation, with the environment of production.
 * @param tellsFiles true if the process should report which files it has loaded
 */
export function loadFunction(
  running: RunningChild,
  invocation: Invocation,
  reading: FunctionReading,
  tellsFiles = false,
): LoadedProcess {
  return loadInto(running, { ...requestFor(invocation, reading), tellsFiles });
}

/** Calls a loaded function with the context of its invocation. */
export async function callFunction(
  loaded: LoadedProcess,
  invocation: Invocation,
  reading: FunctionReading,
  session: RunWorld,
): Promise<InvocationResult> {
  const redact = reading.secrets.redactor();
  const facts = { ...reading.facts, hide: redact.text };
  const { onResponse } = session;
  const observing = supervise(loaded, invocation.context, {
    timeoutMs: invocation.timeoutMs,
    logs: logCollector(redact, () => new Date(), session.onLog),
    signal: session.signal,
    onOutcome: (outcome) => {
      const isAnswer = outcome.kind === 'returned' && errorOf(outcome, facts) === undefined;
      if (isAnswer) onResponse?.(JSON.parse(outcome.text) as Json);
    },
  });
  // The rules are loaded while the function runs.
  const rules = import('../check/function-warnings.ts');
  const observation = await observing;
  const warnings = warningsOf(invocation, reading, observation.earlyReads, redact, await rules);
  const placed = await placeSyntaxError(observation, facts, invocation, session.signal);
  return invocationResult(invocation, placed, facts, redact, warnings, session.signal);
}

/** The facts that are read about a function before it runs. */
export interface FunctionReading {
  readonly facts: Omit<FunctionFacts, 'hide'>;
  readonly secrets: ReturnType<SecretsIn>;
  /** Names of the packages that production would have. */
  readonly packages: readonly string[];
  /** The file with which Yarn's Plug'n'Play resolves packages, if it is used. */
  readonly plugAndPlay: string | undefined;
}

/** Reads a function's files, the packages that it has, and the local values of its secrets. */
export function readFunction(
  { functionsDirectory, file, endpoint, answers = 'return' }: Invocation,
  secretsIn: SecretsIn,
): FunctionReading {
  const folder = realpathSync.native(functionsDirectory);
  const realFile = realpathSync.native(file);
  const { listed, installed } = readPackages(folder);
  const plugAndPlay = plugAndPlayFile(folder);
  const secrets = secretsIn(folder);
  return {
    facts: {
      folder,
      file: path.relative(folder, realFile).replaceAll(path.sep, '/'),
      endpoint,
      answers,
      sources: readFunctionSources(realFile, folder),
      listedPackages: listed,
      packageManager: () => choosePackageManager({ ...repositoryHints(folder, folder), env: {} }),
      isInstalled: (name) => installedAt(name, folder) !== undefined,
    },
    secrets,
    packages: plugAndPlay === undefined ? installed : [...installed, ...listed],
    plugAndPlay,
  };
}

function requestFor(
  invocation: Invocation,
  { facts, secrets, packages, plugAndPlay }: FunctionReading,
): LoadRequest {
  const file = path.join(facts.folder, facts.file);
  return {
    file,
    functionsDirectory: facts.folder,
    env: { ...invocation.environment, ...providedSecrets(invocation.secrets, secrets.values) },
    secretNames: [...invocation.secrets, tokenName],
    module: isModule(file),
    packages,
    plugAndPlay,
    guardImports: importsNeedGuard(facts.sources, (name) => packages.includes(name) || isBuiltin(name)),
    answers: invocation.answers ?? 'return',
    inspectPort: invocation.inspectPort,
  };
}

/** Warnings about a function's code and secrets. */
function warningsOf(
  invocation: Invocation,
  { facts: { folder, sources }, secrets }: FunctionReading,
  reads: readonly EarlyRead[],
  { text }: Redactor,
  { functionWarnings }: typeof import('../check/function-warnings.ts'),
): readonly Warning[] {
  const names = [...new Set([...invocation.secrets, ...(readsToken(sources) ? [tokenName] : [])])];
  const earlyReads = reads.flatMap(({ name, stack }) => {
    const place = firstFrame(stack, folder);
    return place === undefined ? [] : [{ name, file: text(place.file), line: place.line }];
  });
  return [
    ...functionWarnings({ invocation, sources, secrets, earlyReads }),
    ...shortSecrets(names, secrets.values),
  ];
}

/**
 * The result of a call with a method that the endpoint does not list: HubSpot refuses it without running the function.
 * Undefined for any other call.
 */
function methodNotAllowed(invocation: Invocation, redactor: () => Redactor): InvocationResult | undefined {
  const { endpoint, context } = invocation;
  const method = objectOf(context)?.method;
  if (endpoint === undefined || typeof method !== 'string' || endpoint.methods.includes(method))
    return undefined;
  const listed = redactor().text(endpoint.methods.join(', '));
  return {
    ...notRun(invocation),
    status: 'SUCCESS',
    response: { statusCode: 405, headers: { Allow: listed }, body: { message: 'Method Not Allowed' } },
    warnings: [warning('method-not-listed', { listed, method })],
  };
}

/**
 * Returns the result if the configured path cannot be run, because it is not a file or HubSpot would have to compile it.
 * Returns undefined if it can be run.
 */
async function notRunnable(
  invocation: Invocation,
  redactor: () => Redactor,
): Promise<InvocationResult | undefined> {
  const fault = fileFault(invocation);
  if (fault === undefined) return undefined;
  const error = masked(await inWords(fault), redactor().text);
  return { ...notRun(invocation), status: 'ERROR', error };
}

function fileFault(invocation: Invocation): InvocationFault | undefined {
  const { file, configFile } = invocation;
  // A link to nothing does not exist, but its name is in the folder.
  const isNamed = existsSync(file) || namesIn(path.dirname(file)).includes(path.basename(file));
  const inPlace = isNamed && isListed(invocation);
  // If a .env were run as code, its syntax error would show a part of it.
  if (!inPlace || !isFile(file) || isDotenv(file)) return missingFile(invocation, inPlace);
  if (!/\.(?:[cm]?tsx?|jsx)$/i.test(file)) return undefined;
  const name = path.basename(file);
  const kind = /x$/i.test(name) ? 'JSX' : 'TypeScript';
  return functionError('not-javascript', { name, kind, configFile });
}

/**
 * Returns true if each folder on the way lists the next part of the path. Windows also finds files by names that they do not
 * have (`hello.js.`, `HELLO~1.JS`, `hello.js:part`), and macOS a part of a file by `hello.js/..namedfork/rsrc`; HubSpot's
 * Linux does not. Letter case and Unicode form are ignored here: another check warns of them.
 */
function isListed({ file, functionsDirectory }: Invocation): boolean {
  if (platform === 'linux') return true;
  let folder = functionsDirectory;
  for (const part of path.relative(functionsDirectory, file).split(path.sep)) {
    const isUp = part === '..';
    if (!isUp && !namesIn(folder).some((name) => folded(name) === folded(part))) return false;
    folder = path.join(folder, part);
  }
  return true;
}

/** @param inPlace true if something else, such as a folder, is at the path */
function missingFile(invocation: Invocation, inPlace: boolean): InvocationFault {
  const { configFile, functionsDirectory } = invocation;
  const file = path.relative(functionsDirectory, invocation.file).replaceAll(path.sep, '/');
  if (invocation.file === '' || file === '') {
    const member = fileMember(invocation);
    return functionError('no-such-file', {
      fault: 'not-named',
      configFile,
      name: invocation.function,
      member,
    });
  }
  if (inPlace) return functionError('no-such-file', { fault: 'not-a-file', configFile, file });
  return functionError('no-such-file', {
    fault: 'missing',
    configFile,
    file,
    near: nearMiss(invocation.file),
  });
}

/** A file that is probably meant instead of a missing one: with another spelling, or in TypeScript. */
function nearMiss(file: string) {
  const { base, name, dir } = path.parse(file);
  const names = namesIn(dir);
  const spelled = names.find((one) => one !== base && folded(one) === folded(base));
  if (spelled !== undefined) return { kind: 'spelling', name: spelled } as const;
  const source = names.find(
    (one) => /^\.[cm]?tsx?$/.test(path.extname(one)) && path.parse(one).name === name,
  );
  return source === undefined ? undefined : ({ kind: 'typescript', name: source } as const);
}

/** Suggests the member that a configuration lacks to name a function's file: the file that is most likely meant. */
function fileMember({ function: name, configFile, functionsDirectory }: Invocation): string {
  const isHsmeta = configFile.endsWith(hsmetaEnding);
  const base = isHsmeta ? path.posix.basename(configFile, hsmetaEnding) : name;
  const meant = `${base}.js`;
  const file = namesIn(functionsDirectory).find((one) => folded(one) === folded(meant)) ?? meant;
  return isHsmeta ? `"entrypoint": "/app/functions/${file}" in "config"` : `"file": "${file}"`;
}

function notRun(invocation: Invocation) {
  return {
    function: invocation.function,
    durationMs: 0,
    endedAt: new Date().toISOString(),
    response: null as Json,
    logs: [],
    warnings: [],
  };
}
