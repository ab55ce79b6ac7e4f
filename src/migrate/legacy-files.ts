import { posix } from 'node:path';
import { fixChanges } from '../check/fix.ts';
import { tokenName } from '../data/limits.ts';
import { editedBytes, textBytes, textOf } from '../plan/changes.ts';
import { inFolder, type ProjectFiles, readableJson, resolveIn } from '../project/files.ts';
import { objectOf, stringOf } from '../project/json.ts';
import { functionComponent } from '../project/layouts/hsmeta.ts';
import { adapterEdit } from './adapter.ts';
import { fetchCalls } from './card-code.ts';
import {
  cardComponent,
  componentText,
  newManifest,
  privateApp,
  publicApp,
  secretKeysOf,
  webhooksComponent,
} from './components.ts';
import { destinations, entriesBelow, movesTo } from './destinations.ts';
import { withNames, withValues } from './dotenv-values.ts';
import type { LegacyApp } from './legacy-app.ts';
import type { LegacyScene } from './legacy-scene.ts';
import type { Draft } from './settle.ts';
import { hsmetaFile } from './uids.ts';

type Written = Draft['written'];

/** What happens to the files of a legacy app. */
export function draftLegacyFiles(scene: LegacyScene): Draft {
  const { app, task, place } = scene;
  const remade = [...adaptedFiles(scene), ...manifests(scene), ...environmentFiles(scene)];
  const archived = [...replacedFiles(app, task.files), ...remade.flatMap(({ from }) => from ?? [])];
  const replaced = new Set(archived);
  const entries = entriesToMove(app, task.sourceDirectory, task.files);
  return {
    moves: movesTo(
      entries.filter((entry) => !replaced.has(entry)),
      place,
    ),
    archived,
    written: [...componentFiles(scene), ...packageFile(scene), ...remade],
    updated: [],
  };
}

function componentFiles(scene: LegacyScene): Written {
  const { app, uids, task } = scene;
  const fileOf = (path: string, content: object) => ({
    path: inFolder(task.sourceDirectory, path),
    bytes: textBytes(componentText(content)),
  });
  const pathOf = (file: string) => pathFromSource(scene, file);
  return [
    fileOf('app/app-hsmeta.json', appContent(scene)),
    ...app.functions.map((one) => {
      const content = functionComponent(one.uid, pathOf(one.file), secretKeysOf(one), one.endpoint);
      return fileOf(`app/functions/${hsmetaFile(one.uid)}`, content);
    }),
    ...app.cards.map((card, index) => {
      const uid = uids.cards[index] ?? '';
      return fileOf(`app/cards/${hsmetaFile(uid)}`, cardComponent(card, uid, pathOf));
    }),
    ...(app.webhooks === undefined
      ? []
      : [fileOf('app/webhooks/webhooks-hsmeta.json', webhooksComponent(app.webhooks, uids.webhooks))]),
  ];
}

/** The new path of an old file from `srcDir`, with a leading slash. */
function pathFromSource({ task, place }: LegacyScene, file: string): string {
  return `/${posix.relative(task.sourceDirectory, place(file))}`;
}

function appContent(scene: LegacyScene): object {
  const { app, uids, task } = scene;
  const origins = cardSources(app, task.files).flatMap(({ text }) =>
    fetchCalls(text).flatMap(({ origin }) => origin ?? []),
  );
  const facts = { uid: uids.app, name: task.projectName, fetchOrigins: [...new Set(origins)].sort() };
  if (app.kind === 'private') return privateApp(app.config, facts);
  const logo = stringOf(app.config.logo);
  return publicApp(app.config, {
    ...facts,
    logo: logo === undefined ? undefined : pathFromSource(scene, resolveIn(app.directory, logo)),
  });
}

/** The code of the cards: every script in the folders that become `app/cards`. */
export function cardSources(app: LegacyApp, files: ProjectFiles) {
  const place = destinations(app, '.');
  return app.entries
    .filter((file) => /\.[cm]?[jt]sx?$/.test(file) && place(file).startsWith('app/cards/'))
    .map((file) => ({ file, text: files.read(file) ?? '' }));
}

function replacedFiles(app: LegacyApp, files: ProjectFiles): readonly string[] {
  const registries = app.functionsFolders
    .map((folder) => inFolder(folder, 'serverless.json'))
    .filter((file) => files.read(file) !== undefined);
  return [
    ...new Set([
      app.file,
      ...registries,
      ...app.cardFiles,
      ...(app.webhooks ? [app.webhooks.configFile] : []),
    ]),
  ];
}

