import path from 'node:path';
import { responseLimitMs } from '../data/limits.ts';
import { parseJson } from '../edit/json-scanner.ts';
import { workspaceOf } from '../install/workspace.ts';
import { refusal, warning } from '../messages/messages.ts';
import { changesFor, mergePlanned } from '../plan/changes.ts';
import { projectWarnings, refuseClashes } from '../plan/clashes.ts';
import type { FolderFacts } from '../plan/json-file.ts';
import { planFiles, sourceFile } from '../plan/plan.ts';
import { wantedCards } from '../plan/plan-cards.ts';
import { cardDependencies } from '../project/card.ts';
import { type EnvProtection, envProtection, trackedEnvWarnings } from '../project/ignored.ts';
import { objectOf } from '../project/json.ts';
import { fixtureFile, type ProjectPaths } from '../project/layout.ts';
import { layoutOf } from '../project/layouts.ts';
import { moduleManifest, needsInstall, readManifest } from '../project/packages.ts';
import { buildContext, type FunctionCall } from '../run/context.ts';
import { invocationOf } from '../run/invocation.ts';
import type { Session } from '../session.ts';
import type {
  Answers,
  Change,
  Endpoint,
  FolderInstall,
  FunctionAnswers,
  Invocation,
  Json,
  Plan,
  Project,
  Warning,
} from '../types.ts';
import { currentFileReader } from '../write/files.ts';
import { realName } from '../write/read-file.ts';

/**
 * Plans the changes for these answers. Reads only the files that they affect.
 * @throws Problem (code 3) that lists every conflict
 */
export async function makePlan(
  answers: Answers,
  project: Project | undefined,
  session?: Pick<Session, 'signal'>,
): Promise<Plan> {
  const repositoryWarnings = warnOfRepository(answers, project, session);
  refuseClashes(answers, project);
  const place = project ?? layoutOf(answers.platform).place;
  const ignored: EnvProtection =
    project === undefined
      ? { ignoreFile: '.gitignore', exposed: [], warnings: [] }
      : await envProtection(project, session?.signal);
  const folderFacts = folderFactsOf(answers, place);
  const hasVariables = answers.functions.some(({ secrets, token }) => secrets.length > 0 || token);
  const ignoreFile = ignored.ignoreFile ?? (hasVariables ? ignored.exampleIgnoreFile : undefined);
  const planned = mergePlanned(await planFiles(answers, project, ignoreFile, folderFacts));
  const { changes, warnings } = changesFor(planned, currentFileReader(answers.root));
  if (answers.functions.length > 0) refuseModules(answers.root, place, changes);
  return {
    answers,
    project,
    functionsDirectory: place.functionsDirectory,
    changes,
    installs: installsOf(answers, place),
    invocations: answers.functions.map((one) => smokeInvocation(one, answers, place, changes)),
    warnings: [
      ...projectWarnings(answers, project),
      ...ignored.warnings,
      ...warnings,
      ...(project !== undefined && folderFacts.modulesAbove
        ? [warning('module-above', { functionsDirectory: place.functionsDirectory })]
        : []),
      ...(await repositoryWarnings),
    ],
  };
}

function folderFactsOf({ root, functions, packageManager }: Answers, place: ProjectPaths): FolderFacts {
  const folder = path.join(root, place.functionsDirectory);
  const module = functions.length === 0 ? undefined : moduleManifest(folder);
  return {
    isMember: (directory) => workspaceOf(path.join(root, directory), packageManager).kind === 'member',
    modulesAbove: module !== undefined && path.dirname(module) !== folder,
  };
}

/** Refuses to write functions into a folder where Node would treat them as ES modules, which have no `exports`. */
function refuseModules(root: string, { functionsDirectory }: ProjectPaths, changes: readonly Change[]): void {
  const own = `${functionsDirectory}/package.json`;
  // A new package.json does not declare ES modules, whatever a folder above declares.
  if (changes.some(({ action, path: changed }) => action === 'create' && changed === own)) return;
  if (moduleManifest(path.join(root, functionsDirectory)) === undefined) return;
  throw refusal('module-package', { manifest: own }, { conflicts: [own] });
}

/** Warnings from git and sibling projects. Both start a process, so they are started early and awaited late. */
async function warnOfRepository(
  answers: Answers,
  project: Project | undefined,
  session: Pick<Session, 'signal'> | undefined,
): Promise<readonly Warning[]> {
  const hasEndpoint = answers.functions.some(({ endpoint }) => endpoint !== undefined);
  const siblings = hasEndpoint ? warnOfSiblings(answers, session?.signal) : [];
  const tracked = project === undefined ? [] : trackedEnvWarnings(project, session?.signal);
  return [...(await siblings), ...(await tracked)];
}

async function warnOfSiblings(
  { root, functions }: Answers,
  signal: AbortSignal | undefined,
): Promise<readonly Warning[]> {
  const { siblingEndpoints, siblingWarnings } = await import('../project/siblings.ts');
  return siblingWarnings(functions, await siblingEndpoints(root, signal));
}

function smokeInvocation(
  wanted: FunctionAnswers,
  { root, platform }: Answers,
  place: ProjectPaths,
  changes: readonly Change[],
): Invocation {
  const [registration] = layoutOf(platform).register(place, [wanted]);
  const { context, endpoint } = callOf(wanted.endpoint, fixtureOf(wanted.name, changes));
  const { name, secrets } = wanted;
  const made = { name, file: sourceFile(place, name), configFile: registration?.path ?? '', secrets };
  return invocationOf(made, { root, platform }, { context, endpoint, timeoutMs: responseLimitMs });
}

/**
 * The packages of new functions and cards that are not installed yet, or that the package.json does not list: another
 * package could have brought in some version of them.
 */
function installsOf(answers: Answers, place: ProjectPaths): readonly FolderInstall[] {
  const { root, functions, packageManager } = answers;
  const ofFunctions = new Set(functions.flatMap(({ dependencies }) => Object.keys(dependencies)));
  const ofCards = wantedCards(answers).length > 0 ? Object.keys(cardDependencies) : [];
  const folders = [
    { kind: 'functions', directory: place.functionsDirectory, packages: [...ofFunctions] },
    { kind: 'cards', directory: place.cardsDirectory, packages: ofCards },
  ] as const;
  return folders
    .filter(({ packages }) => packages.length > 0)
    .map((one) => {
      const folder = realName(path.join(root, one.directory));
      const workspace = workspaceOf(folder, packageManager).root;
      const listed = Object(readManifest(folder)?.dependencies);
      const missing = needsInstall(folder, one.packages, workspace);
      const isPending = (name: string): boolean => !Object.hasOwn(listed, name) || missing.includes(name);
      return { ...one, packages: one.packages.filter(isPending) };
    })
    .filter(({ packages }) => packages.length > 0);
}

/**
 * How to call a function: with its fixture or, for an endpoint, with the context that HubSpot builds from such a request.
 */
function callOf(endpoint: Endpoint | undefined, fixture: Json): Pick<FunctionCall, 'context' | 'endpoint'> {
  if (endpoint === undefined || objectOf(fixture) === undefined) return { context: fixture, endpoint };
  return buildContext(endpoint, fixture, {});
}

/** The content of a function's fixture as it will be on disk. */
function fixtureOf(name: string, changes: readonly Change[]): Json {
  const file = fixtureFile(name);
  const change = changes.find(({ path }) => path === file);
  if (change === undefined) throw new Error(`The plan has no ${file}`);
  return parseJson(file, Buffer.from(change.after).toString()).value;
}
