import { posix } from 'node:path';
import { Problem } from '../errors.ts';
import { refusal, warning } from '../messages/messages.ts';
import { inFolder, levels, type ProjectFiles, readJson, resolveIn } from '../project/files.ts';
import { type JsonObject, objectOf, stringOf, stringsOf } from '../project/json.ts';
import {
  appReach,
  environmentOf,
  isDesignManagerFolder,
  listedCards,
} from '../project/layouts/serverless-json.ts';
import type { Endpoint, Json, Warning } from '../types.ts';
import { entriesBelow } from './destinations.ts';

/** A function as `serverless.json` registers it. */
export interface LegacyFunction {
  /** The key of its entry, which callers use. */
  readonly uid: string;
  /** Its `.functions` folder and its source, relative to the project, with `/`. */
  readonly directory: string;
  readonly file: string;
  readonly secrets: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly endpoint: Endpoint | undefined;
}

/** A React card of the legacy layout. Paths are relative to the project, with `/`. */
export interface LegacyCard {
  readonly configFile: string;
  readonly data: JsonObject;
  readonly uid: string | undefined;
  /** The file of `data.module.file`. */
  readonly entry: string;
  /** The file of `data.previewImage.file`. */
  readonly image: string | undefined;
}

/** A legacy app with everything that its configuration names. Paths are relative to the project, with `/`. */
export interface LegacyApp {
  readonly kind: 'private' | 'public';
  readonly directory: string;
  readonly file: string;
  readonly config: JsonObject;
  /** What has to be moved from its folder. */
  readonly entries: readonly string[];
  /** Folders whose name ends in `.functions` and that have app functions. */
  readonly functionsFolders: readonly string[];
  readonly functions: readonly LegacyFunction[];
  readonly cards: readonly LegacyCard[];
  /** Configuration of all cards, also of those that are left out. */
  readonly cardFiles: readonly string[];
  readonly webhooks: { readonly configFile: string; readonly value: JsonObject } | undefined;
}

/** What was found; refusals are everything to resolve before anything can be moved. */
interface LegacyReading {
  /** Undefined if a refusal leaves nothing to plan. */
  readonly app: LegacyApp | undefined;
  readonly refusals: readonly Problem[];
  readonly notes: readonly Warning[];
}

const appFiles = ['app.json', 'public-app.json'] as const;
const themeFiles = ['theme.json', 'cms-assets.json'] as const;
/** Keys of an entry in `serverless.json` that have a place in the new layout, or are known to have none. */
const functionKeys = ['file', 'secrets', 'environment', 'endpoint'];
const registryKeys = ['appFunctions', 'runtime', 'version', 'environment', 'endpoints'];

/**
 * Reads the app of a project of 2023.2, 2025.1 or earlier for a migration. Unlike the readers for
 * running and checking, it is strict: no comments in JSON, and every named file has to exist.
 *
 * @param skippedCards file names (without `.json`), titles or `uid`s of cards without code that are to be left out
 * @throws Problem `unknown-card` (code 2) where there is none of such a name
 */
export function readLegacyApp(
  files: ProjectFiles,
  sourceDirectory: string,
  skippedCards: readonly string[],
): LegacyReading {
  const refusals: Problem[] = [];
  const notes: Warning[] = [];
  const file = findApp(files, sourceDirectory, refusals);
  if (file === undefined) return { app: undefined, refusals, notes };

  const collect = <Value>(read: () => Value) => unlessRefused(read, refusals);
  const config = collect(() => strictObject(files, file));
  const directory = posix.dirname(file);
  const isPublic = posix.basename(file) === 'public-app.json' || config?.public === true;
  const functionsFolders = functionsFoldersOf(files, directory, notes);
  const functions = functionsFolders.flatMap(
    (folder) => collect(() => functionsIn(files, folder, refusals, notes)) ?? [],
  );
  if (isPublic && functions.length > 0) {
    refusals.push(refusal('public-app', { file }, { conflicts: [file] }));
  }
  if (config === undefined) return { app: undefined, refusals, notes };
  const skipping: Skipping = { wanted: skippedCards, cards: [] };
  const cardFiles = listedCards(directory, config);
  const cards = cardFiles.flatMap(
    (card) => collect(() => readCard(files, file, card, skipping, refusals, notes)) ?? [],
  );
  refuseUnknown(skipping);
  return {
    app: {
      kind: isPublic ? 'public' : 'private',
      directory,
      file,
      config,
      entries: entriesBelow(files, directory),
      functionsFolders,
      functions,
      cardFiles,
      cards,
      webhooks: collect(() => readWebhooks(files, directory, config, notes)),
    },
    refusals,
    notes,
  };
}

