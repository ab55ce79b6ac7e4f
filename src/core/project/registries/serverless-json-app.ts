import { posix } from 'node:path';
import { hsmetaEnding } from '../../../data/file-names.ts';
import type { Warning } from '../../../types.ts';
import { type AppReading, ignoredLayout, type LayoutQuestion, unsuitableApp } from '../app-reading.ts';
import {
  appAbove,
  appJson,
  chosenFunctionsFolder,
  onlyFunctionsFolder,
  usualFolder,
} from '../functions-folder.ts';
import { objectOf } from '../json-values.ts';
import { inFolder, type ProjectFiles, refuseLinksOutside } from '../project-files.ts';
import { readJson } from '../read-json.ts';
import { nothing, once, type Registry, wordSearch } from './registry.ts';
import { functionsOfServerlessJson, serverlessJson } from './serverless-json.ts';

/**
 * Reads the app and the functions of a project of 2023.2 or 2025.1: `app.json`, and beside it a folder whose name ends
 * in `.functions` with a `serverless.json`. `uid`s mean nothing to functions there, so none are read.
 *
 * @throws Problem `no-app`, `unsuitable-app`, `symlink-outside`, `invalid-json` (code 3), `functions-directory` (code 2);
 *   for a broken `serverless.json` only where its functions are asked for
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
  const registryFile = inFolder(functionsDirectory, serverlessJson);
  refuseLinksOutside(files, [appDirectory, appFile, functionsDirectory, registryFile]);

  const app = readJson(appFile, files.read(appFile) ?? '');
  if (objectOf(app.value)?.public === true) throw unsuitableApp(appFile, '"public" is true.');
  return {
    kind: 'app',
    appDirectory,
    appFile,
    functionsDirectory,
    registry: registryOf(files, functionsDirectory),
    warnings: [
      ...app.warnings,
      ...unusualFolder(functionsDirectory),
      ...otherLayout(files, inFolder(sourceDirectory, 'app')).map((path) =>
        ignoredLayout(path, appFile, version),
      ),
    ],
  };
}

function registryOf(files: ProjectFiles, functionsDirectory: string): Registry {
  const file = inFolder(functionsDirectory, serverlessJson);
  const text = files.read(file);
  if (text === undefined) return { all: () => nothing, withWords: () => nothing };
  const all = once(() => ({
    functions: functionsOfServerlessJson(functionsDirectory, readJson(file, text).value),
    uids: new Map(),
  }));
  return { all, withWords: (words) => (wordSearch(words)(text) ? all() : nothing) };
}

function unusualFolder(functionsDirectory: string): Warning[] {
  const name = posix.basename(functionsDirectory);
  if (name === usualFolder) return [];
  return [
    {
      code: 'functions-folder-name',
      message: `HubSpot builds ${functionsDirectory}, but its local tools (hs project dev) only find a folder named ${usualFolder}.`,
    },
  ];
}

/** The app of the newer layout, which lies in `app` under `srcDir`. */
function otherLayout(files: ProjectFiles, folder: string): readonly string[] {
  const app = files.names(folder).find((name) => name.endsWith(hsmetaEnding));
  return app === undefined ? [] : [inFolder(folder, app)];
}