function entriesToMove(app: LegacyApp, sourceDirectory: string, files: ProjectFiles): readonly string[] {
  if (app.directory !== sourceDirectory) return app.entries;
  // srcDir itself also contains files that do not belong to the app.
  const folders = files.folders(app.directory).filter(({ name }) => name !== 'node_modules');
  const entries = [
    ...folders.flatMap(({ name, link }) => {
      const folder = inFolder(app.directory, name);
      // What a link leads to stays where it is, and may be a whole disk.
      return link ? [folder] : entriesBelow(files, folder);
    }),
    ...app.cards.flatMap(({ entry, image }) => [entry, ...(image ? [image] : [])]),
  ];
  return [...new Set(entries)];
}

/** Sources of functions that answer through a callback, with the adapter appended. */
export function adaptedFiles(scene: LegacyScene): Written {
  const { task, place } = scene;
  return handlersWithCallback(scene).flatMap(({ file: from, code }) => {
    const before = task.files.bytes(from) ?? new Uint8Array();
    const text = textOf(from, before);
    const edit = adapterEdit(text, code, task.answers);
    return edit === undefined ? [] : [{ path: place(from), bytes: editedBytes(before, text, [edit]), from }];
  });
}

/**
 * Sources of functions whose handler uses its second parameter, or might use it. Where that never was a callback, a handler
 * that worked can only pass it on.
 */
export function handlersWithCallback({ app, task }: LegacyScene, isCertain = true) {
  const files = [...new Set(app.functions.map(({ file }) => file))];
  return files.flatMap((file) => {
    const { code } = task.sources.of(file);
    const isCallback = task.answers === 'return' ? code?.sendCalls.length : code?.callback;
    return code === undefined || (isCertain ? !isCallback : code.callback !== undefined)
      ? []
      : [{ file, code }];
  });
}

/** The `package.json` that the functions folder needs if the old project does not have one to move. */
export function packageFile({ app, task, place, functionsDirectory }: LegacyScene): Written {
  const { files, projectName } = task;
  const path = `${functionsDirectory}/package.json`;
  const moved = app.functionsFolders.some((folder) => files.names(folder).includes('package.json'));
  if (app.functionsFolders.length === 0 || moved || place(path) !== path) return [];
  return [{ path, bytes: textBytes(componentText(newManifest(projectName, {}))) }];
}

/**
 * `package.json` files that ignore findings about the platform version. After the migration, these ignores are not needed.
 */
function manifests({ app, task, place }: LegacyScene): Written {
  return app.functionsFolders.flatMap((folder) => {
    const from = inFolder(folder, 'package.json');
    const ignores = objectOf(objectOf(readableJson(from, task.files.read(from) ?? ''))?.hsIgnore);
    if (ignores?.platform === undefined) return [];
    const at = Object.keys(ignores).length === 1 ? ['hsIgnore'] : ['hsIgnore', 'platform'];
    const changes = fixChanges([{ path: from, fix: { kind: 'remove', at } }], task.files.bytes);
    return changes.map(({ after }) => ({ path: place(from), bytes: after, from }));
  });
}

/** `.env` and `.env.example` with the variables from `environment`. */
function environmentFiles({ app, task, place, functionsDirectory }: LegacyScene): Written {
  const { files } = task;
  const values = Object.assign({}, ...app.functions.map(({ environment }) => environment)) as Record<
    string,
    string
  >;
  if (Object.keys(values).length === 0) return [];
  const fileIn = (name: string) =>
    app.functionsFolders
      .map((folder) => inFolder(folder, name))
      .find((file) => files.bytes(file) !== undefined);
  const edit = (name: string, change: (path: string, text: string) => string) => {
    const from = fileIn(name);
    const path = from === undefined ? `${functionsDirectory}/${name}` : place(from);
    const before = from === undefined ? undefined : files.bytes(from);
    const text = before === undefined ? '' : textOf(path, before);
    return { path, bytes: textBytes(change(path, text)), from };
  };
  const names = app.functions.flatMap(({ secrets, environment }) => [
    ...secrets,
    ...Object.keys(environment),
  ]);
  return [
    edit('.env', (path, text) => withValues(path, text, values)),
    edit('.env.example', (_path, text) =>
      withNames(text, text === '' ? names.filter((name) => name !== tokenName) : Object.keys(values)),
    ),
  ];
}
