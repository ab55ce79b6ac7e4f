import path from 'node:path';
import type { Platform } from '../data/platforms.ts';
import type { ExistingFunction, Invocation, Project } from '../types.ts';

/** The properties of a call that do not come from the project's description of the function. */
type CallOfFunction = Pick<Invocation, 'context' | 'timeoutMs' | 'endpoint' | 'nodePath' | 'inspectPort'>;

/** The invocation of a project's function; without a time limit if there is a debugger. */
export function invocationOf(
  { name, file, configFile, secrets, environment }: ExistingFunction,
  { root, platform }: Pick<Project, 'root'> & { readonly platform: Pick<Platform, 'answers'> },
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
