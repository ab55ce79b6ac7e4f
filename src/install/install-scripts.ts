import { existsSync } from 'node:fs';
import path, { sep } from 'node:path';
import { entriesOf, foldersIn, isLink, readText } from '../write/read-file.ts';

/** Folders of `node_modules` in which pnpm, Bun and Yarn keep the packages that they link to. */
const stores = ['.pnpm', '.bun', '.store'];

/** Names of the packages in a folder whose scripts an install would run; last `package.json`, if the folder itself has one. */
export function packagesWithScripts(directory: string): readonly string[] {
  const folders = packageFolders(directory).filter((one) => !isLink(one) && hasInstallScript(one));
  const names = new Set(
    folders.map((folder) => folder.split(`${sep}node_modules${sep}`).at(-1)?.replaceAll(sep, '/') ?? ''),
  );
  return [...[...names].sort(), ...(hasInstallScript(directory) ? ['package.json'] : [])];
}

/** The places of all packages that are installed in a folder, as absolute paths: folders and links. */
export function packageFolders(directory: string): readonly string[] {
  const found: string[] = [];
  const visit = (modules: string): void => {
    for (const store of stores) {
      const folder = path.join(modules, store);
      for (const name of foldersIn(folder)) visit(path.join(folder, name, 'node_modules'));
    }
    for (const name of packagesIn(modules)) {
      const folder = path.join(modules, name);
      found.push(folder);
      if (!isLink(folder)) visit(path.join(folder, 'node_modules'));
    }
  };
  visit(path.join(directory, 'node_modules'));
  return found;
}

function packagesIn(modules: string): readonly string[] {
  return placesIn(modules).flatMap((name) =>
    name.startsWith('@') ? placesIn(path.join(modules, name)).map((one) => `${name}/${one}`) : [name],
  );
}

function placesIn(folder: string): readonly string[] {
  return entriesOf(folder).flatMap((one) => (one.isDirectory() || one.isSymbolicLink() ? [one.name] : []));
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
