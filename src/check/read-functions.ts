import { posix } from 'node:path';
import { hsmetaEnding } from '../data/limits.ts';
import { inFolder, levels, type ProjectFiles, refuseLinksOutside, resolveIn } from '../project/files.ts';
import { objectOf, stringOf } from '../project/json.ts';
import { endpointOf, type LayoutQuestion } from '../project/layout.ts';
import { componentFiles, componentReach, readHsmetaApp } from '../project/layouts/hsmeta.ts';
import {
  appFolders,
  appJson,
  appReach,
  chosenFunctionsFolder,
  functionsFolders,
  functionsFoldersByName,
  refuseOtherCase,
  serverlessJsonName,
} from '../project/layouts/serverless-json.ts';
import type { ConfigFile, Facts, FunctionFacts, FunctionsFolder } from './facts.ts';
import type { ConfigReader } from './read-config.ts';
import type { SourceReader } from './read-sources.ts';

/** The location of the app and its functions. */
export interface Found extends Pick<Facts, 'app' | 'publicApp' | 'components' | 'misplaced' | 'ignored'> {
  readonly appDirectories: readonly string[];
  readonly folders: readonly string[];
}

/** How deep to look for misplaced function configurations below the app. */
const misplacedReach = { depth: 5, followLinks: false };

/** @throws Problem `symlink-outside` (code 3), `functions-directory` (code 2) */
export function findFunctions(layout: Facts['layout'], question: LayoutQuestion, read: ConfigReader): Found {
  return layout === 'hsmeta' ? findHsmeta(question, read) : findServerlessJson(question, read);
}

/** Finds the apps of a 2023.2 or 2025.1 project, and their folders with names that end in `.functions`. */
function findServerlessJson(question: LayoutQuestion, read: ConfigReader): Found {
  const { files, sourceDirectory } = question;
  const apps = appFolders(files, sourceDirectory);
  // Also check functions of an app that must not have any.
  const everywhere = apps.length > 0 ? [] : [...levels(files, sourceDirectory, appReach)].flat();
  const folders =
    question.chosen === undefined
      ? [
          ...apps.flatMap((app) => functionsFoldersByName(files, app)),
          ...everywhere.flatMap((folder) => functionsFolders(files, folder)),
        ].filter((folder) => hasRegistry(files, folder))
      : [chosenFunctionsFolder(question)];
  refuseLinksOutside(files, [...apps, ...folders]);
  const appFiles = apps.flatMap((app) => read(inFolder(app, appJson)) ?? []);
  const newer = inFolder(sourceDirectory, 'app');
  return {
    app: appFiles[0],
    publicApp: everywhere
      .map((folder) => inFolder(folder, 'public-app.json'))
      .find((file) => files.read(file) !== undefined),
    appDirectories: apps,
    folders,
    components: [],
    misplaced: [],
    ignored: componentFiles(files, newer),
  };
}

/** @throws Problem `file-name-case` (code 3) */
function hasRegistry(files: ProjectFiles, folder: string): boolean {
  refuseOtherCase(files, folder);
  return files.names(folder).includes(serverlessJsonName);
}

/**
 * Reads a project of 2026.03 or later: its app in `app`, its functions in `app/functions`, and the configuration of all
 * components.
 */
function findHsmeta(question: LayoutQuestion, read: ConfigReader): Found {
  const { files, sourceDirectory } = question;
  const appDirectory = inFolder(sourceDirectory, 'app');
  const folder = inFolder(appDirectory, 'functions');
  refuseLinksOutside(files, [appDirectory, folder]);
  const reached = new Set([
    appDirectory,
    folder,
    ...[...levels(files, sourceDirectory, componentReach)].flat(),
  ]);
  const componentsIn = (directories: Iterable<string>) =>
    [...directories]
      .flatMap((directory) => componentFiles(files, directory))
      .flatMap((path) => read(path) ?? []);
  const components = componentsIn(reached);
  const app = components.find((one) => folderOf(one) === appDirectory && objectOf(one.value)?.type === 'app');
  // Throws if another folder was requested.
  if (question.chosen?.meanings.includes(folder) === false) readHsmetaApp(question);
  const deeper = [...levels(files, appDirectory, misplacedReach)].flat();
  const others = componentsIn(deeper.filter((directory) => !reached.has(directory)));
  return {
    app,
    publicApp: undefined,
    appDirectories: [appDirectory],
    folders: files.isDirectory(folder) ? [folder] : [],
    components,
    misplaced: [...components, ...others].filter((one) => isFunction(one) && folderOf(one) !== folder),
    ignored: [
      ...(files.names(appDirectory).includes(appJson) ? [inFolder(appDirectory, appJson)] : []),
      ...functionsFoldersByName(files, appDirectory)
        .filter((legacy) => hasRegistry(files, legacy))
        .map((legacy) => inFolder(legacy, serverlessJsonName)),
    ],
  };
}

function isFunction({ value }: ConfigFile): boolean {
  return objectOf(value)?.type === 'app-function';
}

function folderOf({ path }: ConfigFile): string {
  return posix.dirname(path);
}

/** The functions registered in these folders, each read on demand. */
export function* functionsOf(
  layout: Facts['layout'],
  sourceDirectory: string,
  folders: readonly FunctionsFolder[],
  components: readonly ConfigFile[],
  sources: SourceReader,
): Generator<FunctionFacts> {
  for (const folder of folders) {
    if (layout === 'serverless-json') yield* registered(folder, sources);
    else
      for (const one of components.filter((one) => isFunction(one) && folderOf(one) === folder.path))
        yield componentFunction(one, folder, sourceDirectory, sources);
  }
}

function* registered(folder: FunctionsFolder, sources: SourceReader): Generator<FunctionFacts> {
  const { registry } = folder;
  if (registry === undefined) return;
  const entries = objectOf(objectOf(registry.value)?.appFunctions) ?? {};
  for (const [name, entry] of Object.entries(entries)) {
    const config = objectOf(entry) ?? {};
    const place = { name, folder, configFile: registry, config, at: ['appFunctions', name] };
    yield functionWith(place, 'secrets', stringOf(config.file), folder.path, sources);
  }
}

function componentFunction(
  configFile: ConfigFile,
  folder: FunctionsFolder,
  sourceDirectory: string,
  sources: SourceReader,
): FunctionFacts {
  const fields = objectOf(configFile.value);
  const config = objectOf(fields?.config) ?? {};
  const name = stringOf(fields?.uid) ?? posix.basename(configFile.path, hsmetaEnding);
  const place = { name, folder, configFile, config, at: ['config'] };
  return functionWith(place, 'secretKeys', stringOf(config.entrypoint), sourceDirectory, sources);
}

/** @param base the folder that the path in the configuration is relative to, even if that path starts with a slash */
function functionWith(
  place: Pick<FunctionFacts, 'name' | 'folder' | 'configFile' | 'config' | 'at'>,
  secretsKey: FunctionFacts['secretsKey'],
  written: string | undefined,
  base: string,
  sources: SourceReader,
): FunctionFacts {
  const file = written === undefined ? '' : resolveIn(base, written.replace(/^\//, ''));
  const { [secretsKey]: list, endpoint } = place.config;
  const secrets = Array.isArray(list) ? list.map((item) => stringOf(item) ?? '') : [];
  return {
    ...place,
    written,
    file,
    secrets,
    secretsKey,
    endpoint: endpointOf(endpoint),
    ...sources.of(file),
  };
}
