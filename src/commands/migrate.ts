import path from 'node:path';
import { formatCommand } from '../args/command-line.ts';
import { type MigrateOptions, migrateOptions } from '../data/options.ts';
import { parseJson } from '../edit/json-scanner.ts';
import { installWords } from '../install/choose-package-manager.ts';
import { packageManagerFor } from '../install/workspace.ts';
import { refusal, warning } from '../messages/messages.ts';
import { isMigrated } from '../migrate/archive.ts';
import { filesToCopy } from '../migrate/destinations.ts';
import { searchCallers } from '../migrate/find-callers.ts';
import type { LegacyTask } from '../migrate/legacy-scene.ts';
import type { Migration, MigrationFiles } from '../migrate/migration.ts';
import { ignoreFileOfNew } from '../migrate/new-env.ts';
import { projectFor, proposedAppName } from '../migrate/plan-design-manager.ts';
import { planDesignManager, planLegacy } from '../migrate/plan-migration.ts';
import { readMigratable } from '../migrate/project-config.ts';
import { isLegacy, targetVersion } from '../migrate/target-version.ts';
import { foldersBelow, foldersOf, inFolder, projectFiles, refuseLinksOutside } from '../project/files.ts';
import { findProject, findProjectAround } from '../project/find-project.ts';
import { trackedEnvWarnings } from '../project/ignored.ts';
import { objectOf } from '../project/json.ts';
import { componentFiles } from '../project/layouts/hsmeta.ts';
import { appReach } from '../project/layouts/serverless-json.ts';
import { findPlatform, versionsLike } from '../project/platform.ts';
import { readProject } from '../project/project.ts';
import { relativePath } from '../project/same-file.ts';
import { siblingEndpoints } from '../project/siblings.ts';
import { finishedMigration, nothingToMigrate, plannedMigration } from '../report/migrate-report.ts';
import { findProgram } from '../run/find-program.ts';
import { canAsk, type Session, signalsHeard } from '../session.ts';
import { printable } from '../terminal/text.ts';
import type { Report, Warning } from '../types.ts';
import { isInside } from '../write/files.ts';
import { modeOf } from '../write/inspect.ts';
import { awaitChange } from '../write/lock.ts';
import { assertUnchanged } from '../write/staging.ts';
import { applyInterruptibly, recover } from '../write/transaction.ts';
import { halfChangedWarnings, noProjectProblem, projectBelowWarnings } from './choose-project.ts';
import {
  maskOfDiffs,
  migrationFiles,
  notesAboutLinks,
  uncommittedWarnings,
  withBytes,
} from './migration-surroundings.ts';
import { restore } from './restore-migration.ts';

/** Migrates a project or design-manager functions to a platform version that HubSpot builds, or undoes a migration. */
export async function migrate(options: MigrateOptions, session: Session): Promise<Report> {
  try {
    const configFile = findRecovered(options, session);
    const halfChanged = options['dry-run'] ? halfChangedWarnings(rootOf(configFile, session)) : [];
    const told = (report: Report): Report => ({ ...report, warnings: [...halfChanged, ...report.warnings] });
    if (options.restore !== undefined) {
      return told(await restore(options.restore, configFile, options, session));
    }
    const call = { configFile, to: targetVersion(options.platform), options, session };
    let answered: string | undefined;
    for (;;) {
      const planned =
        options.from === undefined ? await planProject(call) : await planFolder(options.from, answered, call);
      if ('report' in planned) return told(planned.report);
      const report = await carryOut(planned, options, session);
      if (report !== undefined) return told(report);
      answered = planned.answered;
    }
  } catch (error) {
    const { failedIn } = await import('./failure.ts');
    return failedIn('migrate', error, undefined, session);
  }
}

/** Finishes or undoes what an interrupted run left behind, then finds the project around the working directory. */
function findRecovered(options: MigrateOptions, { cwd }: Session): string | undefined {
  if (!options['dry-run']) recover(cwd);
  const configFile = findProjectAround(cwd);
  const root = rootOf(configFile, { cwd });
  if (options['dry-run']) awaitChange(root);
  else if (root !== cwd) recover(root);
  return configFile;
}

