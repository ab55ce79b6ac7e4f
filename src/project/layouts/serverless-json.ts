import { posix } from 'node:path';
import { hsmetaEnding } from '../../data/limits.ts';
import { type Problem, unlessProblem } from '../../errors.ts';
import { refusal, warning } from '../../messages/messages.ts';
import type { FolderFault } from '../../messages/project.ts';
import type { ExistingCard, ExistingFunction, FunctionAnswers, Json } from '../../types.ts';
import { cardLocation, cardObjectType } from '../card.ts';
import {
  inFolder,
  levels,
  type ProjectFiles,
  readableJson,
  readJson,
  refuseLinksOutside,
  resolveIn,
} from '../files.ts';
import { objectOf, stringOf, stringsOf } from '../json.ts';
import {
  type AppReading,
  cardFile,
  endpointOf,
  type Layout,
  type LayoutQuestion,
  noApp,
  nothing,
  once,
  type Registry,
  wordSearch,
} from '../layout.ts';

/**
 * Reads the app and the functions of a project of 2023.2 or 2025.1: `app.json`, and beside it a folder whose name ends
 * in `.functions`, with a `serverless.json`. Functions have no `uid` there, so no `uid`s are read.
 * @throws Problem `no-app`, `unsuitable-app`, `symlink-outside`, `invalid-json` (code 3), `functions-directory` (code 2);
 *   for a broken `serverless.json` only when its functions are read
 */
export function readServerlessJsonApp(question: LayoutQuestion): AppReading {
  const { files, sourceDirectory, version } = question;
  const folders =
    question.chosen === undefined ? onlyFunctionsFolder(question) : [chosenFunctionsFolder(question)];
  const [functionsDirectory] = folders;
  if (functionsDirectory === undefined || folders.length > 1) return { kind: 'several', candidates: folders };

  const appDirectory =
    appAbove(files, sourceDirectory, functionsDirectory) ?? posix.dirname(functionsDirectory);
  const appFile = inFolder(appDirectory, appJson);
  const registryFile = inFolder(functionsDirectory, serverlessJsonName);
  refuseLinksOutside(files, [appDirectory, appFile, functionsDirectory, registryFile]);

  const app = readJson(appFile, files.read(appFile) ?? '');
  const listed = listedCards(appDirectory, app.value).filter((file) => !file.startsWith('../'));
  if (objectOf(app.value)?.public === true) {
    const values = { appFile, field: '"public"', value: 'true', needed: 'false' };
    throw refusal('unsuitable-app', values, { conflicts: [appFile] });
  }
  return {
    kind: 'app',
    appDirectory,
    appFile,
    functionsDirectory,
    cardsDirectory: cardsFolder(appDirectory, listed),
    cards: once(() => listed.flatMap((file) => existingCard(files, file))),
    registry: registryOf(files, functionsDirectory),
    otherFunctions: once(() => otherFunctions(question, functionsDirectory)),
    warnings: [
      ...app.warnings,
      ...(posix.basename(functionsDirectory) === usualFolder
        ? []
        : [warning('functions-folder-name', { folder: functionsDirectory })]),
      ...otherLayout(files, inFolder(sourceDirectory, 'app')).map((ignored) =>
        warning('ignored-layout', { ignored, appFile, version }),
      ),
    ],
  };
}

/** Functions in other folders of the project. Problems in those are only reported when the folder itself is used. */
function otherFunctions({ files, sourceDirectory }: LayoutQuestion, own: string): ExistingFunction[] {
  const folders = appFolders(files, sourceDirectory).flatMap((app) => functionsFolders(files, app));
  return folders
    .filter((folder) => folder !== own)
    .flatMap((folder) => unlessProblem(() => registryOf(files, folder).all().functions) ?? []);
}

/** The configuration files of cards that `app.json` lists (`extensions.crm.cards`), relative to the project. */
export function listedCards(appDirectory: string, app: Json): readonly string[] {
  const cards = objectOf(objectOf(objectOf(app)?.extensions)?.crm)?.cards;
  const files = Array.isArray(cards) ? cards.flatMap((card) => stringOf(objectOf(card)?.file) ?? []) : [];
  return files.map((file) => resolveIn(appDirectory, file));
}

/** The folder of the first card, or HubSpot's name for the folder if the project does not have cards. */
function cardsFolder(appDirectory: string, listed: readonly string[]): string {
  const [first] = listed;
  return first === undefined ? inFolder(appDirectory, 'extensions') : posix.dirname(first);
}

/** A card by its configuration file, in which `uid` is in `data` or beside it. Empty if the file does not exist. */
function existingCard(files: ProjectFiles, configFile: string): ExistingCard[] {
  const text = files.read(configFile);
  if (text === undefined) return [];
  const fields = objectOf(readableJson(configFile, text));
  const data = objectOf(fields?.data);
  const uid = stringOf(data?.uid) ?? stringOf(fields?.uid);
  const title = stringOf(data?.title);
  return [{ configFile, ...(uid && { uid }), ...(title && { title }) }];
}

