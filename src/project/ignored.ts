import { existsSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { type Gitignore, isIgnored, isIgnoredInAnyCase } from '../edit/gitignore.ts';
import { memoized } from '../memoized.ts';
import { warning } from '../messages/messages.ts';
import type { Project, Warning } from '../types.ts';
import { isLink, isLocalEnv, namesIn, readBytes, readText } from '../write/read-file.ts';
import { foldersAbove, foldersUpTo, isSame, relativePath } from './same-file.ts';

/**
 * Returns whether git ignores a folder of a project (`directory` is relative to the project, with `/`). A folder in an
 * ignored folder does not count as ignored: whoever works there means to.
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
 * Which `.gitignore` should get rules for the `.env` of the project's functions, and a warning if it needs them. The first
 * of these where rules take effect: the project's, the repository's, a new one in the project, the nearest to the functions.
 * Rules count from the folder of the repository (which may be above the project, or a submodule in it), or else of the
 * project, down to the functions folder. HubSpot's uploader skips dotfiles, so only git could take a `.env`.
 * @param names of the files to protect; if left out, `.env` and each `.env.local` or the like that is there
 */
export function ignoreFileFor(
  { root, functionsDirectory }: Pick<Project, 'root' | 'functionsDirectory'>,
  names = envNames(join(root, functionsDirectory)),
): EnvProtection {
  const folder = join(root, functionsDirectory);
  const repository = repositoryRoot(folder) ?? root;
  const rules = rulesOf(repository)(folder);
  const isRuledOut = (name: string, added: readonly Gitignore[] = []) =>
    isIgnoredInAnyCase(relativePath(repository, join(folder, name)), [...added, ...rules]);
  const exposed = names.filter((name) => !isRuledOut(name));
  const ignored = exposed.length === 0;
  // If the folder itself is ignored, no rule can re-include .env.example.
  if (ignored && (!isRuledOut('.env.example') || isRuledOut('package.json'))) {
    return { ignoreFile: undefined, exposed, warnings: [] };
  }
  const isNested = root.length < repository.length;
  const above = join(repository, '.gitignore');
  const own = isNested ? above : join(root, '.gitignore');
  const present = [own, above].filter((file) => existsSync(file));
  const nearer = foldersUpTo(repository, folder).map((one) => join(one, '.gitignore'));
  // A rule in a nearer file may re-include it, and git does not follow a link.
  const helps = (file: string): boolean =>
    !isLink(file) &&
    names.every((name) =>
      isRuledOut(name, [{ directory: relativePath(repository, dirname(file)), text: '.env*' }]),
    );
  const chosen = [...present, own, ...nearer].find(helps) ?? present[0] ?? own;
  const ignoreFile = relativePath(root, chosen);
  if (ignored) return { ignoreFile: undefined, exampleIgnoreFile: ignoreFile, exposed, warnings: [] };
  const values = { envFile: `${functionsDirectory}/${exposed[0]}`, ignoreFile };
  return { ignoreFile, exposed, warnings: [warning('env-not-ignored', values)] };
}

/** Names of the files in a functions folder that git must not take: first those that are there, then `.env`. */
function envNames(folder: string): readonly string[] {
  const present = namesIn(folder).filter((name) => isLocalEnv(name) && name.startsWith('.env'));
  return [...new Set([...present, '.env'])];
}

/**
 * Returns the protection that `.env` needs. It needs none if git ignores it by rules outside of any `.gitignore`
 * (in `.git/info/exclude` or the user's own).
 */
export async function envProtection(
  project: Pick<Project, 'root' | 'functionsDirectory'>,
  signal?: AbortSignal,
  names?: readonly string[],
): Promise<EnvProtection> {
  const needed = ignoreFileFor(project, names);
  const repository = repositoryRoot(join(project.root, project.functionsDirectory));
  if (needed.ignoreFile === undefined || repository === undefined) return needed;
  const { isExcluded } = await import('./git.ts');
  const folder = relativePath(repository, join(project.root, project.functionsDirectory));
  for (const name of needed.exposed) {
    if (!(await isExcluded(repository, posix.join(folder, name), signal))) return needed;
  }
  return { ignoreFile: undefined, exposed: [], warnings: [] };
}

/**
 * Words of the command that stops git from tracking the `.env` of a project's functions, to be run in the project's folder;
 * undefined if git does not track it. git runs in a process of its own, so start this early and await it late.
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
  // A folder's letter case may have changed since; git needs the path that it knows, from the top of the repository.
  const pathspec = name === relativePath(repository, file) ? `${functionsDirectory}/.env` : `:/${name}`;
  const isNested = root.length < repository.length;
  return isNested
    ? ['git', '-C', functionsDirectory, 'rm', '--cached', '--', `:/${name}`]
    : ['git', 'rm', '--cached', '--', pathspec];
}

/** A warning if git tracks the `.env` of the project's functions. */
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
  const ruleIn = memoized((folder: string): Gitignore | undefined => {
    const text = textOf(join(folder, '.gitignore'));
    return text === undefined ? undefined : { directory: relativePath(base, folder), text };
  });
  return (folder) =>
    foldersUpTo(base, folder)
      .map(ruleIn)
      .reverse()
      .filter((one) => one !== undefined);
}

/** A file's text; undefined if it is missing, a link, or cannot be read: git skips it then, too. */
function textOf(file: string): string | undefined {
  try {
    return isLink(file) ? undefined : readText(file);
  } catch {
    return undefined;
  }
}

/** The nearest folder from `directory` upwards with a `.git` in it (a folder, or a file in a worktree or submodule). */
export function repositoryRoot(directory: string): string | undefined {
  return foldersAbove(directory).find((folder) => existsSync(join(folder, '.git')));
}

/**
 * Returns whether git might track a `.env`, which saves starting git. False is certain: the index has no file of that name.
 * Also true if the index cannot be searched: in a worktree or submodule, with compressed paths (version 4), or if it is
 * split (gitformat-index(5)). Folder names are ignored: on macOS and Windows, git may know them with another letter case or
 * Unicode form.
 * @param root absolute path of the repository
 */
function mayHoldEnv(root: string): boolean {
  const index = indexOf(root);
  if (index === undefined) return true;
  const isPlain = index.length >= 12 && index.readUInt32BE(4) <= 3 && !index.includes('link\0\0');
  return !isPlain || /\.env\0/i.test(index.toString('latin1'));
}

/** Returns the bytes of the index: empty if it does not exist yet, undefined if it is elsewhere or cannot be read. */
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
  /** Names of the files that git would take, those that are in the folder first. */
  readonly exposed: readonly string[];
  readonly warnings: readonly Warning[];
}
