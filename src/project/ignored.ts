import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Gitignore, isIgnored } from '../edit/gitignore.ts';
import { warning } from '../messages/messages.ts';
import { remembered } from '../remembered.ts';
import type { Project, Warning } from '../types.ts';
import { isLink, readBytes, readText } from '../write/read-file.ts';
import { foldersAbove, foldersUpTo, isSame, relativePath } from './same-file.ts';

/**
 * Whether git ignores a folder of a project (`directory` is relative to the project, with `/`). Below a folder that
 * is ignored itself, nothing counts as ignored: work there is intended.
 *
 * @param root absolute path of the project
 */
export function ignoredFolders(root: string): (directory: string) => boolean {
  const base = repositoryRoot(root) ?? root;
  const rules = rulesOf(base);
  const leavesOut = (folder: string) =>
    folder !== base && isIgnored(`${relativePath(base, folder)}/`, rules(dirname(folder)));
  return (directory) => {
    const folder = join(root, directory);
    return leavesOut(folder) && !leavesOut(dirname(folder));
  };
}

/**
 * Which `.gitignore` should get rules for the `.env` of the project's functions, and a warning where that is needed: the
 * project's, else the repository's, else a new one of the project, or the nearest to the functions that helps. Rules
 * count from the repository that the folder is in (of the project, above it, or below it as a submodule), or outside of one
 * from the project, down to the functions folder. HubSpot's uploader skips dotfiles, so `.env` needs protection from git only.
 */
export function ignoreFileFor({
  root,
  functionsDirectory,
}: Pick<Project, 'root' | 'functionsDirectory'>): EnvProtection {
  const folder = join(root, functionsDirectory);
  const repository = repositoryRoot(folder) ?? root;
  const rules = rulesOf(repository)(folder);
  const isRuledOut = (name: string) => isIgnored(relativePath(repository, join(folder, name)), rules);
  const ignored = isRuledOut('.env');
  // If the folder itself is ignored, no rule can re-include a file in it.
  if (ignored && (!isRuledOut('.env.example') || isRuledOut('package.json'))) {
    return { ignoreFile: undefined, warnings: [] };
  }
  const isNested = root.length < repository.length;
  const [above, own] = [repository, isNested ? repository : root].map((one) => join(one, '.gitignore'));
  const nearer = foldersUpTo(repository, folder).map((one) => join(one, '.gitignore'));
  const candidates = [own, above, own, ...nearer] as string[];
  const [first, ...others] = candidates.filter((file, index) => index > 1 || existsSync(file));
  // A rule nearer to it may take it back in, and git does not follow a link.
  const helps = (file: string): boolean =>
    !isLink(file) &&
    isIgnored(relativePath(repository, join(folder, '.env')), [
      { directory: relativePath(repository, dirname(file)), text: '.env' },
      ...rules,
    ]);
  const ignoreFile = relativePath(root, [first as string, ...others].find(helps) ?? (first as string));
  if (ignored) return { ignoreFile: undefined, exampleIgnoreFile: ignoreFile, warnings: [] };
  const values = { envFile: `${functionsDirectory}/.env`, ignoreFile };
  return { ignoreFile, warnings: [warning('env-not-ignored', values)] };
}

/**
 * The same, unless git ignores `.env` by rules outside of any `.gitignore`: those of the repository
 * (`.git/info/exclude`) and of the user.
 */
export async function envProtection(
  project: Pick<Project, 'root' | 'functionsDirectory'>,
  signal?: AbortSignal,
): Promise<EnvProtection> {
  const needed = ignoreFileFor(project);
  const repository = repositoryRoot(join(project.root, project.functionsDirectory));
  if (needed.ignoreFile === undefined || repository === undefined) return needed;
  const { isExcluded } = await import('./git.ts');
  const file = relativePath(repository, join(project.root, project.functionsDirectory, '.env'));
  return (await isExcluded(repository, file, signal)) ? { ignoreFile: undefined, warnings: [] } : needed;
}

