import { posix } from 'node:path';
import { hsmetaEnding } from '../../data/file-names.ts';
import { inputProblem, type Problem } from '../../errors.ts';
import { printable } from '../report/printable.ts';
import { type LayoutQuestion, noApp } from './app-reading.ts';
import { inFolder, levels, type ProjectFiles, refuseLinksOutside } from './project-files.ts';
import { isDesignManagerRegistry, serverlessJson } from './registries/serverless-json.ts';

/** The app's configuration in 2023.2 and 2025.1. */
export const appJson = 'app.json';
/** The one name of the folder that HubSpot's local tools know (`@hubspot/app-functions-dev-server` 0.11.1). */
export const usualFolder = 'app.functions';

const folderEnding = '.functions';
/** How far below `srcDir` an app is looked for. */
const appReach = { depth: 4, followLinks: true, otherProjects: false };

/**
 * The folder of functions of a project of 2023.2 or 2025.1: the one that is there, else the one to be made; all
 * candidates where it is not certain.
 *
 * @throws Problem `no-app` (code 3)
 */
export function onlyFunctionsFolder(question: LayoutQuestion): readonly string[] {
  const apps = appFolders(question.files, question.sourceDirectory);
  if (apps.length === 0) throw missingApp(question);
  const present = apps.flatMap((app) => functionsFolders(question.files, app));
  return present.length > 0 ? present : apps.map((app) => inFolder(app, usualFolder));
}

/**
 * The folder that `--functions-directory` names.
 *
 * @throws Problem `functions-directory` (code 2) where it is none of an app of this project
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
  if (inside === undefined) throw refuse(typed, 'is no folder of this project', candidates);
  if (!inside.endsWith(folderEnding)) throw refuse(typed, `does not end in ${folderEnding}`, candidates);
  if (isDesignManagerFolder(files, inside)) {
    throw refuse(typed, 'holds design-manager (CMS) functions, which belong to no app', candidates);
  }
  if (appAbove(files, sourceDirectory, inside) === undefined) {
    throw refuse(typed, `lies in no app: no folder above it has an ${appJson}`, candidates);
  }
  return inside;
}

/** The nearest folder above with an `app.json`, up to `srcDir`; undefined where there is none. */
export function appAbove(files: ProjectFiles, sourceDirectory: string, folder: string): string | undefined {
  const parent = posix.dirname(folder);
  if (files.names(parent).includes(appJson)) return parent;
  return parent === sourceDirectory || parent === '.' ? undefined : appAbove(files, sourceDirectory, parent);
}

/** Folders with an `app.json`: all of the first level from `srcDir` downwards that has any. */
export function appFolders(files: ProjectFiles, sourceDirectory: string): readonly string[] {
  for (const level of levels(files, sourceDirectory, appReach)) {
    const apps = level.filter((folder) => files.names(folder).includes(appJson));
    if (apps.length > 0) return apps;
  }
  return [];
}

/** Folders of functions directly in an app; those of the design manager are left out. */
export function functionsFolders(files: ProjectFiles, app: string): readonly string[] {
  return files
    .folders(app)
    .filter(({ name }) => name.endsWith(folderEnding))
    .map(({ name }) => inFolder(app, name))
    .filter((folder) => !isDesignManagerFolder(files, folder));
}

/** A broken registry counts as an app's: what is wrong with it is told when the folder is taken. */
function isDesignManagerFolder(files: ProjectFiles, folder: string): boolean {
  const text = files.read(inFolder(folder, serverlessJson));
  if (text === undefined || text.includes('"appFunctions"')) return false;
  try {
    return isDesignManagerRegistry(JSON.parse(text));
  } catch {
    return false;
  }
}

function isFolderInside(files: ProjectFiles, path: string): boolean {
  const outside = path === '..' || path.startsWith('../') || posix.isAbsolute(path);
  return !outside && files.isDirectory(path);
}

/** An app behind a link that leads out is not found, so that is told first. */
function missingApp(question: LayoutQuestion): Problem {
  const { files, sourceDirectory } = question;
  const usual = inFolder(sourceDirectory, 'app');
  refuseLinksOutside(files, [usual]);
  const other = files.names(usual).find((name) => name === 'public-app.json' || name.endsWith(hsmetaEnding));
  if (other === undefined) return noApp(question, appJson, undefined);
  const found = printable(inFolder(usual, other));
  const reason = other.endsWith(hsmetaEnding)
    ? `${found} is of a newer layout, which this version does not build.`
    : `${found} is a public app, which cannot have functions.`;
  return noApp(question, appJson, reason);
}

function refuse(typed: string, reason: string, candidates: readonly string[]): Problem {
  const hint =
    candidates.length === 0
      ? 'Folders of functions lie beside app.json, and their names end in .functions.'
      : `This project has: ${candidates.map(printable).join(', ')}.`;
  return inputProblem('functions-directory', `--functions-directory ${printable(typed)} ${reason}.`, {
    hint,
  });
}
