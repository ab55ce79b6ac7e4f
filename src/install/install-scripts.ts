import { existsSync } from 'node:fs';
import path, { sep } from 'node:path';
import { entriesOf, isLink, readText } from '../write/read-file.ts';
import { installedIn } from './install-paths.ts';

/**
 * Names of the packages in a folder whose scripts an install would run. The last is `package.json` if the folder itself has
 * such a script.
 */
export function packagesWithScripts(directory: string): readonly string[] {
  const folders = installedIn(directory, entriesOf).packages.filter(
    (one) => !isLink(one) && hasInstallScript(one),
  );
  const names = new Set(
    folders.map((folder) => folder.split(`${sep}node_modules${sep}`).at(-1)?.replaceAll(sep, '/') ?? ''),
  );
  return [...[...names].sort(), ...(hasInstallScript(directory) ? ['package.json'] : [])];
}

function hasInstallScript(folder: string): boolean {
  try {
    const { scripts, gypfile } = Object(JSON.parse(readText(path.join(folder, 'package.json'))));
    const named = ['preinstall', 'install', 'postinstall'].some(
      (name) => Object(scripts)[name] !== undefined,
    );
    return named || (gypfile !== false && existsSync(path.join(folder, 'binding.gyp')));
  } catch {
    return false;
  }
}