/** Absolute path of the project, or of the folder that will be one. */
function rootOf(configFile: string | undefined, { cwd }: Pick<Session, 'cwd'>): string {
  return configFile === undefined ? cwd : path.dirname(configFile);
}

/** What to migrate: `configFile` is the absolute path of the project's `hsproject.json`, `to` the platform version. */
interface MigrateCall {
  readonly configFile: string | undefined;
  readonly to: string;
  readonly options: MigrateOptions;
  readonly session: Session;
}

interface PlannedMigration {
  readonly root: string;
  readonly migration: Migration;
  /** The app name that the user entered, if asked. */
  readonly answered?: string | undefined;
}

type Planned = PlannedMigration | { readonly report: Report };

async function planProject(call: MigrateCall): Promise<Planned> {
  const { configFile, to, options, session } = call;
  if (configFile === undefined) throw noProjectProblem(session, true);
  const root = path.dirname(configFile);
  const files = migrationFiles(root);
  const config = readMigratable(files, path.basename(configFile));
  if (!isLegacy(config.platformVersion)) {
    refuseWithoutFunctions(config, files);
    return { report: upToDate(root, config.platformVersion, call) };
  }
  const { parsedSources } = await import('../migrate/findings.ts');
  // Reads these folders with pauses first, because planning reads them all at once.
  await foldersBelow(files, config.sourceDirectory, appReach, () => signalsHeard(session));
  const functionsDirectory = inFolder(config.sourceDirectory, 'app/functions');
  const scene = {
    files,
    ...config,
    sources: parsedSources(root, files),
    answers: findPlatform(config.platformVersion)?.answers ?? 'either',
    skippedCards: options['skip-card'] ?? [],
    ignoreFile: (moved: Parameters<LegacyTask['ignoreFile']>[0]) =>
      ignoreFileOfNew({ root, functionsDirectory }, moved),
  };
  const planned = planLegacy(scene, to);
  const warnings = [
    ...projectBelowWarnings(configFile, session),
    warning('hubspot-migrate', { to }),
    ...planned.warnings,
  ];
  return { root, migration: await withFindings({ ...planned, warnings }, root, scene, session) };
}

/** Adds notes about links, and findings about the functions, which are read from their current location. */
async function withFindings(
  migration: Migration,
  root: string,
  { files, sources }: Pick<LegacyTask, 'files' | 'sources'>,
  session: Session,
): Promise<Migration> {
  const { findingsAfter } = await import('../migrate/findings.ts');
  const links = await notesAboutLinks(migration, root, session);
  const siblings = await siblingEndpoints(root, session.signal);
  await signalsHeard(session);
  const task = { files, sources, version: migration.to, siblings, ...migration };
  const findings = await findingsAfter(task, () => signalsHeard(session));
  return { ...migration, warnings: [...migration.warnings, ...links, ...findings] };
}

/** @throws Problem `no-serverless-functions` (code 3): since 2025.2 only the version has to change, so no files are moved */
function refuseWithoutFunctions(
  { platformVersion, sourceDirectory }: ReturnType<typeof readMigratable>,
  files: MigrationFiles,
): void {
  const platform = findPlatform(platformVersion);
  const present = componentFiles(files, inFolder(sourceDirectory, 'app/functions'));
  if (platform?.functions !== false || present.length === 0) return;
  throw refusal(
    'no-serverless-functions',
    { version: platform.version, similar: versionsLike(platform) },
    { conflicts: ['hsproject.json'] },
  );
}

function upToDate(root: string, version: string, { to, options, session }: MigrateCall): Report {
  const newer = version.replace(/-beta$/, '') < to;
  const is = `the project is on ${printable(version)}`;
  const message = newer
    ? `No files to move: ${is}, which has the layout of ${to}. To move to ${to}, change "platformVersion" in hsproject.json to "${to}".`
    : `Nothing to do: ${is}, which needs no migration.`;
  const project = { directory: root, platformVersion: version };
  return nothingToMigrate(project, message, options, session);
}

