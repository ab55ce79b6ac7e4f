import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isProjectFileName } from '../../core/project/project-file-name.ts';

/**
 * Searches a folder and then each one above it for `hsproject.json`, its name compared without case as HubSpot's tools
 * do, up to the file-system root.
 *
 * @param start absolute path; it need not exist
 * @returns absolute path of the configuration file, or undefined outside a project
 */
export function findProject(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    const file = projectFileIn(folder);
    if (file !== undefined) return file;
    if (dirname(folder) === folder) return undefined;
  }
}

function projectFileIn(folder: string): string | undefined {
  const usual = join(folder, 'hsproject.json');
  if (isFile(usual)) return usual;
  return namesIn(folder)
    .filter(isProjectFileName)
    .map((name) => join(folder, name))
    .find(isFile);
}

/** None where the folder is missing or may not be read: the search goes on above it. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
