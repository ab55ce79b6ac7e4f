import { posix } from 'node:path';
import { inFolder, type ProjectFiles } from '../project/files.ts';
import type { Move } from '../types.ts';
import { isInGit } from '../write/files.ts';
import type { LegacyApp } from './legacy-app.ts';

/** Where the parts of an app are in 2026.03 and later, relative to `srcDir` (HubSpot's documentation: one folder each). */
export const appFolder = 'app';
export const functionsFolder = 'app/functions';
export const cardsFolder = 'app/cards';
const webhooksFolder = 'app/webhooks';

/** Returns the new path of a file from the old layout. Both paths are relative to the project, with `/`. */
export type Destination = (file: string) => string;

/**
 * The destination of everything in an app's folder. Folders of functions and cards move as a whole, so that relative
 * imports, images, lockfiles and `.env` files stay together. Everything else keeps its place relative to the app.
 */
export function destinations(app: LegacyApp, sourceDirectory: string): Destination {
  const folders = new Map<string, string>();
  const below = (folder: string) => (sourceDirectory === '.' ? folder : `${sourceDirectory}/${folder}`);
  for (const folder of app.functionsFolders) folders.set(folder, below(functionsFolder));
  for (const folder of cardFolders(app)) folders.set(folder, below(cardsFolder));
  const webhooks = app.webhooks && topFolder(app.directory, app.webhooks.configFile);
  if (webhooks !== undefined && !folders.has(webhooks)) folders.set(webhooks, below(webhooksFolder));
  return (file) => {
    for (const [folder, target] of folders) {
      if (file.startsWith(`${folder}/`)) return target + file.slice(folder.length);
    }
    if (app.cards.some(({ entry, image }) => file === entry || file === image)) {
      return `${below(cardsFolder)}/${posix.basename(file)}`;
    }
    // An app directly in srcDir shares its folder with other files.
    if (app.directory === sourceDirectory || !file.startsWith(`${app.directory}/`)) return file;
    return below(appFolder) + file.slice(app.directory.length);
  };
}

/** The folders directly inside the app that contain its cards' configuration, code or images. */
function cardFolders({ directory, cards, functionsFolders }: LegacyApp): readonly string[] {
  const files = cards.flatMap(({ configFile, entry, image }) => [
    configFile,
    entry,
    ...(image ? [image] : []),
  ]);
  const folders = files.flatMap((file) => topFolder(directory, file) ?? []);
  const usual = inFolder(directory, 'extensions');
  return [...new Set([...folders, usual])].filter((folder) => !functionsFolders.includes(folder));
}

/**
 * The folder directly inside the app that contains a file; undefined if the file is in the app folder itself or outside it.
 */
function topFolder(app: string, file: string): string | undefined {
  const relative = app === '.' ? file : file.startsWith(`${app}/`) ? file.slice(app.length + 1) : '';
  const [first, ...rest] = relative.split('/');
  return first === undefined || first === '' || first === '..' || rest.length === 0
    ? undefined
    : inFolder(app, first);
}

/**
 * What to move from a folder: every file, and as a whole everything that is not searched (`node_modules`, folders with names
 * that start with a dot, links, and empty folders).
 */
export function entriesBelow(files: Listing, folder: string): readonly string[] {
  const folders = realFolders(files, folder);
  return files.names(folder).flatMap((name) => {
    const path = inFolder(folder, name);
    if (name === 'node_modules' || name.startsWith('.') || !folders.has(name)) return [path];
    const below = entriesBelow(files, path);
    return below.length > 0 ? below : [path];
  });
}

/**
 * The files to copy from a folder, without `node_modules`, which can be reinstalled, and `.git`, which belongs to another
 * repository.
 */
export function filesToCopy(files: Listing, folder: string): readonly string[] {
  const folders = realFolders(files, folder);
  return files.names(folder).flatMap((name) => {
    const path = inFolder(folder, name);
    if (name === 'node_modules' || isInGit(name)) return [];
    return folders.has(name) ? filesToCopy(files, path) : [path];
  });
}

type Listing = Pick<ProjectFiles, 'names' | 'folders'>;

/** The names of folders that are not links. */
function realFolders(files: Listing, folder: string): ReadonlySet<string> {
  return new Set(files.folders(folder).flatMap(({ name, link }) => (link ? [] : [name])));
}

/** Moves that put every entry at its destination. Entries that do not move are left out. */
export function movesTo(entries: readonly string[], destination: Destination): readonly Move[] {
  return entries
    .map((from) => ({ action: 'move' as const, from, path: destination(from) }))
    .filter(({ from, path }) => from !== path);
}

/** The folders that any of these paths is in. Each is gone through once, however many files are deep in it. */
export function foldersOfAll(paths: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths)
    for (let folder = posix.dirname(path); !folders.has(folder); folder = posix.dirname(folder))
      folders.add(folder);
  return folders;
}
