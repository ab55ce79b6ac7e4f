import { posix } from 'node:path';
import { inFolder, type ProjectFiles } from '../project/files.ts';
import type { Move } from '../types.ts';
import { isInGit } from '../write/files.ts';
import type { LegacyApp } from './legacy-app.ts';

/** Where the parts of an app lie in 2026.03 and later, relative to `srcDir` (HubSpot's documentation: one folder each). */
export const appFolder = 'app';
export const functionsFolder = 'app/functions';
export const cardsFolder = 'app/cards';
const webhooksFolder = 'app/webhooks';

/** Returns where a file of the old layout goes; both relative to the project, with `/`. */
export type Destination = (file: string) => string;

/**
 * The destination of everything below an app's folder. Folders of functions and of cards move whole, so that relative
 * imports, images, lockfiles and `.env` files stay together; all else keeps its place below the app.
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
    // An app directly in srcDir shares its folder with other things.
    if (app.directory === sourceDirectory || !file.startsWith(`${app.directory}/`)) return file;
    return below(appFolder) + file.slice(app.directory.length);
  };
}

/** The folders directly in the app that hold its cards' configuration, code or images. */
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

/** The folder directly in the app that a file is in; undefined if it is in the app itself, or outside of it. */
function topFolder(app: string, file: string): string | undefined {
  const relative = app === '.' ? file : file.startsWith(`${app}/`) ? file.slice(app.length + 1) : '';
  const [first, ...rest] = relative.split('/');
  return first === undefined || first === '' || first === '..' || rest.length === 0
    ? undefined
    : inFolder(app, first);
}

/**
 * What has to be moved from a folder: every file, and as a whole what is not searched (packages, folders whose name
 * starts with a dot, links, and empty folders).
 *
 * @param isCopied of what is not searched only the files in folders whose name starts with a dot: packages can be
 *   installed again, and what git keeps belongs to another repository
 */
export function entriesBelow(
  files: Pick<ProjectFiles, 'names' | 'folders'>,
  folder: string,
  isCopied = false,
): readonly string[] {
  const folders = new Map(files.folders(folder).map((one) => [one.name, one]));
  return files.names(folder).flatMap((name) => {
    const path = inFolder(folder, name);
    const isPackages = name === 'node_modules';
    if (isCopied && (isPackages || isInGit(name))) return [];
    const isWhole = !isCopied && (isPackages || name.startsWith('.'));
    if (isWhole || (folders.get(name)?.link ?? true)) return [path];
    const below = entriesBelow(files, path, isCopied);
    return isCopied || below.length > 0 ? below : [path];
  });
}

/** Moves that put every entry at its destination; what stays where it is needs none. */
export function movesTo(entries: readonly string[], destination: Destination): readonly Move[] {
  return entries
    .map((from) => ({ action: 'move' as const, from, path: destination(from) }))
    .filter(({ from, path }) => from !== path);
}
