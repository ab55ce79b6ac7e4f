import { posix } from 'node:path';
import { slug } from '../answers/names.ts';
import { tokenName } from '../data/limits.ts';
import type { Platform } from '../data/platforms.ts';
import type { Problem } from '../errors.ts';
import { editedBytes, textBytes, textOf } from '../plan/changes.ts';
import { inFolder, type ProjectFiles } from '../project/files.ts';
import { stringOf, stringsOf } from '../project/json.ts';
import type { Json, Warning } from '../types.ts';
import { adapterFor } from './adapter.ts';
import { deprecatedCalls, fetchCalls, importsHubspot, relativeImports } from './card-code.ts';
import {
  cardComponent,
  functionComponent,
  objectTypes,
  privateApp,
  publicApp,
  webhooksComponent,
} from './components.ts';
import { type Destination, destinations, entriesBelow, movesTo } from './destinations.ts';
import { withNames, withValues } from './dotenv-values.ts';
import type { FunctionCode } from './findings.ts';
import { type LegacyApp, type LegacyFunction, readLegacyApp } from './legacy-app.ts';
import type { Left, MigratedFunction } from './migration.ts';
import type { Draft } from './settle.ts';
import { type NewUids, newUids } from './uids.ts';
import { note, refusal } from './words.ts';

/** What a plan is made of. */
export interface LegacyTask {
  readonly files: MigrationFiles;
  readonly sourceDirectory: string;
  /** `name` of hsproject.json. */
  readonly projectName: string;
  /** Cards without code that are to be left out, by file name, title or `uid`. */
  readonly skippedCards: readonly string[];
  /** How its functions answer today. */
  readonly answers: Platform['answers'];
  /** What the parser of `check` reads in a function's code. */
  readonly code: FunctionCode;
  /** The `.gitignore` that should keep `.env` out of git; undefined where git leaves it out already. */
  readonly ignoreFile: string | undefined;
}

/** A project's files, also byte for byte. */
export interface MigrationFiles extends ProjectFiles {
  /** Undefined where nothing is. */
  readonly bytes: (path: string) => Uint8Array | undefined;
}

/** What should become of the files, and everything in the way of it. */
export interface Drafted {
  readonly draft: Draft;
  readonly refusals: readonly Problem[];
  readonly notes: readonly Warning[];
  readonly functions: readonly MigratedFunction[];
  readonly functionsDirectory: string;
  readonly left: Left;
  /** Folders with the app's code, and where an old file is to be: for findings in it. */
  readonly appDirectories: readonly string[];
  readonly placeOf: Destination;
}

/** Plans the way of a project of 2023.2 or 2025.1 to the layout of 2026.03 and later. */
export function draftLegacy(task: LegacyTask): Drafted | { readonly refusals: readonly Problem[] } {
  const { files, sourceDirectory } = task;
  const { app, refusals, notes } = readLegacyApp(files, sourceDirectory, task.skippedCards);
  const mixed = newerFiles(files, sourceDirectory);
  const differing = app === undefined ? [] : differingValues(app);
  const early = [...differing, ...refusals, ...(mixed.length > 0 ? [refusal.mixedLayouts(mixed)] : [])];
  if (app === undefined) return { refusals: early };

  const place = destinations(app, sourceDirectory);
  const entrypoint = (file: string) => `/${fromSource(sourceDirectory, place(file))}`;
  const uids = newUids(oldUids(app, task.projectName));
  const below = (path: string) => inFolder(sourceDirectory, path);
  const functionsDirectory = below('app/functions');
  const configOf = (folder: string, uid: string) => below(`app/${folder}/${uid}-hsmeta.json`);

  const secretsOf = (one: LegacyFunction) => [...new Set([...one.secrets, ...Object.keys(one.environment)])];
  const made: [path: string, content: Json][] = [
    [below('app/app-hsmeta.json'), appContent(app, uids, entrypoint, task)],
    ...app.functions.map((one): [string, Json] => [
      configOf('functions', one.uid),
      functionComponent({ ...one, entrypoint: entrypoint(one.file), secretKeys: secretsOf(one) }),
    ]),
    ...app.cards.map((card, index): [string, Json] => [
      configOf('cards', uids.cards[index] ?? ''),
      cardComponent(card, uids.cards[index] ?? '', entrypoint),
    ]),
    ...(app.webhooks === undefined
      ? []
      : [
          [below('app/webhooks/webhooks-hsmeta.json'), webhooksComponent(app.webhooks, uids.webhooks)] as [
            string,
            Json,
          ],
        ]),
  ];
  const replaced = replacedFiles(app, files);
  const edited = editedFiles(app, task, place);
  const packages = packageFile(app, task, place, functionsDirectory);
  const environment = environmentFiles(app, task, place, functionsDirectory);
  const archived = [
    ...replaced,
    ...edited.flatMap(({ from }) => from ?? []),
    ...environment.flatMap(({ from }) => from ?? []),
  ];
  const draft: Draft = {
    moves: movesTo(
      entriesToMove(app, sourceDirectory, files).filter((entry) => !archived.includes(entry)),
      place,
    ),
    archived,
    written: [
      ...made.map(([path, content]) => ({ path, bytes: textBytes(componentText(content)), from: undefined })),
      ...packages,
      ...environment,
      ...edited,
    ],
    updated: [],
  };
  return {
    draft,
    refusals: [...early, ...uids.refusals],
    notes: [
      ...notes,
      ...uids.notes,
      ...appNotes(
        app,
        task,
        uids,
        place,
        edited.map(({ path }) => path),
        packages.length > 0,
      ),
    ],
    functions: app.functions.map((one) => ({
      before: {
        name: one.uid,
        file: one.file,
        configFile: inFolder(one.directory, 'serverless.json'),
        functionsDirectory: one.directory,
        secrets: one.secrets.filter((name) => name !== tokenName),
        environment: one.environment,
        answers: task.answers,
        ...(one.endpoint === undefined ? {} : { endpoint: runnable(one.endpoint) }),
      },
      after: {
        name: one.uid,
        file: place(one.file),
        configFile: configOf('functions', one.uid),
        functionsDirectory,
        secrets: secretsOf(one).filter((name) => name !== tokenName),
        answers: 'return' as const,
        ...(one.endpoint === undefined ? {} : { endpoint: runnable(one.endpoint) }),
      },
    })),
    functionsDirectory,
    left: leftOf(app, task, uids),
    appDirectories: [app.directory],
    placeOf: place,
  };
}