/**
 * Words of the command that has git forget the `.env` of a project's functions, in the project's folder; undefined if git
 * does not track it. git runs in a process of its own: wait for it late.
 */
export async function trackedEnv(
  { root, functionsDirectory }: Pick<Project, 'root' | 'functionsDirectory'>,
  signal?: AbortSignal,
): Promise<readonly string[] | undefined> {
  const file = join(root, functionsDirectory, '.env');
  const repository = repositoryRoot(dirname(file));
  if (repository === undefined || !existsSync(file) || !mayHoldEnv(repository)) return undefined;
  const { trackedFiles } = await import('./git.ts');
  const tracked = await trackedFiles(repository, ':(icase,glob)**/.env', signal);
  const name = tracked.find((one) => isSame(join(repository, one), file));
  if (name === undefined) return undefined;
  // A folder may have another case by now, and git wants the one that it knows, from the top of the repository.
  const pathspec = name === relativePath(repository, file) ? `${functionsDirectory}/.env` : `:/${name}`;
  const isNested = root.length < repository.length;
  return isNested
    ? ['git', '-C', functionsDirectory, 'rm', '--cached', '--', `:/${name}`]
    : ['git', 'rm', '--cached', '--', pathspec];
}

/** A warning where git tracks the `.env` of the project's functions. */
export async function trackedEnvWarnings(
  project: Pick<Project, 'root' | 'functionsDirectory'>,
  signal?: AbortSignal,
): Promise<readonly Warning[]> {
  const removal = await trackedEnv(project, signal);
  if (removal === undefined) return [];
  return [warning('env-tracked', { envFile: `${project.functionsDirectory}/.env`, removal })];
}

/** The `.gitignore` files from `base` down to a folder; each is read once. */
function rulesOf(base: string): (folder: string) => readonly Gitignore[] {
  const ruleIn = remembered((folder: string): Gitignore | undefined => {
    const text = textOf(join(folder, '.gitignore'));
    return text === undefined ? undefined : { directory: relativePath(base, folder), text };
  });
  return (folder) =>
    foldersUpTo(base, folder)
      .map(ruleIn)
      .reverse()
      .filter((one) => one !== undefined);
}

/** Undefined if it is missing, a link, or cannot be read: git skips it then, too. */
function textOf(file: string): string | undefined {
  try {
    return isLink(file) ? undefined : readText(file);
  } catch {
    return undefined;
  }
}

/** The nearest folder from `directory` upwards that holds `.git` (a folder, or a file in a worktree or submodule). */
export function repositoryRoot(directory: string): string | undefined {
  return foldersAbove(directory).find((folder) => existsSync(join(folder, '.git')));
}

/**
 * Could git track a `.env`? No is certain, and takes no process: no such name is in the index. Yes if the index does
 * not tell directly: in a worktree or submodule, with compressed paths (version 4), or split in two (gitformat-index(5)).
 * The folders' names are not looked at: on macOS and Windows, git may know them with different case or Unicode form.
 *
 * @param root absolute path of the repository
 */
function mayHoldEnv(root: string): boolean {
  const index = indexOf(root);
  if (index === undefined) return true;
  const isPlain = index.length >= 12 && index.readUInt32BE(4) <= 3 && !index.includes('link\0\0');
  return !isPlain || /\.env\0/i.test(index.toString('latin1'));
}

/** The bytes of the index, none in a repository without one; undefined if it is elsewhere or cannot be read. */
function indexOf(root: string): Buffer | undefined {
  try {
    return readBytes(join(root, '.git', 'index'));
  } catch (error) {
    const isNew = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return isNew ? Buffer.from('DIRC\0\0\0\x02\0\0\0\0') : undefined;
  }
}

/** How `.env` is kept out of git. */
export interface EnvProtection {
  /** The `.gitignore` to complete or make, relative to the project with `/`; undefined if `.env` is ignored already. */
  readonly ignoreFile: string | undefined;
  /** The `.gitignore` that should re-include `.env.example`, if a rule ignores it together with `.env`. */
  readonly exampleIgnoreFile?: string;
  readonly warnings: readonly Warning[];
}
