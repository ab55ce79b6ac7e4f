import { existsSync } from 'node:fs';
import path from 'node:path';
import { isWithin } from '../args/caller.ts';
import { type PackageManager, type PackageManagerRow, packageManagers } from '../data/package-managers.ts';
import { matchesPattern } from '../edit/gitignore.ts';
import { repositoryRoot } from '../project/ignored.ts';
import { readManifest } from '../project/packages.ts';
import { foldersAbove } from '../project/same-file.ts';
import type { Environment } from '../types.ts';
import { realName } from '../write/read-file.ts';
import { choosePackageManager, type PackageManagerHints } from './choose-package-manager.ts';
import { readConfiguration } from './npmrc.ts';

/** How a folder to install relates to the workspaces around it. */
export interface Workspace {
  /**
   * `root`: it has workspaces of its own; `member`: it belongs to a workspace above, whose root has the lockfile and is
   * installed with it; `alone`: neither.
   */
  readonly kind: 'root' | 'member' | 'alone';
  /** Absolute path of the folder with the lockfile: the folder itself, or the root that it belongs to. */
  readonly root: string;
}

/**
 * The workspace that a folder belongs to, as its package manager sees it. A folder that is below a workspace but not listed
 * in it is alone; for pnpm only the nearest workspace counts.
 * @param folder absolute path; a link is followed, and the folder need not exist
 */
export function workspaceOf(folder: string, packageManager: PackageManager): Workspace {
  const listed = (one: string) =>
    packageManager === 'pnpm' ? globsOfPnpm(one) : globsFor(one, packageManager);
  const directory = realName(folder);
  if (listed(directory) !== undefined) return { kind: 'root', root: directory };
  for (const root of foldersAbove(path.dirname(directory))) {
    const globs = listed(root);
    if (globs === undefined) continue;
    if (isListedIn(root, directory, globs)) return { kind: 'member', root };
    if (packageManager === 'pnpm') break;
  }
  return { kind: 'alone', root: directory };
}

/**
 * The file with which Yarn or pnpm resolves the packages of a folder with Plug'n'Play, instead of a `node_modules`;
 * undefined if there is none.
 */
export function plugAndPlayFile(directory: string): string | undefined {
  const file = foldersAbove(directory)
    .map((folder) => path.join(folder, '.pnp.cjs'))
    .find(existsSync);
  const roots = (['yarn', 'pnpm'] as const).map((one) => workspaceOf(directory, one).root);
  return file !== undefined && roots.includes(path.dirname(file)) ? file : undefined;
}

/** Returns the workspace folders that a folder's `package.json` lists, or undefined if it does not list any. */
export function globsIn(folder: string): readonly string[] | undefined {
  return globsOf(readManifest(folder) ?? {});
}

/** The globs in a folder's `package.json` that a package manager uses. Bun ignores globs that exclude folders. */
export function globsFor(folder: string, packageManager: PackageManager): readonly string[] | undefined {
  return globsIn(folder)?.filter((glob) => packageManager !== 'bun' || !glob.startsWith('!'));
}

/** Returns the workspace folders that a parsed `package.json` lists. */
export function globsOf({ workspaces }: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const globs = Array.isArray(workspaces) ? workspaces : Object(workspaces).packages;
  return Array.isArray(globs) ? globs.filter((glob) => typeof glob === 'string') : undefined;
}

/**
 * Returns the workspace folders that `pnpm-workspace.yaml` lists, or undefined if the file does not exist.
 * @param ofEmpty what an empty file lists: nothing for pnpm 10 and later, every folder for pnpm 8 and 9
 */
