import { posix } from 'node:path';
import { parseJson } from '../edit/json-scanner.ts';
import { Problem } from '../errors.ts';
import { refusal, warning } from '../messages/messages.ts';
import { inFolder, levels, type ProjectFiles, resolveIn } from '../project/files.ts';
import { type JsonObject, objectOf, stringOf, stringsOf } from '../project/json.ts';
import {
  appReach,
  environmentOf,
  functionsFoldersByName,
  isDesignManagerFolder,
  listedCards,
} from '../project/layouts/serverless-json.ts';
import type { Endpoint, Json, Warning } from '../types.ts';
import { entriesBelow } from './destinations.ts';
import { allConflicts } from './settle.ts';

/** A function registered in `serverless.json`. */
export interface LegacyFunction {
  /** The key of its entry, which callers use as its name. */
  readonly uid: string;
  /** Its `.functions` folder and its source file, relative to the project, with `/`. */
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
  /** The file named in `data.module.file`. */
  readonly entry: string;
  /** The file named in `data.previewImage.file`. */
  readonly image: string | undefined;
}

/** A legacy app with everything that its configuration refers to. Paths are relative to the project, with `/`. */
export interface LegacyApp {
  readonly kind: 'private' | 'public';
  readonly directory: string;
  readonly file: string;
  readonly config: JsonObject;
  /** Everything to move from its folder. */
  readonly entries: readonly string[];
  /** Folders with names ending in `.functions` that contain app functions. */
  readonly functionsFolders: readonly string[];
  readonly functions: readonly LegacyFunction[];
  readonly cards: readonly LegacyCard[];
  /** Configuration files of all cards, including those that are left out. */
  readonly cardFiles: readonly string[];
  readonly webhooks: { readonly configFile: string; readonly value: JsonObject } | undefined;
}

interface Reading {
  readonly files: Pick<ProjectFiles, 'read'>;
  /** The conflicts to resolve before the migration can start. */
  readonly refusals: Problem[];
  readonly notes: Warning[];
}

const appFiles = ['app.json', 'public-app.json'] as const;
const themeFiles = ['theme.json', 'cms-assets.json'] as const;
/** Known keys of an entry in `serverless.json`. They have a place in the new layout, or are known not to need one. */
const functionKeys = ['file', 'secrets', 'environment', 'endpoint'];
const registryKeys = ['appFunctions', 'runtime', 'version', 'environment'];

/**
 * Reads the app of a project of 2025.1 or earlier for a migration. Unlike the readers for running and checking, it is
 * strict: JSON must not have comments, and every file it refers to must exist.
 * @param skippedCards cards without code to leave out: file names (without `.json`), titles or `uid`s
 * @param early conflicts that are already known
 * @throws Problem `unknown-card` (code 2) if a skipped card does not exist; code 3 if no app can be read
 */
export function readLegacyApp(
  files: ProjectFiles,
  sourceDirectory: string,
  skippedCards: readonly string[],
  early: readonly Problem[],
): { readonly app: LegacyApp; readonly refusals: readonly Problem[]; readonly notes: readonly Warning[] } {
  const reading: Reading = { files, refusals: [...early], notes: [] };
  const { refusals, notes } = reading;
  const file = findApp(files, sourceDirectory, refusals);
  if (file === undefined) throw allConflicts(refusals);
  const collect = <Value>(read: () => Value) => collectRefusal(read, refusals);
  const config = collect(() => strictObject(files, file, true));
  const directory = posix.dirname(file);
  const isPublic = posix.basename(file) === 'public-app.json' || config?.public === true;
  const functionsFolders = functionsFoldersOf(files, directory, notes);
  const functions = functionsFolders.flatMap((folder) => collect(() => functionsIn(reading, folder)) ?? []);
  if (isPublic && functions.length > 0) refusals.push(refusal('public-app', { file }, { conflicts: [file] }));
  if (config === undefined) throw allConflicts(refusals);
  const cardFiles = listedCards(directory, config);
  const skipping: Skipping = { wanted: skippedCards, cards: [] };
  const cards = cardFiles.flatMap((card) => collect(() => readCard(reading, file, card, skipping)) ?? []);
  const unknown = skippedCards.find((one) => !skipping.cards.some((names) => isNamed(one, names)));
  if (unknown !== undefined)
    throw refusal('unknown-card', { name: unknown, cards: skipping.cards.flatMap(([first]) => first ?? []) });
  const webhooks = collect(() => readWebhooks(reading, directory, config));
  const kind = isPublic ? 'public' : 'private';
  const entries = entriesBelow(files, directory);
  const found = { functionsFolders, functions, cardFiles, cards, webhooks };
  return { app: { kind, directory, file, config, entries, ...found }, refusals, notes };
}

/** Calls `read` and returns the result. If it throws a Problem, collects that and returns undefined. */
export function collectRefusal<Value>(read: () => Value, refusals: Problem[]): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    refusals.push(error);
    return undefined;
  }
}

/** The file of the only app; undefined if no app or more than one was found. */
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
 * Reads a JSON object without comments or trailing commas.
 * @param isChecked whether `check` reads the file, and so can fix it
 * @throws Problem `missing-file`, `invalid-json` or `not-strict-json` (code 3): HubSpot's tools only read strict JSON, and
 * the intention behind anything else cannot be guessed
 */
