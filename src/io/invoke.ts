import { existsSync, realpathSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { execPath } from 'node:process';
import type { FunctionFacts } from '../core/function-facts.ts';
import { importsNeedGuard, readsToken, undeclaredSecrets } from '../core/function-source.ts';
import { invocationResult } from '../core/invocation-result.ts';
import { methodNotAllowed, missingFile } from '../core/invocation-unrun.ts';
import { logCollector } from '../core/log-collector.ts';
import { redactor } from '../core/redact.ts';
import { providedSecrets, secretValues, secretWarnings } from '../core/secret-warnings.ts';
import type { Invocation, InvocationResult, LogLine } from '../types.ts';
import { isModule, readFunctionSources, readPackages } from './function-sources.ts';
import { takeProcess } from './invoke-process.ts';
import { readLocalSecrets } from './secrets.ts';
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
  if (!existsSync(invocation.file)) return missingFile(invocation, new Date());
  const nodePath = invocation.nodePath ?? execPath;
  const running = takeProcess(nodePath, world.env);
  // It is starting: there is time to read the code and the secrets.
  const folder = realpathSync.native(invocation.functionsDirectory);
  const file = realpathSync.native(invocation.file);
  const secrets = readLocalSecrets(folder, world.env.NODE_ENV);
  const redact = redactor(secretValues(secrets.values));
  const sources = readFunctionSources(file, folder);
  const packages = readPackages(folder);
  const isAvailable = (name: string): boolean => packages.installed.includes(name) || isBuiltin(name);
  const request = {
    file,
    functionsDirectory: folder,
    env: providedSecrets(invocation.secrets, secrets.values),
    module: isModule(file),
    packages: packages.installed,
    guardImports: importsNeedGuard(sources, isAvailable),
    context: invocation.context,
    ...(invocation.inspectPort === undefined ? {} : { inspectPort: invocation.inspectPort }),
  };
  const observation = await supervise(running, request, {
    timeoutMs: invocation.timeoutMs,
    logs: logCollector(redact, () => new Date(), world.onLog),
    signal: world.signal,
  });
  const facts: FunctionFacts = {
    folder,
    file: path.relative(folder, file).replaceAll(path.sep, '/'),
    endpoint: invocation.endpoint,
    sources,
    listedPackages: packages.listed,
    isInstalled: (name) => isInstalled(name, folder),
  };
  const warnings = [
    ...undeclaredSecrets(sources, invocation.secrets, invocation.configFile),
    ...secretWarnings({
      declared: invocation.secrets,
      readsToken: readsToken(sources),
      values: secrets.values,
      file: `${path.basename(folder)}/${secrets.file ?? '.env'}`,
    }),
  ];
  const placed = await placeSyntaxError(observation, facts, nodePath);
  return invocationResult(invocation, placed, facts, redact, warnings);
}

function isInstalled(name: string, folder: string): boolean {
  if (existsSync(path.join(folder, 'node_modules', name))) return true;
  return folder !== path.dirname(folder) && isInstalled(name, path.dirname(folder));
}
