import { existsSync } from 'node:fs';
import path from 'node:path';
import { readText } from '../write/read-file.ts';
import { type JsonObject, objectOf } from './json.ts';
import { foldersAbove, foldersUpTo } from './same-file.ts';

/**
 * Returns true if Node treats this file as an ES module, by its extension and the nearest `package.json`. Node may also
 * decide by the code in a `.js` file, which is not looked at.
 */
export function isModule(file: string): boolean {
  if (!file.endsWith('.js')) return file.endsWith('.mjs');
  return moduleManifest(path.dirname(file)) !== undefined;
}

/** The `package.json` that makes the `.js` files in a folder ES modules; undefined if they are CommonJS. */
export function moduleManifest(start: string): string | undefined {
  for (const folder of foldersAbove(start)) {
    const manifest = readManifest(folder);
    if (manifest !== undefined) {
      return manifest.type === 'module' ? path.join(folder, 'package.json') : undefined;
    }
  }
  return undefined;
}

/**
 * Returns the `package.json` of a folder. Undefined if the file does not exist or cannot be read, empty if it is not a JSON
 * object.
 */
export function readManifest(folder: string): JsonObject | undefined {
  const file = path.join(folder, 'package.json');
  // Thousands of packages may be looked for, and catching an error takes ten times as long.
  if (!existsSync(file)) return undefined;
  let text: string;
  try {
    text = readText(file);
  } catch {
    return undefined;
  }
  try {
    return objectOf(JSON.parse(text.replace(/^\uFEFF/, ''))) ?? {};
  } catch {
    return {};
  }
}

/**
 * Packages that the functions folder's `package.json` lists, and those that production would have: the listed ones that are
 * installed in its `node_modules` or one above, and the package itself.
 */
export function readPackages(functionsDirectory: string): { listed: string[]; installed: string[] } {
  const manifest = readManifest(functionsDirectory) ?? {};
  const own = typeof manifest.name === 'string' ? [manifest.name] : [];
  const lists = ['dependencies', 'optionalDependencies', 'peerDependencies'];
  const listed = lists.flatMap((list) => Object.keys(objectOf(manifest[list]) ?? {}));
  return { listed, installed: [...own, ...listed.filter((name) => installedAt(name, functionsDirectory))] };
}

/** Where a package is installed: in a folder, or in one above it; undefined if it is not. */
export function installedAt(name: string, folder: string): string | undefined {
  return foldersAbove(folder)
    .map((one) => path.join(one, 'node_modules', name))
    .find(existsSync);
}

/** The version of a package that is installed in a folder, or in one above it; undefined if it is not. */
export function installedVersion(name: string, folder: string): string | undefined {
  for (const one of foldersAbove(folder)) {
    const version = readManifest(path.join(one, 'node_modules', name))?.version;
    if (typeof version === 'string') return version;
  }
  return undefined;
}

/**
 * The named packages that are not installed for a folder.
 * @param top the topmost folder in which they count as installed: the folder itself, or the root of its workspace
 */
export function needsInstall(
  directory: string,
  packages: readonly string[],
  top = directory,
): readonly string[] {
  const folders = foldersUpTo(top, directory);
  return packages.filter(
    (name) => !folders.some((one) => existsSync(path.join(one, 'node_modules', name, 'package.json'))),
  );
}
