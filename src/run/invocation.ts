import path from 'node:path';
import type { ExistingFunction, Invocation, Project } from '../types.ts';

/** What a call adds to what the project says about a function. */
type CallOfFunction = Pick<Invocation, 'context' | 'timeoutMs' | 'endpoint' | 'nodePath' | 'inspectPort'>;

/** The call of a function of a project. With a debugger there is no time limit. */
export function invocationOf(
  { name, file, configFile, secrets, environment }: ExistingFunction,
  { root, platform }: Project,
  { context, timeoutMs, endpoint, nodePath, inspectPort }: CallOfFunction,
): Invocation {
  return {
    function: name,
    file: file === '' ? '' : path.join(root, file),
    functionsDirectory: path.join(root, path.posix.dirname(configFile)),
    configFile,
    secrets,
    answers: platform.answers,
    environment,
    endpoint,
    context,
    timeoutMs: inspectPort === undefined ? timeoutMs : 0,
    nodePath,
    inspectPort,
  };
}