function registryOf(files: ProjectFiles, functionsDirectory: string): Registry {
  const file = inFolder(functionsDirectory, serverlessJsonName);
  refuseOtherCase(files, functionsDirectory);
  const text = files.read(file);
  if (text === undefined) return { all: () => nothing, withWords: () => nothing };
  const all = once(() => ({
    functions: functionsOfServerlessJson(functionsDirectory, readJson(file, text).value),
    uids: new Map(),
  }));
  return { all, withWords: (words) => (wordSearch(words)(text) ? all() : nothing) };
}

/**
 * Refuses a registry whose name differs in letter case: macOS and Windows find it, HubSpot does not.
 * @throws Problem `file-name-case` (code 3)
 */
export function refuseOtherCase(files: ProjectFiles, functionsDirectory: string): void {
  const names = files.names(functionsDirectory);
  if (names.includes(serverlessJsonName)) return;
  const other = names.find((name) => name.toLowerCase() === serverlessJsonName);
  if (other === undefined) return;
  const path = inFolder(functionsDirectory, other);
  throw refusal('file-name-case', { path, name: serverlessJsonName }, { conflicts: [path] });
}

/** The app of the newer layout, which is in `app` under `srcDir`. */
function otherLayout(files: ProjectFiles, folder: string): readonly string[] {
  const app = files.names(folder).find((name) => name.endsWith(hsmetaEnding));
  return app === undefined ? [] : [inFolder(folder, app)];
}

/** The name of the registry in a `.functions` folder (platform versions 2023.2 and 2025.1). */
export const serverlessJsonName = 'serverless.json';

/**
 * The functions in a `serverless.json`: `appFunctions.<name>` = `{file, secrets, endpoint: {path, method}, environment}`;
 * `environment` can also be at the top level, for all functions. Entries of a wrong shape still use up their names; what
 * they lack is left empty.
 * @param functionsDirectory the folder of the file, relative to the project, with `/`
 */
export function functionsOfServerlessJson(functionsDirectory: string, registry: Json): ExistingFunction[] {
  const file = objectOf(registry);
  const entries = objectOf(file?.appFunctions) ?? {};
  const configFile = inFolder(functionsDirectory, serverlessJsonName);
  const shared = environmentOf(file?.environment);
  return Object.entries(entries).map(([name, entry]) => {
    const fields = objectOf(entry) ?? {};
    const source = stringOf(fields.file);
    const endpoint = endpointOf(fields.endpoint);
    const own = environmentOf(fields.environment);
    const environment = Object.keys(own).length === 0 ? shared : { ...shared, ...own };
    return {
      name,
      file: source === undefined ? '' : resolveIn(functionsDirectory, source),
      configFile,
      secrets: stringsOf(fields.secrets),
      ...(Object.keys(environment).length === 0 ? {} : { environment }),
      endpoint,
    };
  });
}

/** The variables of an `environment` map: texts, and numbers and booleans as texts. */
export function environmentOf(value: Json | undefined): Readonly<Record<string, string>> {
  const plain = Object.entries(objectOf(value) ?? {}).filter(([, member]) => Object(member) !== member);
  return Object.fromEntries(plain.flatMap(([name, text]) => (text === null ? [] : [[name, String(text)]])));
}

/**
 * Platform versions 2023.2 and 2025.1: one `serverless.json` registers the functions of a folder. Its keys and those of
 * `app.json` are from HubSpot's documentation on project-built private apps.
 */
export const serverlessJson: Layout = {
  place: {
    sourceDirectory: 'src',
    appFile: 'src/app/app.json',
    functionsDirectory: 'src/app/app.functions',
    cardsDirectory: 'src/app/extensions',
  },
  uniqueInProject: false,
  needsPackageFile: false,
  secretsAt: "the function's list `secrets` in `serverless.json`",
  scopesAt: ['scopes'],

  app: (name, uid, scopes, cards) => ({
    name,
    description: `Serverless functions of ${name}`,
    uid,
    scopes,
    public: false,
    extensions: { crm: { cards } },
  }),

  register: (place, functions) => [
    {
      path: `${place.functionsDirectory}/serverless.json`,
      at: ['appFunctions'],
      entries: Object.fromEntries(functions.map((answers) => [answers.name, entry(answers)])),
    },
  ],

  registerCard: (place, card) => ({
    path: inFolder(place.cardsDirectory, `${card.uid}.json`),
    at: [],
    entries: {
      type: 'crm-card',
      data: {
        title: card.title,
        description: card.description,
        uid: card.uid,
        location: cardLocation,
        module: { file: posix.basename(cardFile(place, card)) },
        objectTypes: [{ name: cardObjectType }],
      },
    },
  }),
  cardsOfApp: {
    at: ['extensions', 'crm', 'cards'],
    entry: (appFile, configFile) => ({ file: posix.relative(posix.dirname(appFile), configFile) }),
  },
};

function entry({ name, secrets, endpoint }: FunctionAnswers): Json {
  return {
    file: `${name}.js`,
    secrets,
    ...(endpoint && { endpoint: { path: endpoint.path, method: endpoint.methods } }),
  };
}