export function strictObject(files: Pick<ProjectFiles, 'read'>, path: string, isChecked = false): JsonObject {
  const text = files.read(path);
  if (text === undefined) throw refusal('missing-file', { file: path }, { conflicts: [path] });
  const { value, loose } = parseJson(path, text);
  if (loose) throw refusal('not-strict-json', { path, ...loose, isChecked }, { conflicts: [path] });
  const fields = objectOf(value);
  if (fields === undefined)
    throw refusal('invalid-json', { path, problem: { fault: 'not-an-object' } }, { conflicts: [path] });
  return fields;
}

function functionsFoldersOf(files: ProjectFiles, app: string, notes: Warning[]): readonly string[] {
  const folders = functionsFoldersByName(files, app);
  const others = folders.filter((folder) => isDesignManagerFolder(files, folder));
  notes.push(...others.map((folder) => warning('design-manager-folder', { folder })));
  return folders.filter((folder) => !others.includes(folder));
}

function functionsIn(reading: Reading, directory: string): readonly LegacyFunction[] {
  const { files, refusals } = reading;
  const registry = inFolder(directory, 'serverless.json');
  if (files.read(registry) === undefined) return [];
  const fields = strictObject(files, registry, true);
  noteUnknown(reading, registry, fields, registryKeys);
  const shared = environmentOf(fields.environment);
  return Object.entries(objectOf(fields.appFunctions) ?? {}).flatMap(([uid, value]) => {
    const entry = objectOf(value) ?? {};
    noteUnknown(reading, registry, entry, functionKeys, `${uid}.`);
    const file = functionFile(reading, directory, uid, entry);
    if (file === undefined) return [];
    const fieldsOfEndpoint = objectOf(entry.endpoint);
    const endpoint = fieldsOfEndpoint && {
      path: stringOf(fieldsOfEndpoint.path) ?? '',
      methods: methodsOf(fieldsOfEndpoint.method ?? fieldsOfEndpoint.methods),
    };
    if (endpoint?.path === '' || endpoint?.methods.length === 0)
      refusals.push(refusal('endpoint', { registry, uid }, { conflicts: [registry] }));
    const environment = { ...shared, ...environmentOf(entry.environment) };
    return [{ uid, directory, file, secrets: stringsOf(entry.secrets), environment, endpoint }];
  });
}

/** The source file of a function, as named by its entry in `serverless.json`; undefined if it is outside the folder. */
export function functionFile(
  { files, refusals }: Pick<Reading, 'files' | 'refusals'>,
  directory: string,
  uid: string,
  entry: JsonObject,
): string | undefined {
  const registry = inFolder(directory, 'serverless.json');
  const named = stringOf(entry.file);
  const file = named === undefined ? undefined : resolveIn(directory, named);
  const isInside = file?.startsWith(`${directory}/`) ?? false;
  const fault = !isInside ? 'outside' : files.read(file ?? '') === undefined ? 'missing' : undefined;
  if (fault !== undefined)
    refusals.push(refusal('function-file', { registry, uid, file: named, fault }, { conflicts: [registry] }));
  return isInside ? file : undefined;
}

/** Older files write a single method as a string. */
export function methodsOf(value: Json | undefined): readonly string[] {
  return typeof value === 'string' ? [value] : stringsOf(value);
}

/** Adds a note about keys that have no place in the new layout. */
function noteUnknown(
  { notes }: Reading,
  file: string,
  fields: JsonObject,
  known: readonly string[],
  above = '',
): void {
  const keys = Object.keys(fields).filter((key) => !known.includes(key));
  if (keys.length === 0) return;
  notes.push(warning('not-carried-over', { file, keys: keys.map((key) => above + key) }));
}

/** The cards to leave out, and the names of each card without code, with its file name first. */
interface Skipping {
  readonly wanted: readonly string[];
  readonly cards: (readonly string[])[];
}

function isNamed(name: string, names: readonly string[]): boolean {
  return names.includes(name.replace(/\.json$/, ''));
}

const cardKeys = ['title', 'description', 'uid', 'location', 'module', 'previewImage', 'objectTypes'];

function readCard(
  reading: Reading,
  appFile: string,
  configFile: string,
  skipping: Skipping,
): LegacyCard | undefined {
  const { files, refusals, notes } = reading;
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
  noteUnknown(reading, configFile, data, cardKeys, 'data.');
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

function readWebhooks(reading: Reading, directory: string, config: JsonObject): LegacyApp['webhooks'] {
  const named = stringOf(objectOf(config.webhooks)?.file);
  if (named === undefined) return undefined;
  const configFile = resolveIn(directory, named);
  const value = strictObject(reading.files, configFile);
  noteUnknown(reading, configFile, value, ['settings', 'subscriptions']);
  return { configFile, value };
}

/** The scopes of a private or public app. */
export function scopesOf({ config }: LegacyApp): readonly string[] {
  return [...stringsOf(config.scopes), ...stringsOf(objectOf(config.auth)?.requiredScopes)];
}
