import { existsSync } from 'node:fs';
import path from 'node:path';
import { type PackageManager, type PackageManagerRow, packageManagers } from '../data/package-managers.ts';
import { matchesPattern } from '../edit/gitignore.ts';
import { readManifest } from '../project/packages.ts';
import { readText } from '../write/read-file.ts';
import type { PackageManagerHints } from './choose-package-manager.ts';

/** How a folder that is installed stands to the workspaces around it. */
interface Workspace {
  /**
   * `root`: it has workspaces of its own; `member`: it belongs to one above, whose root is installed with it and has
   * the lockfile; `alone`: neither.
   */
  readonly kind: 'root' | 'member' | 'alone';
  /** Absolute path of the folder with the lockfile: the folder itself, or the root that it belongs to. */
  readonly root: string;
}

/**
 * The workspace that a folder belongs to for a package manager. A folder below a workspace that does not list it is
 * alone, as for the package manager itself.
 *
 * @param directory absolute path; it need not exist
 */
export function workspaceOf(directory: string, packageManager: PackageManager): Workspace {
  const globsOf = packageManager === 'pnpm' ? globsOfPnpm : globsOfManifest;
  if (globsOf(directory) !== undefined) return { kind: 'root', root: directory };
  for (let folder = path.dirname(directory); ; folder = path.dirname(folder)) {
    const globs = globsOf(folder) ?? [];
    if (isListed(path.relative(folder, directory).replaceAll(path.sep, '/'), globs)) {
      return { kind: 'member', root: folder };
    }
    if (folder === path.dirname(folder)) return { kind: 'alone', root: directory };
  }
}

/**
 * The file by which Yarn's Plug'n'Play resolves the packages of a folder, in place of a `node_modules`; undefined where
 * there is none.
 */
export function plugAndPlayFile(directory: string): string | undefined {
  for (let folder = directory; ; folder = path.dirname(folder)) {
    const file = path.join(folder, '.pnp.cjs');
    if (existsSync(file)) return workspaceOf(directory, 'yarn').root === folder ? file : undefined;
    if (folder === path.dirname(folder)) return undefined;
  }
}

/** The folders of a workspace by `package.json`; undefined where it is none. */
function globsOfManifest(folder: string): readonly string[] | undefined {
  const workspaces = readManifest(folder)?.workspaces;
  const globs = Array.isArray(workspaces) ? workspaces : Object(workspaces).packages;
  return Array.isArray(globs) ? globs.filter((glob) => typeof glob === 'string') : undefined;
}

/** The folders of a workspace by `pnpm-workspace.yaml`; undefined where there is no such file. */
function globsOfPnpm(folder: string): readonly string[] | undefined {
  try {
    return packagesOfYaml(readText(path.join(folder, 'pnpm-workspace.yaml')));
  } catch {
    return undefined;
  }
}

/** The list `packages` of a YAML file, written in one line or an entry a line. */
function packagesOfYaml(text: string): readonly string[] {
  const [, rest = ''] = /^packages:(.*(?:\r?\n(?:[ \t].*|-[ \t].*|#.*|(?=[\r\n]|$)))*)/m.exec(text) ?? [];
  const entries =
    /^\s*\[([^\]]*)\]/.exec(rest)?.[1]?.split(',') ??
    [...rest.matchAll(/^[ \t]*-[ \t]+(.*)$/gm)].map(([, entry = '']) => entry);
  return entries.map(yamlText).filter((entry) => entry !== '');
}

function yamlText(entry: string): string {
  const [, double, single] = /^\s*(?:"([^"]*)"|'([^']*)')/.exec(entry) ?? [];
  return double ?? single ?? entry.replace(/#.*$/, '').trim();
}

/** Is a folder among these globs? A later one that begins with `!` takes it out. */
function isListed(folder: string, globs: readonly string[]): boolean {
  return globs.reduce((listed, glob) => {
    const isExclusion = glob.startsWith('!');
    const patterns = withoutBraces((isExclusion ? glob.slice(1) : glob).replace(/^\.?\/+/, ''));
    return patterns.some((pattern) => matchesPattern(folder, pattern)) ? !isExclusion : listed;
  }, false);
}

/** Of a glob that is longer, or stands for more, no workspace has any. */
const longestGlob = 1000;
const mostAlternatives = 1000;

/** The globs that one with alternatives in braces stands for. */
function withoutBraces(glob: string): readonly string[] {
  if (glob.length > longestGlob) return [];
  let globs = [glob];
  for (;;) {
    const next = globs.flatMap((one) => {
      const [braces, alternatives] = /\{([^{}]*)\}/.exec(one) ?? [];
      if (braces === undefined) return one;
      return (alternatives ?? '').split(',').map((alternative) => one.replace(braces, () => alternative));
    });
    if (next.length > mostAlternatives) return [];
    if (next.length === globs.length && next.every((one, index) => one === globs[index])) return globs;
    globs = next;
  }
}

/**
 * What a repository says of its package manager.
 *
 * @param directory absolute path of the folder to be installed; it need not exist
 * @param top absolute path of the topmost folder that counts
 * @returns the one that a `package.json` declares in `packageManager` or `devEngines`, or that has the lockfile of the
 *   workspace that the folder belongs to; and the names of all lockfiles, the nearest first
 */
export function repositoryHints(
  directory: string,
  top: string,
): Pick<PackageManagerHints, 'declared' | 'lockfiles'> {
  const folders = foldersUpTo(directory, top);
  const declared = folders.map(declaredIn).find((one) => one !== undefined);
  return {
    declared: declared ?? packageManagers.find((row) => installsWorkspace(directory, row))?.name,
    lockfiles: folders.flatMap((folder) => rows.flatMap((row) => lockfilesOf(row, folder))),
  };
}

const rows: readonly PackageManagerRow[] = packageManagers;

function installsWorkspace(directory: string, row: PackageManagerRow & { name: PackageManager }): boolean {
  const { kind, root } = workspaceOf(directory, row.name);
  return kind === 'member' && lockfilesOf(row, root).length > 0;
}

function lockfilesOf({ lockfiles }: PackageManagerRow, folder: string): readonly string[] {
  return lockfiles.filter((name) => existsSync(path.join(folder, name)));
}

function foldersUpTo(directory: string, top: string): readonly string[] {
  const parent = path.dirname(directory);
  return directory === top || directory === parent ? [directory] : [directory, ...foldersUpTo(parent, top)];
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