export function globsOfPnpm(folder: string, ofEmpty: readonly string[] = []): readonly string[] | undefined {
  const file = path.join(folder, 'pnpm-workspace.yaml');
  if (!existsSync(file)) return undefined;
  const text = readConfiguration(file) ?? '';
  return /^["'\w][^#\r\n\u2028\u2029]*:/m.test(text) ? packagesOfYaml(text) : ofEmpty;
}

/** The list `packages` of a YAML file, in its usual spelling; before an install, a parser's reading is compared with it. */
export function packagesOfYaml(text: string): readonly string[] {
  const [, list = ''] = /^packages:(.*(?:\r?\n(?:[ \t].*|-[ \t].*|#.*|(?=[\r\n]|$)))*)/m.exec(text) ?? [];
  const entries = list
    .replace(/(?<!\S)#.*/g, '')
    .matchAll(/(?:^[ \t]*-[ \t]+|[[,]\s*)(?:"([^"]*)"|'([^']*)'|([^\s"',[\]]+))/gm);
  return [...entries].map(([, double, single, plain = '']) => double ?? single ?? plain);
}

/** Returns true if the globs of a folder's workspace match another folder. */
export function isListedIn(folder: string, other: string, globs: readonly string[]): boolean {
  const relative = path.relative(folder, other).replaceAll(path.sep, '/');
  return isWithin(folder, other) && isListed(relative, globs);
}

/**
 * Returns true if one of these globs matches a folder, in any letter case. A later glob that starts with `!` only excludes
 * the folder if all package managers agree: the letter case is the same, the glob has no braces and does not end in a slash,
 * and no name in the path starts with a dot. A list that is too long matches nothing.
 */
function isListed(folder: string, globs: readonly string[]): boolean {
  return (withoutBraces(globs) ?? []).reduce((listed, glob) => {
    if (glob.startsWith('!'))
      return (
        listed &&
        (/(?:^|\/)\./.test(folder) || /[{}]|\/$/.test(glob) || !matchesPattern(folder, glob.slice(1)))
      );
    const pattern = path.posix.normalize(glob.toLowerCase()).replace(/^\/+/, '');
    return listed || matchesPattern(folder.toLowerCase(), pattern);
  }, false);
}

/** No real workspace lists more characters, counting a glob with braces for each of its alternatives. */
const longestList = 100_000;

/**
 * Replaces each glob of a list that has alternatives in braces by its alternatives. Globs that start with `!` are left as
 * they are. Undefined if the list is too long.
 */
export function withoutBraces(globs: readonly string[]): readonly string[] | undefined {
  const found: string[] = [];
  const left = [...globs].reverse();
  let characters = 0;
  for (let glob = left.pop(); glob !== undefined; glob = left.pop()) {
    const [braces = '', list = ''] = glob.startsWith('!') ? [] : (/\{([^{},]*,[^{}]*)\}/.exec(glob) ?? []);
    const alternatives = list.split(',').reverse();
    characters += alternatives.length * (glob.length + 1);
    if (characters > longestList) return undefined;
    if (braces === '') found.push(glob);
    else left.push(...alternatives.map((one) => glob.replace(braces, () => one)));
  }
  return found;
}

/**
 * What a repository says about its package manager.
 * @param directory absolute path of the folder to be installed; it need not exist
 * @param top absolute path of the topmost folder that counts
 * @returns the package manager that a `package.json` declares in `packageManager` or `devEngines`, or else that of the
 *   lockfile of the folder's workspace; and the names of all lockfiles, the nearest first
 */
export function repositoryHints(
  directory: string,
  top: string,
): Pick<PackageManagerHints, 'declared' | 'lockfiles'> {
  const folders = foldersAbove(directory).filter((one) => one === directory || isWithin(top, one));
  const declared = folders.map(declaredIn).find((one) => one !== undefined);
  const [ofPnpm, ofOthers] = [workspaceOf(directory, 'pnpm'), workspaceOf(directory, 'npm')];
  const installing = packageManagers.find((row) => {
    const { kind, root } = row.name === 'pnpm' ? ofPnpm : ofOthers;
    return kind === 'member' && lockfilesOf(row, root).length > 0;
  });
  return {
    declared: declared ?? installing?.name,
    lockfiles: folders.flatMap((folder) => packageManagers.flatMap((row) => lockfilesOf(row, folder))),
  };
}

/**
 * The default package manager of a folder in a project, up to the repository that the project is in.
 * @param directory absolute path of the folder to be installed; it need not exist
 * @param project absolute path
 */
export function packageManagerFor(directory: string, project: string, env: Environment): PackageManager {
  return choosePackageManager({ env, ...repositoryHints(directory, repositoryRoot(project) ?? project) });
}

function lockfilesOf({ lockfiles }: PackageManagerRow, folder: string): readonly string[] {
  return lockfiles.filter((name) => existsSync(path.join(folder, name)));
}

function declaredIn(folder: string): PackageManager | undefined {
  const manifest = readManifest(folder) ?? {};
  const engines = Object(manifest.devEngines).packageManager;
  const names = [
    typeof manifest.packageManager === 'string' ? manifest.packageManager.split('@')[0] : undefined,
    ...[engines].flat().map((engine) => Object(engine).name),
  ];
  return packageManagers.find(({ name }) => names.includes(name))?.name;
}
