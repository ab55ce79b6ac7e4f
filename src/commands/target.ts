import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { templates } from 'virtual:template-table';
import { readInput } from '../answers/input-file.ts';
import { appNameOf, appSlug, parseFunctionName, windowsDirectoryFault } from '../answers/names.ts';
import { optionPlace, type Situation } from '../answers/resolve-answers.ts';
import { refuseClashes } from '../args/parse-args.ts';
import type { Call } from '../data/commands.ts';
import { type CreateOptions, isOfFunction } from '../data/options.ts';
import { type Problem, unlessProblem } from '../errors.ts';
import { packageManagerFor } from '../install/workspace.ts';
import { refusal, rejected, warning } from '../messages/messages.ts';
import { projectFiles, readJson } from '../project/files.ts';
import { findProject, projectsBelow } from '../project/find-project.ts';
import { objectOf, stringOf } from '../project/json.ts';
import { canAsk, type Session } from '../session.ts';
import { isPipe } from '../terminal/input.ts';
import { printable } from '../terminal/text.ts';
import type { GivenAnswers, Project, Rejected, Warning } from '../types.ts';
import { isInGit } from '../write/files.ts';
import { awaitChange } from '../write/lock.ts';
import { recover, topmostMissing } from '../write/transaction.ts';

export type CreateCall = Extract<Call, { command: 'create' }>;

/** The arguments and the answers file combined; arguments take precedence. */
export async function gatherAnswers(call: CreateCall, session: Session): Promise<GivenAnswers> {
  const { operand: directory, options } = call;
  const place = directory === undefined ? {} : { directory };
  const { answers: named, ...typed } = options;
  if (named === undefined) return { ...place, ...divide(options) };
  const { readAnswersFile } = await import('../answers/answers-file.ts');
  // Standard input and pipes can be read only once, so the repeated command does not name them.
  const again = named === '-' || isPipe(path.resolve(session.cwd, named)) ? {} : { answers: named };
  const file = readAnswersFile(await readInput(named, '--answers', session), named);
  const all = { ...file.options, ...typed, ...again };
  const { project, functions } = divide(all);
  const listedIn = named === '-' ? 'standard input' : named;
  const answered = {
    file: printable(listedIn),
    options: Object.keys(file.options).filter((name) => !Object.hasOwn(typed, name)),
  };
  refuseClashes({ command: 'create', options: all }, (option) => optionPlace(option, answered));
  const target = { ...place, answered };
  if (file.functions === undefined) return { ...target, project, functions };
  const clash = Object.keys(functions[0] ?? {})[0];
  if (clash !== undefined) throw refusal('answers-clash', { option: clash });
  return { ...target, project, functions: file.functions, listedIn };
}

function divide(options: CreateOptions): Pick<GivenAnswers, 'project' | 'functions'> {
  const entries = Object.entries(options);
  return {
    project: Object.fromEntries(entries.filter(([name]) => !isOfFunction(name))),
    functions: [Object.fromEntries(entries.filter(([name]) => isOfFunction(name)))],
  };
}

/**
 * Inside a project, a name that is not an existing folder is taken as a function's name, because a new project would end up
 * inside this one.
 */
export function withPositionalName(given: GivenAnswers, { cwd }: Session) {
  const { directory, functions, listedIn, ...rest } = given;
  const [first, ...others] = functions;
  const isName =
    directory !== undefined &&
    listedIn === undefined &&
    others.length === 0 &&
    first?.function === undefined &&
    'value' in parseFunctionName(directory) &&
    !existsSync(path.resolve(cwd, directory)) &&
    findProject(cwd) !== undefined;
  if (!isName) return { given, warnings: [] };
  const named: GivenAnswers = { ...rest, functions: [{ ...first, function: directory }] };
  return { given: named, warnings: [warning('name-as-function', { name: directory })] };
}

/** Where the run takes place: an existing project, or the folder for a new one. */
export interface Target {
  /** The project to add to; undefined if a new one is created. */
  readonly project: Project | undefined;
  /** Absolute path of the directory argument, or of the folder derived from the app's name. */
  readonly named: string | undefined;
  /** The project is directly below the working directory. */
  readonly isBelow?: boolean;
  /** The functions folder that was named or chosen, if the project has several. */
  readonly functionsDirectory?: string | undefined;
  readonly warnings: readonly Warning[];
  /** Answers missing from a run that is not interactive. A likely value was used instead, to find what else is missing. */
  readonly missing: readonly Problem[];
}

/**
 * Finishes or undoes what an interrupted run left behind, then searches for the project upwards from the named directory, or
 * from the working directory.
 * @throws Problem (code 2 or 3) for a project that cannot be read or cannot have functions
 */
export async function findTarget(given: GivenAnswers, session: Session): Promise<Target> {
  const { 'dry-run': dryRun, 'functions-directory': functionsDirectory, platform } = given.project;
  const { start, named } = foldersOf(given, session);
  refuseImpossible(given.directory, named ?? start, session);
  const places = new Set([start, named ?? start]);
  if (!dryRun) for (const target of places) recover(target);
  const meant = findMeant(given, session);
  const found = meant ?? (await findBelow(given, session));
  if (found === undefined) return { project: undefined, named, warnings: [], missing: [] };
  const root = path.dirname(found);
  if (dryRun) awaitChange(root);
  else if (!places.has(root)) recover(root);
  const { projectBelowWarnings, readChosenProject } = await import('./choose-project.ts');
  const mayAsk = canAsk(given.project, session);
  const missing: Problem[] = [];
  const choice = {
    functionsDirectory,
    platform,
    workingDirectory: session.cwd,
    ...(mayAsk ? {} : { missing }),
  };
  const { project, warnings, chosen } = await readChosenProject(found, choice, 'adding to', mayAsk, session);
  const below = meant === undefined && !mayAsk ? projectBelowWarnings(found, session) : [];
  return {
    project,
    named,
    isBelow: meant === undefined,
    functionsDirectory: chosen,
    warnings: [...below, ...warnings],
    missing,
  };
}

