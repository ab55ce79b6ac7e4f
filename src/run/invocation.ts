import path from 'node:path';
import type { ExistingFunction, Invocation, Project } from '../types.ts';

/** What a call adds to what the project says of a function. */
type CallOfFunction = Pick<Invocation, 'context' | 'timeoutMs'> & {
  readonly [Key in 'endpoint' | 'nodePath' | 'inspectPort']?: Invocation[Key] | undefined;
};

/** The call of a function that a project's configuration names. A debugger has all the time that it needs. */
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
    ...(environment === undefined ? {} : { environment }),
    ...(endpoint === undefined ? {} : { endpoint }),
    context,
    timeoutMs: inspectPort === undefined ? timeoutMs : 0,
    ...(nodePath === undefined ? {} : { nodePath }),
    ...(inspectPort === undefined ? {} : { inspectPort }),
  };
}
