import { join } from 'node:path';
import { platform as system } from 'node:process';
import { foldersIn, isFile, namesIn } from '../write/read-file.ts';
import { isProjectFileName } from './files.ts';
import { foldersAbove } from './same-file.ts';

/**
 * Searches a folder, and then each one above it up to the file-system root, for `hsproject.json`. As in HubSpot's tools,
 * the letter case of the name does not matter.
 * @param start absolute path; it need not exist
 * @returns absolute path of the configuration file, or undefined outside a project
 */
export function findProject(start: string): string | undefined {
  for (const folder of foldersAbove(start)) {
    const file = projectFileIn(folder);
    if (file !== undefined) return file;
  }
  return undefined;
}

/**
 * The projects directly in a folder, sorted by name: repositories keep theirs in `hubspot/` and the like.
 * @param folder absolute path
 * @returns absolute paths of their configuration files
 */
export function projectsBelow(folder: string): readonly string[] {
  return foldersIn(folder)
    .filter((name) => name !== 'node_modules' && !name.startsWith('.'))
    .sort()
    .flatMap((name) => projectFileIn(join(folder, name)) ?? []);
}

/** The project around a folder, or else the only one directly in it: the absolute path of its configuration file. */
export function findProjectAround(start: string): string | undefined {
  const found = findProject(start);
  if (found !== undefined) return found;
  const below = projectsBelow(start);
  return below.length === 1 ? below[0] : undefined;
}

function projectFileIn(folder: string): string | undefined {
  const usual = join(folder, 'hsproject.json');
  // On other systems, a file with another case is found by this name, too.
  if (system === 'linux' && isFile(usual)) return usual;
  return namesIn(folder)
    .filter(isProjectFileName)
    .sort((one, other) => Number(other === 'hsproject.json') - Number(one === 'hsproject.json'))
    .map((name) => join(folder, name))
    .find(isFile);
}
