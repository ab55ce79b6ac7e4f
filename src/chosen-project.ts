import path from 'node:path';
import { type ProjectChoice, severalFunctionsDirectories } from './core/project/read-project.ts';
import { readProject } from './io/project/project.ts';
import type { Project, Warning } from './types.ts';
import type { World } from './world.ts';

/** A project with the functions folder that was meant. */
export interface ChosenProject {
  readonly project: Project;
  readonly warnings: readonly Warning[];
  /** The functions folder that was named or chosen; undefined where there is no choice. */
  readonly chosen: string | undefined;
}

/**
 * Reads a project; where it has several functions folders, the person says which.
 *
 * @param mayAsk may the person be asked?
 * @throws Problem `several-functions-directories` (code 2) where nobody may be asked, and what `readProject` throws
 */
export async function readChosenProject(
  configFile: string,
  choice: ProjectChoice,
  mayAsk: boolean,
  world: World,
): Promise<ChosenProject> {
  const reading = readProject(configFile, choice);
  if (reading.kind === 'project') return { ...reading, chosen: choice.functionsDirectory };
  if (!mayAsk) throw severalFunctionsDirectories(reading.candidates);
  const { chooseOne } = await import('./choose-one.ts');
  const question = {
    id: 'functions-directory',
    message: 'Which functions folder?',
    why: 'The project has several; --functions-directory names one.',
  };
  const chosen = await chooseOne(question, reading.candidates, world);
  const functionsDirectory = path.join(path.dirname(configFile), chosen);
  const again = readProject(configFile, { ...choice, functionsDirectory });
  if (again.kind === 'project') return { ...again, chosen };
  throw severalFunctionsDirectories(again.candidates);
}