/** The app's configuration in 2023.2 and 2025.1. */
export const appJson = 'app.json';
/** The only name of the folder that HubSpot's local tools know (`@hubspot/app-functions-dev-server` 0.11.1). */
const usualFolder = 'app.functions';

const folderEnding = '.functions';
/** How far below `srcDir` an app is looked for. */
export const appReach = { depth: 4, followLinks: true };

/**
 * The functions folder of a project of 2023.2 or 2025.1: the existing one, or else the one to create. If it is not
 * certain, all candidates.
 * @throws Problem `no-app` (code 3)
 */
function onlyFunctionsFolder(question: LayoutQuestion): readonly string[] {
  const apps = appFolders(question.files, question.sourceDirectory);
  if (apps.length === 0) throw missingApp(question);
  const present = apps.flatMap((app) => functionsFolders(question.files, app));
  return present.length > 0 ? present : apps.map((app) => inFolder(app, usualFolder));
}

/**
 * The folder that `--functions-directory` names.
 * @throws Problem `functions-directory` (code 2) if it is not a functions folder in an app of this project
 */
export function chosenFunctionsFolder(question: LayoutQuestion): string {
  const { files, sourceDirectory, chosen } = question;
  const { typed, meanings } = chosen ?? { typed: '', meanings: [] };
  const candidates = appFolders(files, sourceDirectory).flatMap((app) => {
    const present = functionsFolders(files, app);
    return present.length > 0 ? present : [inFolder(app, usualFolder)];
  });
  const known = meanings.find((meaning) => candidates.includes(meaning));
  if (known !== undefined) return known;
  const inside = meanings.find((meaning) => isFolderInside(files, meaning));
  const refuse = (fault: FolderFault['fault']) =>
    refusal('functions-directory', { typed, fault, candidates });
  if (inside === undefined) throw refuse('missing');
  if (!inside.endsWith(folderEnding)) throw refuse('wrong-ending');
  if (isDesignManagerFolder(files, inside)) throw refuse('design-manager');
  if (appAbove(files, sourceDirectory, inside) === undefined) throw refuse('outside-app');
  return inside;
}

/** Returns the nearest folder above with an `app.json`, up to `srcDir`, or undefined if it does not exist. */
function appAbove(files: ProjectFiles, sourceDirectory: string, folder: string): string | undefined {
  const parent = posix.dirname(folder);
  if (files.names(parent).includes(appJson)) return parent;
  return parent === sourceDirectory || parent === '.' ? undefined : appAbove(files, sourceDirectory, parent);
}

/** Folders with an `app.json`: all on the first level from `srcDir` downwards that has any. */
export function appFolders(files: ProjectFiles, sourceDirectory: string): readonly string[] {
  for (const level of levels(files, sourceDirectory, appReach)) {
    const apps = level.filter((folder) => files.names(folder).includes(appJson));
    if (apps.length > 0) return apps;
  }
  return [];
}

/** Folders directly in an app whose names end in `.functions`. */
export function functionsFoldersByName(files: ProjectFiles, app: string): readonly string[] {
  const folders = files.folders(app).filter(({ name }) => name.endsWith(folderEnding));
  return folders.map(({ name }) => inFolder(app, name));
}

/** The functions folders of an app, without folders that have functions of the design manager. */
export function functionsFolders(files: ProjectFiles, app: string): readonly string[] {
  return functionsFoldersByName(files, app).filter((folder) => !isDesignManagerFolder(files, folder));
}

/**
 * Returns true if a folder has design-manager (CMS) functions, which are not functions of an app. Its registry has
 * `endpoints` and no `appFunctions`. A broken registry counts as an app's: its problem is reported when the folder is used.
 */
export function isDesignManagerFolder(files: ProjectFiles, folder: string): boolean {
  const text = files.read(inFolder(folder, serverlessJsonName));
  if (text === undefined || text.includes('"appFunctions"')) return false;
  try {
    const fields = objectOf(JSON.parse(text)) ?? {};
    return Object.hasOwn(fields, 'endpoints') && !Object.hasOwn(fields, 'appFunctions');
  } catch {
    return false;
  }
}

function isFolderInside(files: ProjectFiles, path: string): boolean {
  const outside = path === '..' || path.startsWith('../') || posix.isAbsolute(path);
  return !outside && files.isDirectory(path);
}

/**
 * The problem that the project does not have an app. If a link that leads outside hides the app, the link is reported
 * instead.
 */
function missingApp(question: LayoutQuestion): Problem {
  const { files, sourceDirectory } = question;
  const usual = inFolder(sourceDirectory, 'app');
  refuseLinksOutside(files, [usual]);
  const other = files.names(usual).find((name) => name === 'public-app.json' || name.endsWith(hsmetaEnding));
  if (other === undefined) return noApp(question, appJson, undefined);
  const kind = other.endsWith(hsmetaEnding) ? 'newer-layout' : 'public';
  return noApp(question, appJson, { path: inFolder(usual, other), kind });
}