/** Plans the migration of a folder of design-manager functions into the surrounding project, or into a new one. */
async function planFolder(from: string, answered: string | undefined, call: MigrateCall): Promise<Planned> {
  const { configFile, to, options, session } = call;
  const root = rootOf(configFile, session);
  const files = migrationFiles(root);
  const { folder, around, outside } = placeOf(path.resolve(session.cwd, from), root);
  const source = outside ?? files;
  if (source.read(`${folder}/serverless.json`) === undefined) {
    if (outside === undefined && isMigrated(files, folder)) {
      const message = `Nothing to do: ${printable(from)} is migrated already.`;
      return { report: nothingToMigrate({ directory: root }, message, options, session) };
    }
    throw refusal('no-functions-folder', { from });
  }
  if (outside !== undefined) {
    // The target of a link that leads out of the folder would be copied into the project and shown.
    const own = projectFiles(path.join(around, folder));
    const leadsOutside = (file: string): boolean => own.leadsOutside(file.slice(folder.length + 1));
    const copied = filesToCopy(outside, folder);
    refuseLinksOutside({ leadsOutside }, copied);
    const linked = copied.filter((file) => outside.isDirectory(file));
    if (linked.length > 0) throw refusal('linked-folders', { folders: linked }, { conflicts: linked });
  } else if ([folder, ...foldersOf(folder)].some((one) => isLinkedFolder(files, one))) {
    throw refusal('functions-folder-link', { folders: [folder] }, { conflicts: [folder] });
  }
  const { parsedSources } = await import('../migrate/findings.ts');
  const sources = parsedSources(around, source);
  const project =
    configFile === undefined
      ? await newProject(folder, answered, call)
      : presentProject(configFile, to, options, session);
  const calling = await pausing(searchCallers(files, outside, folder), session);
  const planned = planDesignManager({
    calling,
    files,
    folder,
    outside,
    project,
    version: project.version,
    sources,
    fixCallers: options['fix-callers'] === true,
    ignoreFile: (written) =>
      ignoreFileOfNew({ root, functionsDirectory: project.functionsDirectory }, written),
  });
  const below = configFile === undefined ? [] : projectBelowWarnings(configFile, session);
  const told = { ...planned, warnings: [...below, ...planned.warnings] };
  const migration = await withFindings(told, root, { files: source, sources }, session);
  return { root, migration, answered: project.answered };
}

function isLinkedFolder(files: MigrationFiles, folder: string): boolean {
  const name = path.posix.basename(folder);
  return files.folders(path.posix.dirname(folder)).some((one) => one.link && one.name === name);
}

/** Lets signals be heard during a search. */
async function pausing<Result>(search: Generator<undefined, Result>, session: Session): Promise<Result> {
  for (;;) {
    const { value, done } = search.next();
    if (done) return value;
    await signalsHeard(session);
  }
}

/** A folder relative to the folder around it: the project, or the one that contains it (with its files) if it is outside. */
function placeOf(absolute: string, root: string) {
  const relative = relativePath(root, absolute);
  if (isInside(relative)) return { folder: relative, around: root, outside: undefined };
  const around = path.dirname(absolute);
  // Unreadable folders next to it are skipped, because they are only searched for callers.
  const files = withBytes(projectFiles(around), around);
  const outside = { ...files, modeOf: (file: string) => modeOf(around, file) };
  return { folder: path.basename(absolute), around, outside };
}

/**
 * A new project for the functions in a folder. Named after the folder unless the user chooses another name.
 * @param before the user's previous answer
 */
async function newProject(
  folder: string,
  before: string | undefined,
  { to: version, options, session }: MigrateCall,
) {
  const app = options.app ?? proposedAppName(folder);
  if (options.app !== undefined || !canAsk(options, session))
    return { ...projectFor(app), version, answered: undefined };
  const { askAppName } = await import('../prompts/ask-once.ts');
  const doing = before === undefined ? { doing: `migrating ${printable(folder)}` } : {};
  const question = { id: 'app', ...migrateOptions.app.question, ...doing };
  const answered = await askAppName(question, app, session, before);
  return { ...projectFor(answered), version, answered };
}

