import { rules } from 'virtual:rules';
import { codeOf } from '../check/code.ts';
import { findingsIn } from '../check/findings.ts';
import { readFacts } from '../check/read-facts.ts';
import { Problem } from '../errors.ts';
import { projectFiles } from '../project/files.ts';
import type { Project } from '../types.ts';
import type { ShownFinding } from './events.ts';
import { functionsFolder } from './project.ts';

/** The findings of `check` in a project; empty if the project cannot be read. The signal stops git, if it is running. */
export async function findingsOf(project: Project, signal: AbortSignal): Promise<readonly ShownFinding[]> {
  const choice = { functionsDirectory: functionsFolder(project), workingDirectory: project.root };
  try {
    const files = projectFiles(project.root);
    const facts = await readFacts(files, project.root, project.configFile, choice, codeOf, undefined, signal);
    const { findings } = await findingsIn(facts, rules);
    return findings.map(({ column: _, fixable: _fixable, fix: _fix, ...shown }) => shown);
  } catch (error) {
    if (error instanceof Problem) return [];
    throw error;
  }
}
