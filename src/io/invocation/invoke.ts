import { existsSync, realpathSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { execPath } from 'node:process';
import type { FunctionFacts } from '../../core/invocation/function-facts.ts';
import {
  importsNeedGuard,
  readsToken,
  topLevelReads,
  undeclaredSecrets,
} from '../../core/invocation/function-source.ts';
import type { Request } from '../../core/invocation/invocation-channel.ts';
import { invocationResult } from '../../core/invocation/invocation-result.ts';
import { methodNotAllowed, missingFile } from '../../core/invocation/invocation-unrun.ts';
import { logCollector } from '../../core/invocation/log-collector.ts';
import { redactor } from '../../core/invocation/redact.ts';
import { providedSecrets, secretValues, secretWarnings } from '../../core/invocation/secret-warnings.ts';
import type { Invocation, InvocationResult, LogLine, Warning } from '../../types.ts';
import { isInstalled, isModule, readPackages } from './function-package.ts';
import { readFunctionSources } from './function-sources.ts';
import { takeProcess } from './invoke-process.ts';
import { type LocalSecrets, readLocalSecrets } from './secrets.ts';
import { supervise } from './supervise.ts';
import { placeSyntaxError } from './syntax-check.ts';

/** What a run of a function may know of this program. */
export interface RunWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Is told each line of the log as it comes, without secret values. */
  readonly onLog?: (line: LogLine) => void;
  /** Kills the function and everything that it started. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a function once, as HubSpot would: in a process of its own, with the environment of production, for no longer
 * than its time. Whatever the function does is a result; this throws only for faults of this program.
 */
export async function runFunction(invocation: Invocation, world: RunWorld): Promise<InvocationResult> {
  const unrun = methodNotAllowed(invocation, new Date());
  if (unrun !== undefined) return unrun;
  const isThere = existsSync(invocation.file);
  if (!isThere || !statSync(invocation.file).isFile()) return missingFile(invocation, isThere, new Date());
  const nodePath = invocation.nodePath ?? execPath;
  const running = takeProcess(nodePath, world.env);
  // It is starting: there is time to read the function.
  const reading = readFunction(invocation, world.env.NODE_ENV);
  const redact = redactor(secretValues(reading.secrets.values));
  const observing = supervise(running, requestFor(invocation, reading), {
    timeoutMs: invocation.timeoutMs,
    logs: logCollector(redact, () => new Date(), world.onLog),
    signal: world.signal,
  });
  // The function is running: there is time to look it over.
  const warnings = warningsOf(invocation, reading);
  const placed = await placeSyntaxError(await observing, reading.facts, nodePath);
  return invocationResult(invocation, placed, reading.facts, redact, warnings);
}

/** A function as it stands on disk. */
interface Reading {
  readonly facts: FunctionFacts;
  readonly secrets: LocalSecrets;
  /** Names of the packages that production would have. */
  readonly packages: readonly string[];
}

function readFunction(
  { functionsDirectory, file, endpoint }: Invocation,
  nodeEnv: string | undefined,
): Reading {
  const folder = realpathSync.native(functionsDirectory);
  const realFile = realpathSync.native(file);
  const { listed, installed } = readPackages(folder);
  return {
    facts: {
      folder,
      file: path.relative(folder, realFile).replaceAll(path.sep, '/'),
      endpoint,
      sources: readFunctionSources(realFile, folder),
      listedPackages: listed,
      isInstalled: (name) => isInstalled(name, folder),
    },
    secrets: readLocalSecrets(folder, nodeEnv),
    packages: installed,
  };
}

function requestFor(invocation: Invocation, { facts, secrets, packages }: Reading): Omit<Request, 'key'> {
  const file = path.join(facts.folder, facts.file);
  return {
    file,
    functionsDirectory: facts.folder,
    env: providedSecrets(invocation.secrets, secrets.values),
    module: isModule(file),
    packages,
    guardImports: importsNeedGuard(facts.sources, (name) => packages.includes(name) || isBuiltin(name)),
    context: invocation.context,
    ...(invocation.inspectPort === undefined ? {} : { inspectPort: invocation.inspectPort }),
  };
}

function warningsOf({ secrets: declared, configFile }: Invocation, { facts, secrets }: Reading): Warning[] {
  return [
    ...undeclaredSecrets(facts.sources, declared, configFile),
    ...topLevelReads(facts.sources, declared),
    ...secretWarnings({
      declared,
      readsToken: readsToken(facts.sources),
      values: secrets.values,
      failure: secrets.failure,
      file: path.posix.join(path.posix.dirname(configFile), secrets.file ?? '.env'),
    }),
  ];
}