/**
 * Refuses directories inside a `.git` folder. On Windows, also refuses names that are not possible there: Windows would
 * create another directory or write to a device.
 */
function refuseImpossible(directory: string | undefined, whole: string, { system }: Session): void {
  const onWindows = () => windowsDirectoryFault(directory ?? '', existsSync(whole) ? '' : whole);
  const fault = isInGit(whole) ? ({ fault: 'git' } as const) : system === 'win32' ? onWindows() : undefined;
  if (fault !== undefined) throw refusal('impossible-directory', { directory: directory ?? whole, fault });
  if (system === 'win32') topmostMissing(whole);
}

/** The project directly below to add to; undefined for a new project, as when a directory or an app was named. */
async function findBelow(
  { directory, project: { app, ...project } }: Whereabouts,
  session: Session,
): Promise<string | undefined> {
  if (directory !== undefined || app !== undefined) return undefined;
  const found = projectsBelow(session.cwd);
  if (found.length === 0) return undefined;
  const { chooseProject } = await import('./choose-project.ts');
  const newProject = 'A new project here';
  return chooseProject(found, [newProject], canAsk(project, session), session);
}

/** The absolute path of the configuration file of the project to add to; undefined if a new one is created. */
export function findMeant(said: Whereabouts, session: Session): string | undefined {
  const { start, named } = foldersOf(said, session);
  return findProject(start) ?? (named === undefined || named === start ? undefined : findProject(named));
}

/** The answers that determine where a run takes place. */
type Whereabouts = Pick<GivenAnswers, 'directory' | 'project'>;

/** The answers that determine where a run takes place, from the arguments alone. */
export function whereaboutsOf({ operand, options }: CreateCall): Whereabouts {
  return { ...(operand === undefined ? {} : { directory: operand }), project: options };
}

/** The folder where the search starts, and the folder that was named or is derived from the app's name. */
function foldersOf({ directory, project: { app } }: Whereabouts, { cwd }: Session) {
  const start = path.resolve(cwd, directory ?? '.');
  const appFolder = app === undefined ? undefined : path.resolve(cwd, appSlug(app));
  return { start, named: directory === undefined ? appFolder : start };
}

/**
 * The information needed to complete the answers for this target.
 * @throws Problem (code 2) for an app name that differs from the project's, or an unknown package manager
 */
export function situate(
  given: GivenAnswers,
  { project, named, missing }: Target,
  session: Session,
): Situation {
  refuseOtherApp(given.project.app, project, given.directory === undefined ? named : undefined);
  const folder = project?.root ?? named ?? session.cwd;
  const repeats = (template: string) =>
    project !== undefined &&
    named === project.root &&
    project.functions.some(({ name }) => name === template);
  return {
    project,
    defaultApp: named === undefined ? undefined : appNameOf(named),
    // The command that created a project does not need to name its first function. Repeated, it should find nothing to do.
    functionNameFor: (template) => (project === undefined || repeats(template) ? template : undefined),
    folderFault: (app) => (given.directory === undefined ? folderFault(session, appSlug(app)) : undefined),
    rootFor: (app) => path.resolve(session.cwd, given.directory ?? appSlug(app)),
    packageManager: packageManagerFor(
      path.join(folder, project?.functionsDirectory ?? ''),
      folder,
      session.env,
    ),
    templates,
    missing,
  };
}

/** @param folder the folder derived from the app's name; undefined if a directory was named */
function refuseOtherApp(
  app: string | undefined,
  project: Project | undefined,
  folder: string | undefined,
): void {
  if (app === undefined || project === undefined) return;
  const present = appNameIn(project) ?? project.name;
  if (app.trim() === present || app === project.name) return;
  const taken = folder === project.root ? path.basename(folder) : undefined;
  throw refusal('app-differs', { app, project: taken === undefined ? project.name : present, taken });
}

/** The app's display name; undefined if the configuration has none that can be read. */
function appNameIn({ root, appFile }: Project): string | undefined {
  const text = projectFiles(root).read(appFile) ?? '';
  const fields = unlessProblem(() => objectOf(readJson(appFile, text).value));
  return stringOf((objectOf(fields?.config) ?? fields)?.name);
}

/** Returns the reason why a new project cannot use a folder, or undefined if it can. */
function folderFault({ cwd, system }: Session, name: string): Rejected | undefined {
  const folder = path.join(cwd, name);
  const present = statSync(folder, { throwIfNoEntry: false });
  if (present === undefined) {
    const fault = system === 'win32' ? windowsDirectoryFault(name, folder) : undefined;
    return fault === undefined ? undefined : rejected('folder-unusable', { name, fault });
  }
  if (!present.isDirectory()) return rejected('folder-is-a-file', { name });
  return findProject(folder) === undefined ? undefined : rejected('folder-has-a-project', { name });
}
