import { posix } from 'node:path';
import { tokenName } from '../data/limits.ts';
import { warning } from '../messages/messages.ts';
import { inFolder, type ProjectFiles, resolveIn } from '../project/files.ts';
import type { Warning } from '../types.ts';
import { deprecatedCalls, fetchCalls, importsHubspot, relativeImports } from './card-code.ts';
import { objectTypes } from './components.ts';
import type { Destination } from './destinations.ts';
import { type LegacyApp, scopesOf } from './legacy-app.ts';
import { adaptedFiles, cardSources, handlersWithCallback, packageFile } from './legacy-files.ts';
import type { LegacyScene, LegacyTask } from './legacy-scene.ts';

/** Notes about the migration of a legacy app. They do not stop it. */
export function legacyNotes(scene: LegacyScene): readonly Warning[] {
  const { app, task, uids, place } = scene;
  const { files, sourceDirectory } = task;
  const scopes = scopesOf(app);
  const names = [...new Set(app.functions.flatMap(({ environment }) => Object.keys(environment)))];
  const withToken = app.functions.filter(({ secrets }) => secrets.includes(tokenName)).map(({ uid }) => uid);
  const unclear = cardSources(app, files).flatMap(({ file, text }) =>
    fetchCalls(text).flatMap(({ origin, line }) =>
      origin === undefined ? [warning('fetch-origin', { file, line })] : [],
    ),
  );
  // Before 2023.2, functions answered through a callback.
  const unsure = task.answers === 'return' ? [] : handlersWithCallback(scene, false);
  const byHand = handlersWithCallback(scene).filter(({ code }) => code.commonjs === undefined);
  const beside = app.directory === sourceDirectory ? [] : besideApp(app, task);
  return [
    ...(app.functionsFolders.length > 1
      ? [warning('functions-merged', { folders: app.functionsFolders })]
      : []),
    ...(app.kind === 'private' && scopes.length === 0 ? [warning('no-scopes', { file: app.file })] : []),
    ...(names.length > 0 ? [warning('environment', { names })] : []),
    ...(withToken.length > 0 ? [warning('token-removed', { uids: withToken })] : []),
    ...app.cards.flatMap((card, index) => {
      // Only types that are certainly custom objects: the name starts with `p_`, or it is an id such as `2-123`.
      const types = objectTypes(card.data.objectTypes).filter((type) => /^(p_|p\d+_|2-\d)/i.test(type));
      const missing = types.length > 0 && !scopes.includes('crm.objects.custom.read');
      return missing ? [warning('custom-objects', { uid: uids.cards[index] ?? '', types })] : [];
    }),
    ...packageFile(scene).map(({ path }) => warning('package-json-made', { file: path })),
    ...adaptedFiles(scene).map(({ path }) => warning('adapter-added', { file: path })),
    ...byHand.map(({ file, code }) =>
      warning('callback-by-hand', { file: place(file), line: code.callback?.line ?? 1 }),
    ),
    ...unsure.map(({ file }) => warning('callback-unclear', { file: place(file) })),
    ...unclear,
    ...cardNotes(app, files, place),
    ...unlistedCards(app, files, place).map((file) => warning('card-not-listed', { file })),
    ...(beside.length > 0 ? [warning('left-behind', { files: beside })] : []),
  ];
}

/** New paths of card configuration files that the app does not list. */
function unlistedCards(app: LegacyApp, files: ProjectFiles, place: Destination): readonly string[] {
  return app.entries
    .filter((file) => file.endsWith('.json') && !app.cardFiles.includes(file))
    .filter((file) => isInCards(place(file)) && /"type"\s*:\s*"crm-card"/.test(files.read(file) ?? ''))
    .map(place);
}

function isInCards(place: string): boolean {
  return /(^|\/)app\/cards\//.test(place);
}

/** Notes about problems that HubSpot's dev server will report in a card's code, and about deprecated calls. */
function cardNotes(app: LegacyApp, files: ProjectFiles, place: Destination): readonly Warning[] {
  const entries = new Set(app.cards.map(({ entry }) => entry));
  return cardSources(app, files).flatMap(({ file, text }) => {
    const at = place(file);
    const calls = deprecatedCalls(text);
    const outside = relativeImports(text).filter(({ specifier }) => {
      const target = resolveIn(posix.dirname(file), specifier);
      return !isInCards(place(target));
    });
    return [
      ...(calls.length > 0 ? [warning('deprecated-call', { file: at, lines: calls })] : []),
      ...(entries.has(file) && !importsHubspot(text) ? [warning('card-import', { file: at })] : []),
      ...outside.map(({ specifier, line }) => warning('card-import-outside', { file: at, line, specifier })),
    ];
  });
}

function besideApp(app: LegacyApp, { files, sourceDirectory }: LegacyTask): readonly string[] {
  if (sourceDirectory === '.') return [];
  return files
    .names(sourceDirectory)
    .map((name) => inFolder(sourceDirectory, name))
    .filter((path) => !`${app.directory}/`.startsWith(`${path}/`) && !/(^|\/)(\.|node_modules$)/.test(path));
}
