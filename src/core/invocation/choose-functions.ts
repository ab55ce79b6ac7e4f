import { conflictProblem, inputProblem } from '../../errors.ts';
import type { ExistingFunction, Project } from '../../types.ts';
import { printable } from '../report/printable.ts';
import { parseChoice } from '../values/choices.ts';
import { refusalText } from '../values/parsed.ts';

/**
 * The functions that a call of `invoke` speaks of; undefined where it leaves open which one.
 *
 * @param name as it was given, if it was
 * @throws Problem (code 2) where the project has none, or none of that name
 */
export function chooseFunctions(
  { functions, functionsDirectory }: Project,
  name: string | undefined,
  all: boolean,
): readonly ExistingFunction[] | undefined {
  if (functions.length === 0) {
    throw inputProblem('no-functions', `${printable(functionsDirectory)} has no functions yet.`, {
      hint: 'Add one: npm create hs-function@latest',
    });
  }
  if (all) return functions;
  if (name === undefined) return functions.length === 1 ? functions : undefined;
  const parsed = parseChoice(
    name,
    'function',
    functions.map((one) => one.name),
  );
  if ('problem' in parsed) throw inputProblem('unknown-function', refusalText(parsed));
  return functions.filter((one) => one.name === parsed.value);
}

/**
 * Refuses functions whose file lies outside of the project: HubSpot has nothing of it, and a project from strangers
 * would name any file of this machine.
 *
 * @throws Problem `file-outside` (code 3)
 */
export function refuseFilesOutside(functions: readonly ExistingFunction[]): void {
  const outside = functions.find(({ file }) => /^\.\.(\/|$)/.test(file));
  if (outside === undefined) return;
  const [name, file, configFile] = [outside.name, outside.file, outside.configFile].map(printable);
  throw conflictProblem(
    'file-outside',
    `${configFile} names ${file} as the file of ${name}, which lies outside of the project.`,
    { hint: 'Put the file into the functions folder, and correct its path.', conflicts: [outside.file] },
  );
}

/** The problem of a run that may not ask which function is meant. */
export function severalFunctions({ functions }: Project) {
  const names = functions.map(({ name }) => printable(name)).join(', ');
  return inputProblem('missing-function', `Which function? The project has ${names}.`, {
    hint: 'Name one, or give --all.',
    missing: ['function'],
    examples: { function: functions.slice(0, 1).map(({ name }) => name) },
  });
}