/** What reading gives; a Problem that keeps it from being read is collected. */
function unlessRefused<Value>(read: () => Value, refusals: Problem[]): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    refusals.push(error);
    return undefined;
  }
}

/** The file of the only app; undefined where there is none, or several. */
function findApp(files: ProjectFiles, sourceDirectory: string, refusals: Problem[]): string | undefined {
  const folders = [...levels(files, sourceDirectory, appReach)].flat();
  const found = (names: readonly string[]) =>
    folders.flatMap((folder) =>
      names.filter((name) => files.names(folder).includes(name)).map((name) => inFolder(folder, name)),
    );
  const [apps, themes] = [found(appFiles), found(themeFiles)];
  const [file, ...others] = apps;
  if (themes.length > 0) refusals.push(refusal('theme', { files: themes }, { conflicts: themes }));
  if (others.length > 0)
    refusals.push(refusal('several-apps', { paths: apps, migrating: true }, { conflicts: apps }));
  if (file === undefined) refusals.push(refusal('no-app', { sourceDirectory }, { conflicts: [] }));
  return others.length > 0 ? undefined : file;
}

/**
 * @throws Problem `invalid-json` or `not-strict-json` (code 3): HubSpot's tools read strict JSON only, and what a
 *   person meant by anything else cannot be guessed
 */
export function strictObject(files: Pick<ProjectFiles, 'read'>, path: string): JsonObject {
  const text = files.read(path);
  if (text === undefined) throw refusal('missing-file', { file: path }, { conflicts: [path] });
  const { value, warnings } = readJson(path, text);
  if (warnings.length > 0) throw refusal('not-strict-json', { file: path }, { conflicts: [path] });
  const fields = objectOf(value);
  if (fields === undefined)
    throw refusal('invalid-json', { path, problem: { fault: 'not-an-object' } }, { conflicts: [path] });
  return fields;
}

function functionsFoldersOf(files: ProjectFiles, app: string, notes: Warning[]): readonly string[] {
  const folders = files.folders(app).filter(({ name }) => name.endsWith('.functions'));
  return folders
    .map(({ name }) => inFolder(app, name))
    .filter((folder) => {
      if (!isDesignManagerFolder(files, folder)) return true;
      notes.push(warning('design-manager-folder', { folder }));
      return false;
    });
}

function functionsIn(
  files: ProjectFiles,
  directory: string,
  refusals: Problem[],
  notes: Warning[],
): readonly LegacyFunction[] {
  const registry = inFolder(directory, 'serverless.json');
  if (files.read(registry) === undefined) return [];
  const fields = strictObject(files, registry);
  const unknown = unknownKeys(fields, registryKeys);
  if (Object.hasOwn(fields, 'endpoints')) unknown.push('endpoints');
  if (unknown.length > 0) notes.push(warning('not-carried-over', { file: registry, keys: unknown }));
  const shared = environmentOf(fields.environment);
  return Object.entries(objectOf(fields.appFunctions) ?? {}).flatMap(([uid, value]) => {
    const entry = objectOf(value) ?? {};
    const more = unknownKeys(entry, functionKeys);
    if (more.length > 0)
      notes.push(warning('not-carried-over', { file: registry, keys: more.map((key) => `${uid}.${key}`) }));
    const file = functionFile(files, directory, uid, entry, refusals);
    if (file === undefined) return [];
    const endpoint = objectOf(entry.endpoint);
    if (endpoint !== undefined && !isEndpoint(endpoint)) {
      refusals.push(refusal('endpoint', { registry, uid }, { conflicts: [registry] }));
    }
    return [
      {
        uid,
        directory,
        file,
        secrets: stringsOf(entry.secrets),
        environment: { ...shared, ...environmentOf(entry.environment) },
        endpoint:
          endpoint === undefined
            ? undefined
            : {
                path: stringOf(endpoint.path) ?? '',
                methods: methodsOf(endpoint.method ?? endpoint.methods),
              },
      },
    ];
  });
}

