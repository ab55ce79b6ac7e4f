import { tokenName } from '../data/limits.ts';
import type { Problem } from '../errors.ts';
import { groupBy } from '../group-by.ts';
import { refusal } from '../messages/messages.ts';
import { foldersOf, inFolder, type ProjectFiles } from '../project/files.ts';
import { stringOf } from '../project/json.ts';
import { componentFiles } from '../project/layouts/hsmeta.ts';
import { isInside } from '../write/files.ts';
import { secretKeysOf } from './components.ts';
import { destinations } from './destinations.ts';
import { type LegacyApp, type LegacyFunction, readLegacyApp, scopesOf } from './legacy-app.ts';
import { draftLegacyFiles } from './legacy-files.ts';
import { legacyNotes } from './legacy-notes.ts';
import type { LegacyScene, LegacyTask } from './legacy-scene.ts';
import type { Drafted, Left, MigratedFunction } from './migration.ts';
import { spellingProblems } from './settle.ts';
import { hsmetaFile, newUids } from './uids.ts';

/**
 * Plans the migration of a project of 2025.1 or earlier to the layout of 2026.03 and later.
 * @throws Problem (code 3) if the project has no app to migrate
 */
export function draftLegacy(task: LegacyTask): Drafted {
  const { files, sourceDirectory } = task;
  const mixed = newerFiles(files, sourceDirectory);
  const early = mixed.length > 0 ? [refusal('mixed-layouts', { files: mixed }, { conflicts: mixed })] : [];
  const { app, refusals, notes } = readLegacyApp(files, sourceDirectory, task.skippedCards, early);
  const uids = newUids(oldUids(app, task.projectName));
  const place = destinations(app, sourceDirectory);
  const ofCards = app.cards.flatMap(({ entry, image }) => (image ? [entry, image] : [entry]));
  const named = [...app.functions.map(({ file }) => file), ...ofCards].filter(isInside);
  const functionsDirectory = inFolder(sourceDirectory, 'app/functions');
  const scene: LegacyScene = { task, app, uids, place, functionsDirectory };
  return {
    draft: draftLegacyFiles(scene),
    refusals: [
      ...refusals,
      ...spellingProblems(named, files),
      ...differingValues(app),
      ...unmovable(app),
      ...uids.refusals,
    ],
    notes: [...notes, ...uids.notes, ...legacyNotes(scene)],
    functions: app.functions.map((one) => migratedFunction(scene, one)),
    functionsDirectory,
    left: leftOf(scene),
    appDirectories: [app.directory],
    placeOf: place,
  };
}

function migratedFunction(scene: LegacyScene, one: LegacyFunction): MigratedFunction {
  const { task, place, functionsDirectory } = scene;
  const endpoint = one.endpoint && { ...one.endpoint, path: one.endpoint.path.replace(/^\/+/, '') };
  const common = { name: one.uid, endpoint };
  return {
    before: {
      ...common,
      file: one.file,
      configFile: inFolder(one.directory, 'serverless.json'),
      functionsDirectory: one.directory,
      secrets: one.secrets.filter((name) => name !== tokenName),
      environment: one.environment,
      answers: task.answers,
    },
    after: {
      ...common,
      file: place(one.file),
      configFile: `${functionsDirectory}/${hsmetaFile(one.uid)}`,
      functionsDirectory,
      secrets: secretKeysOf(one),
      answers: 'return',
    },
  };
}

/** Functions folders whose files cannot be moved one by one: behind a link, or in a folder whose name starts with a dot. */
function unmovable({ entries, functionsFolders }: LegacyApp): readonly Problem[] {
  const whole = new Set(entries);
  const folders = functionsFolders.filter((folder) =>
    [folder, ...foldersOf(folder)].some((one) => whole.has(one)),
  );
  return folders.length === 0 ? [] : [refusal('functions-folder-link', { folders }, { conflicts: folders })];
}

/** Variables for which two functions have different values. A HubSpot account stores only one value for each name. */
function differingValues({ functions }: LegacyApp): readonly Problem[] {
  const all = functions.flatMap(({ uid, environment }) =>
    Object.entries(environment).map(([name, value]) => ({ name, value, uid })),
  );
  return [...groupBy(all, ({ name }) => name)].flatMap(([name, same]) => {
    if (new Set(same.map(({ value }) => value)).size === 1) return [];
    const uids = same.map(({ uid }) => uid);
    return [refusal('environment-differs', { name, uids }, { conflicts: [name] })];
  });
}

function oldUids(app: LegacyApp, projectName: string) {
  return {
    app: stringOf(app.config.uid) || undefined,
    appNames: [stringOf(app.config.name) ?? '', projectName],
    functions: app.functions.map(({ uid, directory }) => ({
      uid,
      configFile: inFolder(directory, 'serverless.json'),
    })),
    cards: app.cards,
    webhooks: app.webhooks !== undefined,
  };
}

function newerFiles(files: ProjectFiles, sourceDirectory: string): readonly string[] {
  const app = inFolder(sourceDirectory, 'app');
  const folders = [app, ...['functions', 'cards', 'webhooks'].map((name) => `${app}/${name}`)];
  return folders.flatMap((folder) => componentFiles(files, folder));
}

function leftOf({ app, task, uids }: LegacyScene): Left {
  const environment = new Set(app.functions.flatMap((one) => Object.keys(one.environment)));
  return {
    projectName: task.projectName,
    newSecrets: [...environment],
    secrets: [...new Set(app.functions.flatMap(({ secrets }) => secrets))].filter(
      (name) => name !== tokenName && !environment.has(name),
    ),
    cards: app.cards.map(({ data }, index) => stringOf(data.title) ?? uids.cards[index] ?? ''),
    webhooks: app.webhooks !== undefined,
    endpoints: app.functions.flatMap(({ endpoint }) => endpoint?.path ?? []),
    scopesEmpty: app.kind === 'private' && scopesOf(app).length === 0,
    isPublic: app.kind === 'public',
    fromProject: true,
  };
}
