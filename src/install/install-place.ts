import path from 'node:path';
import { isWithin } from '../args/caller.ts';
import { settingEffects } from '../data/install-settings.ts';
import type { PackageManager } from '../data/package-managers.ts';
import type { Environment } from '../types.ts';
import type { Server } from './servers.ts';
import type { UserConfiguration } from './user-configuration.ts';

/** A folder to install, and where it is. */
export interface InstallPlace {
  /** Absolute path of the functions folder. */
  readonly directory: string;
  /** Absolute path of the workspace's root, or of the folder itself if it is not in a workspace. */
  readonly root: string;
  /** Absolute path of the topmost folder that came with the project: its repository's, or the project's own. */
  readonly top: string;
  readonly env: Environment;
}

/** A folder to install, with the package manager that installs it. */
export interface Install extends InstallPlace {
  readonly packageManager: PackageManager;
}

/** An install, with the data needed to find out where the folder's files would send the user's tokens. */
export interface Examined extends Install {
  readonly user: UserConfiguration;
  /** Servers that receive something of the user's, such as a token. */
  readonly servers: readonly Server[];
}

/** The topmost folder that came with the project, or the root of the workspace above it. */
export function topOf({ top, root }: InstallPlace): string {
  return isWithin(root, top) ? root : top;
}

/** The folders whose configuration counts: the one to be installed, and the root of its workspace. */
export function installedFolders({ directory, root }: InstallPlace): readonly string[] {
  return [...new Set([directory, root])];
}

/** Formats a path for messages: relative to `top` if it is inside, otherwise absolute. */
export function shownPath(file: string, { top }: Pick<InstallPlace, 'top'>): string {
  const relative = path.relative(top, file).replaceAll(path.sep, '/');
  return relative.startsWith('../') ? file : relative || '.';
}

/** Returns the danger as a list, which is empty if the condition does not hold. */
export function dangerIf(isOne: boolean | undefined, danger: string): readonly string[] {
  return isOne ? [danger] : [];
}

/** The danger that a file is a link out of the project. */
export function leadsElsewhere(name: string): string {
  return `${name} is a link that leads elsewhere`;
}

/** The danger that a file cannot be read with certainty. */
export function unreadable(name: string): string {
  return `${name} is written in a way that only the package manager can read`;
}

/** Describes what a setting makes a package manager do, as the end of a sentence. */
export function effectOf(name: string): string {
  const effect = settingEffects.find(([pattern]) => pattern.test(name))?.[1];
  return effect ?? 'this program does not know to be harmless';
}