/** Variables for which two functions have different values: an account holds one value for each name. */
function differingValues({ functions }: LegacyApp): readonly Problem[] {
  const names = new Set(functions.flatMap(({ environment }) => Object.keys(environment)));
  return [...names].flatMap((name) => {
    const having = functions.filter(({ environment }) => Object.hasOwn(environment, name));
    const values = new Set(having.map(({ environment }) => environment[name]));
    return values.size > 1
      ? [
          refusal.environmentDiffers(
            name,
            having.map(({ uid }) => uid),
          ),
        ]
      : [];
  });
}

/** What `*-hsmeta.json` holds, as HubSpot's own migration writes it: two spaces, one item a line, a final newline. */
export function componentText(content: Json): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

function runnable({ path, methods }: NonNullable<LegacyFunction['endpoint']>) {
  return { path: path.replace(/^\/+/, ''), methods };
}

function fromSource(sourceDirectory: string, path: string): string {
  return posix.relative(sourceDirectory, path);
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

function appContent(app: LegacyApp, uids: NewUids, entrypoint: Destination, task: LegacyTask): Json {
  const origins = cardSources(app, task.files).flatMap(({ text }) =>
    fetchCalls(text).flatMap(({ origin }) => origin ?? []),
  );
  const facts = { uid: uids.app, name: task.projectName, fetchOrigins: [...new Set(origins)].sort() };
  if (app.kind === 'private') return privateApp(app.config, facts);
  const logo = stringOf(app.config.logo);
  return publicApp(app.config, {
    ...facts,
    logo: logo === undefined ? undefined : entrypoint(posix.join(app.directory, logo)),
  });
}

/** Code of the cards: every script in the folders that become `app/cards`. */
function cardSources(
  app: LegacyApp,
  files: ProjectFiles,
): readonly { readonly file: string; readonly text: string }[] {
  const place = destinations(app, '.');
  return entriesBelow(files, app.directory)
    .filter((file) => /\.[cm]?[jt]sx?$/.test(file) && place(file).startsWith('app/cards/'))
    .map((file) => ({ file, text: files.read(file) ?? '' }));
}

/** Configuration of the old layout, which the new one replaces. */
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
  if (app.directory !== sourceDirectory) return entriesBelow(files, app.directory);
  // Directly in srcDir lie things that have nothing to do with the app.
  const folders = files.folders(app.directory).map(({ name }) => inFolder(app.directory, name));
  return [
    ...folders.flatMap((folder) => (folder.includes('node_modules') ? [] : entriesBelow(files, folder))),
    ...app.cards.flatMap(({ entry, image }) => [entry, ...(image ? [image] : [])]),
  ].filter((entry, index, all) => all.indexOf(entry) === index);
}

function editedFiles(app: LegacyApp, task: LegacyTask, place: Destination): Draft['written'] {
  return handlersWithCallback(app, task).flatMap(({ file: from, code }) => {
    const before = task.files.bytes(from);
    if (before === undefined || code.commonjs === undefined) return [];
    const text = textOf(from, before);
    const content = adapterFor(text, 'callback');
    const bytes = editedBytes(before, text, [{ offset: text.length, length: 0, content }]);
    return [{ path: place(from), bytes, from }];
  });
}