/** The source of a function in a folder, as its entry in `serverless.json` names it; undefined if it is not in there. */
export function functionFile(
  files: Pick<ProjectFiles, 'read'>,
  directory: string,
  uid: string,
  entry: JsonObject,
  refusals: Problem[],
): string | undefined {
  const registry = inFolder(directory, 'serverless.json');
  const named = stringOf(entry.file);
  const refuse = (fault: 'outside' | 'missing') =>
    refusals.push(refusal('function-file', { registry, uid, file: named, fault }, { conflicts: [registry] }));
  const file = named === undefined ? undefined : resolveIn(directory, named);
  if (file === undefined || !file.startsWith(`${directory}/`)) {
    refuse('outside');
    return undefined;
  }
  if (files.read(file) === undefined) refuse('missing');
  return file;
}

function isEndpoint(endpoint: JsonObject): boolean {
  return stringOf(endpoint.path) !== undefined && methodsOf(endpoint.method ?? endpoint.methods).length > 0;
}

/** Old files write a single method as a string. */
export function methodsOf(value: Json | undefined): readonly string[] {
  return typeof value === 'string' ? [value] : stringsOf(value);
}

function unknownKeys(fields: JsonObject, known: readonly string[]): string[] {
  return Object.keys(fields).filter((key) => !known.includes(key));
}

/** Cards that are to be left out, and the names that each card without code goes by: first that of its file. */
interface Skipping {
  readonly wanted: readonly string[];
  readonly cards: (readonly string[])[];
}

function refuseUnknown({ wanted, cards }: Skipping): void {
  const name = wanted.find((one) => !cards.some((names) => isNamed(one, names)));
  if (name !== undefined)
    throw refusal('unknown-card', { name, cards: cards.flatMap(([first]) => first ?? []) });
}

function isNamed(name: string, names: readonly string[]): boolean {
  return names.includes(name.replace(/\.json$/, ''));
}

const cardKeys = ['title', 'description', 'uid', 'location', 'module', 'previewImage', 'objectTypes'];

function readCard(
  files: ProjectFiles,
  appFile: string,
  configFile: string,
  skipping: Skipping,
  refusals: Problem[],
  notes: Warning[],
): LegacyCard | undefined {
  if (files.read(configFile) === undefined) {
    throw refusal('card-file', { configFile: appFile, file: configFile }, { conflicts: [appFile] });
  }
  const fields = strictObject(files, configFile);
  const data = objectOf(fields.data) ?? {};
  const named = stringOf(objectOf(data.module)?.file);
  if (named === undefined) {
    const names = [posix.basename(configFile, '.json'), stringOf(data.title), stringOf(data.uid)].filter(
      (name) => name !== undefined,
    );
    skipping.cards.push(names);
    if (!skipping.wanted.some((name) => isNamed(name, names)))
      throw refusal('card-without-code', { file: configFile }, { conflicts: [configFile] });
    notes.push(warning('card-skipped', { file: configFile }));
    return undefined;
  }
  const unknown = unknownKeys(data, cardKeys);
  if (unknown.length > 0)
    notes.push(warning('not-carried-over', { file: configFile, keys: unknown.map((key) => `data.${key}`) }));
  const folder = posix.dirname(configFile);
  const entry = resolveIn(folder, named);
  if (files.read(entry) === undefined) {
    refusals.push(refusal('card-file', { configFile, file: entry }, { conflicts: [configFile] }));
  }
  const image = stringOf(objectOf(data.previewImage)?.file);
  return {
    configFile,
    data,
    uid: stringOf(data.uid) || undefined,
    entry,
    image: image === undefined ? undefined : resolveIn(folder, image),
  };
}

function readWebhooks(
  files: ProjectFiles,
  directory: string,
  config: JsonObject,
  notes: Warning[],
): LegacyApp['webhooks'] {
  const named = stringOf(objectOf(config.webhooks)?.file);
  if (named === undefined) return undefined;
  const configFile = resolveIn(directory, named);
  const value = strictObject(files, configFile);
  const unknown = unknownKeys(value, ['settings', 'subscriptions']);
  if (unknown.length > 0) notes.push(warning('not-carried-over', { file: configFile, keys: unknown }));
  return { configFile, value };
}

/** The scopes of a private or a public app. */
export function scopesOf({ config }: LegacyApp): readonly string[] {
  return [...stringsOf(config.scopes), ...stringsOf(objectOf(config.auth)?.requiredScopes)];
}
