import { existsSync } from 'node:fs';
import path from 'node:path';
import { templates } from 'virtual:template-table';
import { asks } from './asks.ts';
import { readChosenProject } from './chosen-project.ts';
import type { Call } from './core/call/arguments.ts';
import { choosePackageManager } from './core/install/package-manager.ts';
import { firstFunction, type Situation } from './core/plan/answers.ts';
import { parseChoice } from './core/values/choices.ts';
import { appNameFrom, parseAppName } from './core/values/names.ts';
import { refusalText } from './core/values/parsed.ts';
import type { FunctionOptions, GenerateOptions, ProjectOptions } from './data/options.ts';
import { generateOptions } from './data/options.ts';
import { type PackageManager, packageManagers } from './data/package-managers.ts';
import { inputProblem } from './errors.ts';
import { findProject } from './io/project/find-project.ts';
import { recover } from './io/transaction/recovery.ts';
import type { GivenAnswers, Project, Warning } from './types.ts';
import type { World } from './world.ts';

export type GenerateCall = Extract<Call, { command: 'generate' }>;

/**
 * What the arguments and the answers file say together; an argument counts before the file.
 *
 * @throws Problem (code 2) for an answers file that cannot be used
 */
export async function gatherAnswers(call: GenerateCall, world: World): Promise<GivenAnswers> {
  const { directory, options } = call;
  const place = directory === undefined ? {} : { directory };
  if (options.answers === undefined) return { ...place, ...divide(options) };
  const { readAnswersFile } = await import('./core/call/answers-file.ts');
  const { readInputFile } = await import('./io/project/input-file.ts');
  const file = readAnswersFile(readInputFile(world.cwd, options.answers, '--answers'), options.answers);
  const { project, functions } = divide({ ...file.options, ...options });
  if (file.functions === undefined) return { ...place, project, functions };
  const clash = Object.keys(functions[0] ?? {})[0];
  if (clash !== undefined) {
    throw inputProblem(
      'answers-clash',
      `--${clash} speaks of one function, but the answers file lists several.`,
      {
        hint: `Leave --${clash} out, or say it in the file.`,
      },
    );
  }
  return { ...place, project, functions: file.functions, listedIn: options.answers };
}

function divide(options: GenerateOptions): {
  project: ProjectOptions;
  functions: readonly FunctionOptions[];
} {
  const entries = Object.entries(options);
  const ofFunction = (name: string) => generateOptions[name as keyof GenerateOptions].scope === 'function';
  return {
    project: Object.fromEntries(entries.filter(([name]) => !ofFunction(name))),
    functions: [Object.fromEntries(entries.filter(([name]) => ofFunction(name)))],
  };
}

/** Where the run takes place: the project that was found, or the folder that a new one goes to. */
export interface Place {
  /** The project that is added to; undefined where a new one is made. */
  readonly project: Project | undefined;
  /** Absolute path of the directory that was named, or of the folder that the app's name gives. */
  readonly named: string | undefined;
  /** The functions folder that was named or chosen, for a project that has several. */
  readonly functionsDirectory?: string | undefined;
  readonly warnings: readonly Warning[];
}

/**
 * Finishes or undoes what an interrupted run left, then looks for the project from the named directory, or from the
 * working directory, upwards.
 *
 * @throws Problem for a project that cannot be read or cannot have functions (code 2 or 3)
 */
export async function locate(given: GivenAnswers, world: World): Promise<Place> {
  const { 'dry-run': dryRun, 'functions-directory': functionsDirectory, platform } = given.project;
  const { start, named } = foldersOf(given, world);
  const places = new Set([start, named ?? start]);
  if (!dryRun) for (const place of places) recover(place);
  const found = findMeant(given, world);
  if (found === undefined) return { project: undefined, named, warnings: [] };
  const root = path.dirname(found);
  if (!dryRun && !places.has(root)) recover(root);
  const choice = { functionsDirectory, platform, workingDirectory: world.cwd };
  const mayAsk = asks(given.project, world);
  const { project, warnings, chosen } = await readChosenProject(found, choice, mayAsk, world);
  return { project, named, functionsDirectory: chosen, warnings };
}

/**
 * The configuration file of the project that is added to; undefined where a new one is made.
 *
 * @returns absolute path
 */
export function findMeant(said: Whereabouts, world: World): string | undefined {
  const { start, named } = foldersOf(said, world);
  return findProject(start) ?? (named === undefined || named === start ? undefined : findProject(named));
}

/** What decides where a run takes place. */
type Whereabouts = Pick<GivenAnswers, 'directory' | 'project'>;

/** Where the search begins, and the folder that was named or that the app's name gives. */
function foldersOf({ directory, project: { app } }: Whereabouts, world: World) {
  const start = path.resolve(world.cwd, directory ?? '.');
  const appFolder = app === undefined ? undefined : folderOf(app, world);
  return { start, named: directory === undefined ? appFolder : start };
}

/** The folder that an app's name gives; none where it cannot be a name, which is said once all answers are known. */
function folderOf(app: string, { cwd }: World): string | undefined {
  const parsed = parseAppName(app);
  return 'value' in parsed ? path.resolve(cwd, parsed.value) : undefined;
}

/**
 * What the answers are completed with at this place.
 *
 * @throws Problem (code 2) where another app is named, or an unknown package manager
 */
export function situate(given: GivenAnswers, { project, named }: Place, world: World): Situation {
  refuseOtherApp(given.project.app, project);
  const folder = project?.root ?? named ?? world.cwd;
  const repeats = project !== undefined && named === project.root && hasFunction(project, firstFunction);
  return {
    project,
    defaultApp: named === undefined ? undefined : appNameFrom(path.basename(named)),
    // The command that made a project says nothing of its first function: said again, it finds nothing to do.
    defaultFunction: project === undefined || repeats ? firstFunction : undefined,
    rootFor: (app) => path.resolve(world.cwd, given.directory ?? app),
    packageManager: choosePackageManager({
      given: knownPackageManager(given.project['package-manager']),
      env: world.env,
      lockfiles: lockfilesIn([
        folder,
        ...(project === undefined ? [] : [path.join(folder, project.functionsDirectory)]),
      ]),
    }),
    templates,
  };
}

function refuseOtherApp(app: string | undefined, project: Project | undefined): void {
  if (app === undefined || project === undefined || app === project.name) return;
  throw inputProblem(
    'app-differs',
    `--app ${app} names a new project, but this is the project ${project.name}.`,
    { hint: 'Leave --app out to add a function here, or run it outside of the project.' },
  );
}

function knownPackageManager(name: string | undefined): PackageManager | undefined {
  if (name === undefined) return undefined;
  const names = packageManagers.map((row) => row.name);
  const parsed = parseChoice(name, 'package manager', names);
  if ('problem' in parsed) throw inputProblem('invalid-value', `--package-manager: ${refusalText(parsed)}`);
  return names.find((one) => one === parsed.value);
}

function hasFunction(project: Project, name: string): boolean {
  return project.functions.some((one) => one.name === name);
}

function lockfilesIn(folders: readonly string[]): readonly string[] {
  const names = packageManagers.flatMap(({ lockfiles }) => lockfiles);
  return names.filter((name) => folders.some((folder) => existsSync(path.join(folder, name))));
}
