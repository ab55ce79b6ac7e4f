import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { type Gitignore, isIgnored } from '../../core/edit/gitignore-match.ts';
import { type EnvProtection, protectEnv, trackedEnv } from '../../core/project/env-protection.ts';
import type { Project, Warning } from '../../types.ts';
import { readText } from '../read-file.ts';
import { mayBeTracked, repositoryRoot } from './repository.ts';

/**
 * Whether git leaves a folder of a project out (`directory` is relative to the project, with `/`). Below a folder that
 * is left out itself, nothing is: who works there means it.
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
    ownIgnoreFile: existsSync(join(root, '.gitignore')) ? '.gitignore' : undefined,
    repositoryIgnoreFile: existsSync(above) ? below(root, above) : undefined,
  });
}

/** A warning where git tracks the `.env` of the project's functions. git runs in a process of its own: wait for it late. */
export async function trackedEnvWarnings({
  root,
  functionsDirectory,
}: Pick<Project, 'root' | 'functionsDirectory'>): Promise<readonly Warning[]> {
  const file = join(root, functionsDirectory, '.env');
  const repository = repositoryRoot(root);
  if (repository === undefined || !existsSync(file) || !mayBeTracked(repository, below(repository, file)))
    return [];
  const { isTracked } = await import('./git.ts');
  return (await isTracked(dirname(file), '.env')) ? [trackedEnv(`${functionsDirectory}/.env`)] : [];
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

/** Undefined where it is missing or cannot be read: git does without it then, too. */
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