/** @throws Problem (code 2) for an app name or a version that differs from the project's */
function presentProject(configFile: string, to: string, { app, platform }: MigrateOptions, { cwd }: Session) {
  const below = findProject(cwd) === undefined ? path.basename(path.dirname(configFile)) : undefined;
  const reading = readProject(configFile, { workingDirectory: cwd });
  if (reading.kind === 'several' || reading.project.platform.layout !== 'hsmeta') {
    throw refusal('legacy-project', { below });
  }
  const { project } = reading;
  const { name, platformVersion: version } = project;
  if (app !== undefined && app !== name) throw refusal('app-differs', { app, project: name, below });
  if (platform !== undefined && to !== version) {
    throw refusal('platform-differs', { chosen: platform, version });
  }
  return {
    name,
    sourceDirectory: project.sourceDirectory,
    functionsDirectory: project.functionsDirectory,
    uids: new Set(project.uids.keys()),
    paths: new Set(project.functions.flatMap(({ endpoint }) => endpoint?.path ?? [])),
    version,
    answered: undefined,
  };
}

/**
 * Lets the user confirm the plan if the run is interactive, then moves the files and runs the functions before and after.
 * Returns undefined, with nothing done, if the user goes back to the previous question.
 */
async function carryOut(
  { root, migration: planned, answered }: PlannedMigration,
  options: MigrateOptions,
  session: Session,
): Promise<Report | undefined> {
  const ofGit = await Promise.all([
    trackedWarnings(root, planned, session.signal),
    uncommittedWarnings(root, session.signal),
  ]);
  await signalsHeard(session);
  const warnings = [...planned.warnings, ...ofGit.flat()];
  const migration = { ...planned, warnings };
  const reviewed = !options['dry-run'] && canAsk(options, session);
  const setting = {
    root,
    options,
    hide: maskOfDiffs(root, options, reviewed, session),
    session,
    install: installCommand(root, migration, session),
    hasHubSpotCli: findProgram('hs', { env: session.env, project: root }) !== undefined,
    reviewed,
  };
  assertUnchanged(root, migration.changes, migration.moves);
  if (options['dry-run']) return { ...plannedMigration(migration, setting), dryRun: true };
  if (reviewed) {
    const { confirmMigration } = await import('../prompts/confirm-migration.ts');
    const doing = (name: string) => `migrating ${name} to ${migration.to}`;
    const goesBack = answered !== undefined;
    if (!(await confirmMigration(migration, root, doing, options, session, goesBack))) return undefined;
  }
  const runs = options.invoke !== false && migration.functions.length > 0;
  const proof = runs ? await import('./proof.ts') : undefined;
  const before = (await proof?.runBefore(root, migration.functions, session)) ?? [];
  await signalsHeard(session);
  await applyInterruptibly(root, migration.changes, migration.moves, () => signalsHeard(session));
  // A signal received while files were moved is handled in the next turn of the event loop.
  await new Promise(setImmediate);
  const proofs = (await proof?.compareAfter(root, migration.functions, before, session)) ?? [];
  return finishedMigration(migration, setting, proofs);
}

/** The command that installs the functions' missing packages; undefined if none are missing. */
function installCommand(root: string, { functionsDirectory, changes }: Migration, { cwd, env }: Session) {
  const manifest = changes.find(
    ({ path: file, action }) => action !== 'unchanged' && file === `${functionsDirectory}/package.json`,
  );
  const folder = path.join(root, functionsDirectory);
  // If it replaces an old package.json, the installed packages were moved along.
  const isNew = manifest !== undefined && manifest.basedOn === undefined;
  const isEmpty = !isNew || dependenciesIn(manifest.after).length === 0;
  if (isEmpty) return undefined;
  const packageManager = packageManagerFor(folder, root, env);
  return formatCommand(installWords(packageManager, relativePath(cwd, folder)));
}

function dependenciesIn(manifest: Uint8Array): readonly string[] {
  const { value } = parseJson('package.json', new TextDecoder().decode(manifest));
  return Object.keys(objectOf(objectOf(value)?.dependencies) ?? {});
}

/** Warnings about `.env` files that git tracks. Git will also track them at their new path once that is committed. */
async function trackedWarnings(
  root: string,
  { functions }: Migration,
  signal: AbortSignal,
): Promise<readonly Warning[]> {
  const folders = new Set(functions.map(({ before }) => before.functionsDirectory));
  const found = await Promise.all(
    [...folders].map((functionsDirectory) => trackedEnvWarnings({ root, functionsDirectory }, signal)),
  );
  return found.flat();
}
