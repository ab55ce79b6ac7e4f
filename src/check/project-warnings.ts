import { projectFiles } from '../project/files.ts';
import type { Project, Warning } from '../types.ts';
import { readFacts } from './read-facts.ts';
import { warningsIn } from './warnings.ts';

/**
 * What the configuration of some functions, and of the project around them, is warned of when they are invoked. No code
 * is read.
 */
export async function projectWarnings(
  { root, configFile, functionsDirectory }: Project,
  names: readonly string[],
): Promise<readonly Warning[]> {
  const choice = { functionsDirectory, workingDirectory: root };
  const facts = await readFacts(projectFiles(root), root, configFile, choice);
  const functions = facts.functions.filter(({ name }) => names.includes(name));
  return warningsIn({ ...facts, functions }, 'invoke');
}
