import path from 'node:path';
import type { InvokeOptions } from '../data/options.ts';
import { addMissing, type Problem } from '../errors.ts';
import { refusal, warning } from '../messages/messages.ts';
import { findProject, projectsBelow } from '../project/find-project.ts';
import { type ProjectChoice, readProject, severalFunctionsDirectories } from '../project/project.ts';
import { canAsk, type Session } from '../session.ts';
import { printable } from '../terminal/text.ts';
import type { Project, Warning } from '../types.ts';
import { awaitChange, interruptedRun } from '../write/lock.ts';

/** A project, read with the functions folder that the user meant. */
export interface ChosenProject {
  readonly project: Project;
  readonly warnings: readonly Warning[];
  /** The functions folder that was named or chosen; undefined if no choice was needed. */
  readonly chosen: string | undefined;
}

/**
 * Finds and reads the project around the working directory, or the one in a folder directly below.
 * @param everyFolder whether to read the functions of all functions folders
 */
export async function locateProject(
  options: Pick<InvokeOptions, 'functions-directory' | 'json'>,
  session: Session,
  everyFolder = false,
): Promise<ChosenProject> {
  const mayAsk = canAsk(options, session);
  const configFile = findProject(session.cwd) ?? (await projectBelow(mayAsk, session));
  const below = projectBelowWarnings(configFile, session);
  const choice = {
    functionsDirectory: options['functions-directory'],
    guessPlatform: true,
    workingDirectory: session.cwd,
  };
  awaitChange(path.dirname(configFile));
  const all = everyFolder ? readEveryFolder(configFile, choice) : undefined;
  const place = all ?? (await readChosenProject(configFile, choice, 'running functions of', mayAsk, session));
  return { ...place, warnings: [...below, ...place.warnings] };
}

/** Warns which project is used if the user did not name it: the only one in the folders directly below. */
export function projectBelowWarnings(configFile: string, { cwd }: Session): readonly Warning[] {
  const root = path.dirname(configFile);
  const isFound = path.dirname(root) === cwd && projectsBelow(cwd).length === 1;
  return isFound ? [warning('project-below', { folder: path.basename(root) })] : [];
}

/**
 * The reason why no project can be chosen: the folders directly below contain none, or several.
 * @param from whether `--from` could name a folder instead
 */
export function noProjectProblem({ cwd }: Session, from = false): Problem {
  const folders = namesOf(projectsBelow(cwd));
  if (folders.length === 0) return refusal('no-project', { from });
  return refusal('several-projects', { folders, orNew: false }, { conflicts: folders });
}

function namesOf(configFiles: readonly string[]): readonly string[] {
  return configFiles.map((file) => path.basename(path.dirname(file)));
}

/** The only project in the folders directly below, or the one that the user chooses. */
async function projectBelow(mayAsk: boolean, session: Session): Promise<string> {
  const found = projectsBelow(session.cwd);
  const chosen = found.length === 0 ? undefined : await chooseProject(found, [], mayAsk, session);
  if (chosen === undefined) throw noProjectProblem(session);
  return chosen;
}

/** A project with the functions of all its functions folders; undefined if it has only one such folder. */
function readEveryFolder(configFile: string, choice: ProjectChoice): ChosenProject | undefined {
  const reading = readProject(configFile, choice);
  if (reading.kind !== 'several') return undefined;
  const root = path.dirname(configFile);
  const each = reading.candidates.flatMap((folder) => {
    const one = readProject(configFile, { ...choice, functionsDirectory: path.join(root, folder) });
    return one.kind === 'project' ? [one] : [];
  });
  const [first] = each;
  if (first === undefined) return undefined;
  const functions = each.flatMap(({ project }) => project.functions);
  const warnings = each.flatMap((one) => one.warnings);
  return { project: { ...first.project, functions }, warnings, chosen: undefined };
}

/**
 * Chooses one of the projects directly below the working directory, or one of the other choices.
 * @returns the absolute path of the project's configuration file; undefined if another choice was made
 * @throws Problem `several-projects` (code 2) if there are several and the run is not interactive
 */
export async function chooseProject(
  found: readonly string[],
  others: readonly string[],
  mayAsk: boolean,
  session: Session,
): Promise<string | undefined> {
  const folders = namesOf(found);
  if (found.length === 1 && !(mayAsk && others.length > 0)) return found[0];
  if (!mayAsk)
    throw refusal('several-projects', { folders, orNew: others.length > 0 }, { conflicts: folders });
  const { chooseOne } = await import('../prompts/ask-once.ts');
  const question = {
    id: 'project',
    message: 'Which project?',
    why: 'No hsproject.json here or in a folder above; these folders have one.',
    doing: others.length > 0 ? 'new app or function' : 'functions of a project',
  };
  const labels = [...folders.map((folder) => `${folder}/`), ...others];
  return found[labels.indexOf(await chooseOne(question, labels, session))];
}

/** A warning if an interrupted run left a project half changed. For runs that do not repair it. */
export function halfChangedWarnings(root: string): readonly Warning[] {
  const run = interruptedRun(root);
  return run === undefined ? [] : [warning('half-changed', run)];
}

/**
 * Chooses one of several functions folders. If the user cannot be asked, takes the first and adds the missing answer to
 * `missing`.
 * @throws Problem `several-functions-directories` (code 2) if the user cannot be asked and `missing` is undefined
 */
export async function chooseFolder(
  folders: readonly string[],
  question: Record<'why' | 'doing', string>,
  mayAsk: boolean,
  missing: Problem[] | undefined,
  session: Session,
): Promise<string> {
  if (mayAsk) {
    const { chooseOne } = await import('../prompts/ask-once.ts');
    return chooseOne(
      { id: 'functions-directory', message: 'Which functions folder?', ...question },
      folders,
      session,
    );
  }
  addMissing(severalFunctionsDirectories(folders), missing);
  return folders[0] ?? '';
}

/**
 * Reads a project. If it has several functions folders, the user chooses one.
 * @param purpose what the run is about to do, as the start of a sentence that ends with the project's name
 * @throws Problem `several-functions-directories` (code 2) if the run is not interactive, and everything that `readProject`
 * throws
 */
export async function readChosenProject(
  configFile: string,
  choice: ProjectChoice,
  purpose: string,
  mayAsk: boolean,
  session: Session,
): Promise<ChosenProject> {
  let reading = readProject(configFile, choice);
  let chosen = choice.functionsDirectory;
  if (reading.kind === 'several') {
    const root = path.dirname(configFile);
    const question = {
      why: 'The project has several; --functions-directory names one.',
      doing: `${purpose} ${printable(path.basename(root))}`,
    };
    chosen = await chooseFolder(reading.candidates, question, mayAsk, choice.missing, session);
    const functionsDirectory = path.join(root, chosen);
    // The first reading has already collected everything else that is missing.
    const known = choice.missing === undefined ? {} : { missing: [] };
    reading = readProject(configFile, { ...choice, functionsDirectory, ...known });
  }
  if (reading.kind === 'several') throw severalFunctionsDirectories(reading.candidates);
  const warnings = [...halfChangedWarnings(path.dirname(configFile)), ...reading.warnings];
  return { project: reading.project, warnings, chosen };
}
