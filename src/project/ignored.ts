import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { type Gitignore, isIgnored } from '../edit/gitignore.ts';
import { warning } from '../messages/messages.ts';
import type { Project, Warning } from '../types.ts';
import { readBytes, readText } from '../write/read-file.ts';
import { isSame } from './same-file.ts';

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
    folder !== base && isIgnored(`${below(base, folder)}/`, rules(dirname(folder)));
  return (directory) => {
    const folder = join(root, directory);
    return leavesOut(folder) && !leavesOut(dirname(folder));
  };
}

/**
 * Which `.gitignore` should get rules for the `.env` of the project's functions, and a warning where that is needed.
 * Rules count from the repository, or outside of one from the project, down to the functions folder.
 */
export function ignoreFileFor({
  root,
  functionsDirectory,
}: Pick<Project, 'root' | 'functionsDirectory'>): EnvProtection {
  const base = repositoryRoot(root) ?? root;
  const folder = join(root, functionsDirectory);
  const above = join(base, '.gitignore');
  return protectEnv({
    envFile: `${functionsDirectory}/.env`,
    ignored: isIgnored(below(base, join(folder, '.env')), rulesOf(base)(folder)),
    // If the folder itself is ignored, no rule can re-include a file in it.
    exampleIgnored:
      isIgnored(below(base, join(folder, '.env.example')), rulesOf(base)(folder)) &&
      !isIgnored(below(base, join(folder, 'package.json')), rulesOf(base)(folder)),
    ownIgnoreFile: existsSync(join(root, '.gitignore')) ? '.gitignore' : undefined,
    repositoryIgnoreFile: existsSync(above) ? below(root, above) : undefined,
  });
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
  const repository = repositoryRoot(project.root);
  if (needed.ignoreFile === undefined || repository === undefined) return needed;
  const { isExcluded } = await import('./git.ts');
  const file = below(repository, join(project.root, project.functionsDirectory, '.env'));
  return (await isExcluded(repository, file, signal)) ? { ignoreFile: undefined, warnings: [] } : needed;
}

/**
 * What git calls the `.env` of a project's functions, as a pathspec in the project's folder; undefined if it does not track
 * it. git runs in a process of its own: wait for it late.
 */
export async function trackedEnv(
  { root, functionsDirectory }: Pick<Project, 'root' | 'functionsDirectory'>,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const file = join(root, functionsDirectory, '.env');
  const repository = repositoryRoot(root);
  if (repository === undefined || !existsSync(file) || !mayHoldEnv(repository)) return undefined;
  const { trackedFiles } = await import('./git.ts');
  const tracked = await trackedFiles(repository, ':(icase,glob)**/.env', signal);
  const name = tracked.find((one) => isSame(join(repository, one), file));
  // A folder may have another case by now, and git wants the one that it knows, from the top of the repository.
  return name === undefined || name === below(repository, file)
    ? name && `${functionsDirectory}/.env`
    : `:/${name}`;
}

/** A warning where git tracks the `.env` of the project's functions. */
export async function trackedEnvWarnings(
  project: Pick<Project, 'root' | 'functionsDirectory'>,
  signal?: AbortSignal,
): Promise<readonly Warning[]> {
  const pathspec = await trackedEnv(project, signal);
  if (pathspec === undefined) return [];
  return [warning('env-tracked', { envFile: `${project.functionsDirectory}/.env`, pathspec })];
}

/** The `.gitignore` files from `base` down to a folder; each is read once. */
function rulesOf(base: string): (folder: string) => readonly Gitignore[] {
  const known = new Map<string, readonly Gitignore[]>();
  const rules = (folder: string): readonly Gitignore[] => {
    const remembered = known.get(folder);
    if (remembered !== undefined) return remembered;
    const above = folder === base ? [] : rules(dirname(folder));
    const text = textOf(join(folder, '.gitignore'));
    const all = text === undefined ? above : [...above, { directory: below(base, folder), text }];
    known.set(folder, all);
    return all;
  };
  return rules;
}

/** Undefined if it is missing or cannot be read: git skips it then, too. */
function textOf(file: string): string | undefined {
  try {
    return readText(file);
  } catch {
    return undefined;
  }
}

function below(base: string, path: string): string {
  return relative(base, path).split(sep).join('/');
}

/** The nearest folder from `directory` upwards that holds `.git` (a folder, or a file in a worktree or submodule). */
export function repositoryRoot(directory: string): string | undefined {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
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

/** Whether git ignores a folder's `.env`, and what could make it. Paths are relative to the project, with `/`. */
interface EnvSituation {
  readonly envFile: string;
  readonly ignored: boolean;
  /** Is `.env.example`, which is for everybody, ignored too? */
  readonly exampleIgnored: boolean;
  /** The project's `.gitignore` and its repository's, where they exist. */
  readonly ownIgnoreFile: string | undefined;
  readonly repositoryIgnoreFile: string | undefined;
}

/** How `.env` is kept out of git. */
export interface EnvProtection {
  /** The `.gitignore` to complete or make, relative to the project with `/`; undefined if `.env` is ignored already. */
  readonly ignoreFile: string | undefined;
  /** The `.gitignore` that should re-include `.env.example`, if a rule ignores it together with `.env`. */
  readonly exampleIgnoreFile?: string;
  readonly warnings: readonly Warning[];
}

/**
 * Decides which `.gitignore` gets the rules: the project's, else the repository's, else a new one of the project.
 * HubSpot's uploader skips dotfiles, so `.env` needs protection from git only.
 */
function protectEnv(situation: EnvSituation): EnvProtection {
  const { envFile, ignored, exampleIgnored, ownIgnoreFile, repositoryIgnoreFile } = situation;
  if (ignored && !exampleIgnored) return { ignoreFile: undefined, warnings: [] };
  const ignoreFile = ownIgnoreFile ?? repositoryIgnoreFile ?? '.gitignore';
  if (ignored) return { ignoreFile: undefined, exampleIgnoreFile: ignoreFile, warnings: [] };
  return { ignoreFile, warnings: [warning('env-not-ignored', { envFile, ignoreFile })] };
}
