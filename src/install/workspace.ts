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
 * The file with which Yarn's Plug'n'Play resolves the packages of a folder instead of a `node_modules`; undefined if there
 * is none.
 */
export function plugAndPlayFile(directory: string): string | undefined {
  const file = foldersAbove(directory)
    .map((folder) => path.join(folder, '.pnp.cjs'))
    .find(existsSync);
  const isOwn = file !== undefined && workspaceOf(directory, 'yarn').root === path.dirname(file);
  return isOwn ? file : undefined;
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
 * the folder if all package managers agree: the letter case is the same, the glob does not end in a slash, and no name in
 * the path starts with a dot.
 */
function isListed(folder: string, globs: readonly string[]): boolean {
  return globs.reduce((listed, glob) => {
    if (glob.startsWith('!'))
      return (
        listed && (/(?:^|\/)\./.test(folder) || glob.endsWith('/') || !matchesPattern(folder, glob.slice(1)))
      );
    const patterns = withoutBraces(glob.toLowerCase());
    return listed || patterns.some((one) => matchesPattern(folder.toLowerCase(), one));
  }, false);
}

/** No real workspace has longer globs, or globs with more alternatives. */
const longestGlob = 1000;
const mostAlternatives = 1000;

/**
 * Returns true if all package managers read a glob in the same way. They differ in `node_modules` and in characters that are
 * not allowed here: some drop quotes, and in some `|` separates alternatives.
 */
export function isPlainGlob(glob: string): boolean {
  if (!/^!?[\w.@+/*{},-]+$/.test(glob) || /^[^!].*node_modules|^node_modules/.test(glob)) return false;
  const patterns = withoutBraces(glob.replace(/^!/, ''));
  return patterns.length > 0 && !patterns.some((one) => /[{}]|\.\./.test(one));
}

/**
 * Expands a glob with alternatives in braces to normalised globs. Empty if the glob is too long or has too many
 * alternatives.
 */
export function withoutBraces(glob: string): readonly string[] {
  if (glob.length > longestGlob) return [];
  let globs = [glob];
  for (;;) {
    const next = globs.flatMap((one) => {
      const [braces, alternatives] = /\{([^{},]*,[^{}]*)\}/.exec(one) ?? [];
      if (braces === undefined) return one;
      return (alternatives ?? '').split(',').map((alternative) => one.replace(braces, () => alternative));
    });
    if (next.length > mostAlternatives) return [];
    if (next.length === globs.length && next.every((one, index) => one === globs[index]))
      return globs.map((one) => path.posix.normalize(one).replace(/^\/+/, ''));
    globs = next;
  }
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