/** Sources of functions whose handler calls its second parameter. */
function handlersWithCallback({ functions }: LegacyApp, { code: read }: Pick<LegacyTask, 'code'>) {
  const files = [...new Set(functions.map(({ file }) => file))];
  return files.flatMap((file) => {
    const code = read(file);
    return code === undefined || code.sendCalls.length === 0 ? [] : [{ file, code }];
  });
}

function packageFile(
  app: LegacyApp,
  { files, projectName }: LegacyTask,
  place: Destination,
  functionsDirectory: string,
): Draft['written'] {
  const path = `${functionsDirectory}/package.json`;
  const moved = app.functionsFolders.some((folder) => files.names(folder).includes('package.json'));
  if (app.functionsFolders.length === 0 || moved || place(path) !== path) return [];
  return [{ path, bytes: textBytes(componentText(packageOf(projectName, {}))), from: undefined }];
}

/** The manifest of a functions folder that had none. */
export function packageOf(project: string, dependencies: Readonly<Record<string, string>>): Json {
  const name = slug(project).toLowerCase() || 'app';
  return {
    name: name.endsWith('functions') ? name : `${name}-functions`,
    version: '1.0.0',
    private: true,
    dependencies,
  };
}

/** `.env` and `.env.example` with what `environment` held. */
function environmentFiles(
  app: LegacyApp,
  { files }: LegacyTask,
  place: Destination,
  functionsDirectory: string,
): Draft['written'] {
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

function appNotes(
  app: LegacyApp,
  task: LegacyTask,
  uids: NewUids,
  place: Destination,
  adapted: readonly string[],
  packageMade: boolean,
): readonly Warning[] {
  const { files, sourceDirectory } = task;
  const scopes = stringsOf(app.config.scopes);
  const names = [...new Set(app.functions.flatMap(({ environment }) => Object.keys(environment)))];
  const withToken = app.functions.filter(({ secrets }) => secrets.includes(tokenName)).map(({ uid }) => uid);
  const unclear = cardSources(app, files).flatMap(({ file, text }) =>
    fetchCalls(text).flatMap(({ origin, line }) =>
      origin === undefined ? [note.fetchUnclear(file, line)] : [],
    ),
  );
  const byHand = handlersWithCallback(app, task).filter(({ code }) => code.commonjs === undefined);
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
    ...(packageMade ? [note.packageMade(inFolder(sourceDirectory, 'app/functions/package.json'))] : []),
    ...adapted.map(note.adapted),
    ...byHand.map(({ file }) => note.callbackByHand(file)),
    ...unclear,
    ...cardNotes(app, files, place),
    ...unlistedCards(app, files, place).map(note.cardNotListed),
    ...(beside.length > 0 ? [note.leftBehind(beside)] : []),
    ...links.map(note.link),
  ];
}

/** Configuration of cards that the app does not name, at its new place. */
function unlistedCards(app: LegacyApp, files: ProjectFiles, place: Destination): readonly string[] {
  return entriesBelow(files, app.directory)
    .filter((file) => file.endsWith('.json') && !app.cardFiles.includes(file))
    .filter((file) => isInCards(place(file)) && /"type"\s*:\s*"crm-card"/.test(files.read(file) ?? ''))
    .map(place);
}

function isInCards(place: string): boolean {
  return /(^|\/)app\/cards\//.test(place);
}

/** What HubSpot's dev server says of a card's code, and what is deprecated in it. */
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

/** Is it surely a custom object? Its name starts with `p_`, or it is an id such as `2-123`. */
function isCustom(type: string): boolean {
  return /^(p_|p\d+_|2-\d)/i.test(type);
}

/** What lies in `srcDir` and does not belong to the app. */
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

/** Files of the newer layout in a project of the older one. */
function newerFiles(files: ProjectFiles, sourceDirectory: string): readonly string[] {
  const app = inFolder(sourceDirectory, 'app');
  const folders = [app, ...['functions', 'cards', 'webhooks'].map((name) => `${app}/${name}`)];
  return folders.flatMap((folder) =>
    files
      .names(folder)
      .filter((name) => name.endsWith('-hsmeta.json'))
      .map((name) => inFolder(folder, name)),
  );
}

function leftOf(app: LegacyApp, { projectName }: LegacyTask, uids: NewUids): Left {
  const environment = [...new Set(app.functions.flatMap((one) => Object.keys(one.environment)))];
  return {
    projectName,
    newSecrets: environment,
    secrets: [...new Set(app.functions.flatMap(({ secrets }) => secrets))].filter(
      (name) => name !== tokenName && !environment.includes(name),
    ),
    cards: app.cards.map(({ data }, index) => stringOf(data.title) ?? uids.cards[index] ?? ''),
    webhooks: app.webhooks !== undefined,
    endpoints: app.functions.flatMap(({ endpoint }) => endpoint?.path ?? []),
    scopesEmpty: app.kind === 'private' && stringsOf(app.config.scopes).length === 0,
    isPublic: app.kind === 'public',
    fromProject: true,
  };
}
