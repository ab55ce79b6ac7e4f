import { posix } from 'node:path';
import { tokenName } from '../data/limits.ts';
import { note } from '../messages/migration.ts';
import { inFolder, type ProjectFiles } from '../project/files.ts';
import type { Warning } from '../types.ts';
import { deprecatedCalls, fetchCalls, importsHubspot, relativeImports } from './card-code.ts';
import { objectTypes } from './components.ts';
import { type Destination, entriesBelow } from './destinations.ts';
import { type LegacyApp, scopesOf } from './legacy-app.ts';
import { adaptedFiles, cardSources, handlersWithCallback, packageFile } from './legacy-files.ts';
import type { LegacyScene, LegacyTask } from './legacy-scene.ts';

/** Notes on the migration of a legacy app, which do not stop it. */
export function legacyNotes(scene: LegacyScene): readonly Warning[] {
  const { app, task, uids, place } = scene;
  const { files, sourceDirectory } = task;
  const scopes = scopesOf(app);
  const names = [...new Set(app.functions.flatMap(({ environment }) => Object.keys(environment)))];
  const withToken = app.functions.filter(({ secrets }) => secrets.includes(tokenName)).map(({ uid }) => uid);
  const unclear = cardSources(app, files).flatMap(({ file, text }) =>
    fetchCalls(text).flatMap(({ origin, line }) =>
      origin === undefined ? [note.fetchUnclear(file, line)] : [],
    ),
  );
  const byHand = handlersWithCallback(scene).filter(({ code }) => code.commonjs === undefined);
  const beside = app.directory === sourceDirectory ? [] : besideApp(app, task);
  const links = app.functionsFolders.flatMap((folder) => linksBelow(files, folder));
  return [
    ...(app.functionsFolders.length > 1 ? [note.merged(app.functionsFolders)] : []),
    ...(app.kind === 'private' && scopes.length === 0 ? [note.scopesEmpty(app.file)] : []),
    ...(names.length > 0 ? [note.environment(names)] : []),
    ...(withToken.length > 0 ? [note.tokenListed(withToken)] : []),
    ...app.cards.flatMap((card, index) => {
      const types = objectTypes(card.data.objectTypes).filter(isCustom);
      const missing = types.length > 0 && !scopes.includes('crm.objects.custom.read');
      return missing ? [note.customObjects(uids.cards[index] ?? '', types)] : [];
    }),
    ...packageFile(scene).map(({ path }) => note.packageMade(path)),
    ...adaptedFiles(scene).map(({ path }) => note.adapted(path)),
    ...byHand.map(({ file, code }) => note.callbackByHand(place(file), code.sendCalls[0]?.line ?? 1)),
    ...unclear,
    ...cardNotes(app, files, place),
    ...unlistedCards(app, files, place).map(note.cardNotListed),
    ...(beside.length > 0 ? [note.leftBehind(beside)] : []),
    ...links.map(note.link),
  ];
}

/** Configuration of cards that the app does not list, at its new place. */
function unlistedCards(app: LegacyApp, files: ProjectFiles, place: Destination): readonly string[] {
  return entriesBelow(files, app.directory)
    .filter((file) => file.endsWith('.json') && !app.cardFiles.includes(file))
    .filter((file) => isInCards(place(file)) && /"type"\s*:\s*"crm-card"/.test(files.read(file) ?? ''))
    .map(place);
}

function isInCards(place: string): boolean {
  return /(^|\/)app\/cards\//.test(place);
}

/** What HubSpot's dev server reports about a card's code, and what is deprecated in it. */
function cardNotes(app: LegacyApp, files: ProjectFiles, place: Destination): readonly Warning[] {
  const entries = new Set(app.cards.map(({ entry }) => entry));
  return cardSources(app, files).flatMap(({ file, text }) => {
    const at = place(file);
    const calls = deprecatedCalls(text);
    const outside = relativeImports(text).filter(({ specifier }) => {
      const target = posix.join(posix.dirname(file), specifier);
      return !isInCards(place(target));
    });
    return [
      ...(calls.length > 0 ? [note.deprecatedCall(at, calls)] : []),
      ...(entries.has(file) && !importsHubspot(text) ? [note.cardImport(at)] : []),
      ...outside.map(({ specifier, line }) => note.importOutside(at, line, specifier)),
    ];
  });
}

/** Is it certainly a custom object? Its name starts with `p_`, or it is an id such as `2-123`. */
function isCustom(type: string): boolean {
  return /^(p_|p\d+_|2-\d)/i.test(type);
}

/** What is in `srcDir` and does not belong to the app. */
function besideApp(app: LegacyApp, { files, sourceDirectory }: LegacyTask): readonly string[] {
  if (sourceDirectory === '.') return [];
  return files
    .names(sourceDirectory)
    .map((name) => inFolder(sourceDirectory, name))
    .filter((path) => !`${app.directory}/`.startsWith(`${path}/`) && !/(^|\/)(\.|node_modules$)/.test(path));
}

function linksBelow(files: ProjectFiles, folder: string): readonly string[] {
  return files
    .folders(folder)
    .filter(({ link }) => link)
    .map(({ name }) => inFolder(folder, name));
}
