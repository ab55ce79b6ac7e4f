import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { matcherOf } from '../edit/gitignore.ts';
import { memoized } from '../memoized.ts';
import { isLink, realName } from '../write/read-file.ts';
import { isElsewhere, listedIn, mostFolders } from './install-paths.ts';
import { globsIn, globsOfPnpm, withoutBraces } from './workspace.ts';

/** The folders that a workspace may have, as absolute paths. */
export interface Members {
  /** The folders that have a manifest. The root may be among them. */
  readonly folders: readonly string[];
  /** Links that lead out of the project, at a path that a glob may match or above such a path. */
  readonly outside: readonly string[];
  /** Links to packages in the project. A relative path in such a package could start from two places. */
  readonly toPackages: readonly string[];
}

/** Maximum sum of characters in the globs that names are compared with, one for each name. */
const mostCompared = 1_000_000;

const manifests = ['package.json', 'package.json5', 'package.yaml', 'yarn.json'];

/** A folder, the rest of the glob for what is below it, and the link that led there. */
interface Step {
  readonly folder: string;
  /** True if the glob starts in this folder. */
  readonly isRoot?: boolean;
  readonly parts: readonly string[];
  readonly link?: string | undefined;
}

/**
 * Finds every folder that a package manager may count as part of a workspace, or of a workspace inside it. Letter case is
 * ignored, and so are globs that exclude a folder. `**` never matches `node_modules`, and `*` does not match it at the root.
 * Elsewhere `*` does, as in Yarn 1.
 * @param top absolute path of the folder that nothing may lead out of
 * @param listed lists a folder
 * @returns undefined if a list of globs is too long, or more folders than one search looks through could match or have to be
 *   compared
 * @throws as `listedIn`
 */
export function membersOf(root: string, top: string, listed = listedIn): Members | undefined {
  const folders = new Set<string>();
  const outside = new Set<string>();
  const toPackages = new Set<string>();
  const steps = new Map<string, Step>();
  const add = (step: Step): void => {
    const key = [step.folder, step.parts.join('/'), step.link === undefined].join('\0');
    if (!steps.has(key)) steps.set(key, step);
  };
  const addGlobs = (folder: string): boolean => {
    const found = stepsFrom(folder);
    found?.forEach(add);
    return found !== undefined;
  };
  const namesIn = memoized((folder: string) =>
    listed(folder).flatMap((entry) => (entry.isFile() ? [] : [entry.name])),
  );
  let compared = 0;
  if (!addGlobs(root)) return undefined;
  // The loop also reaches the steps that are added during it.
  for (const step of steps.values()) {
    const { folder, parts, link } = step;
    if (steps.size > mostFolders) return undefined;
    if (parts.length > 0) {
      const [part = ''] = parts;
      const names = part.includes('*') ? namesIn(folder) : [part];
      compared += part.includes('**') ? 0 : names.length * part.length;
      if (compared > mostCompared) return undefined;
      for (const next of below(step, names))
        if (next.link !== link && next.link !== undefined && isElsewhere(next.link, top))
          outside.add(next.link);
        else add(next);
    } else if (manifests.some((name) => existsSync(path.join(folder, name)))) {
      if (link !== undefined) toPackages.add(link);
      else if (!folders.has(folder) && !addGlobs(folder)) return undefined;
      if (link === undefined) folders.add(folder);
    }
  }
  return { folders: [...folders], outside: [...outside], toPackages: [...toPackages] };
}

function stepsFrom(folder: string): readonly Step[] | undefined {
  const globs = [...(globsIn(folder) ?? []), ...(globsOfPnpm(folder, ['**']) ?? [])];
  return withoutBraces(globs.filter((glob) => !glob.startsWith('!')))?.map((glob) => ({
    folder,
    isRoot: true,
    parts: path.posix
      .normalize(glob)
      .split('/')
      .filter((part) => !/^\.?$/.test(part)),
  }));
}

/**
 * The next steps below a folder. `**` stands for any number of folders.
 * @param names what is in the folder and no file, or the only name that can match
 */
function below({ folder, isRoot = false, parts, link }: Step, names: readonly string[]): readonly Step[] {
  const [part = '', ...rest] = parts;
  const isMany = part.includes('**');
  const matches = matcherOf(part.toLowerCase());
  const next = names
    .filter((name) => isMany || name === part || matches(name.toLowerCase()))
    .filter((name) => name !== 'node_modules' || !(part.includes('*') && (isMany || isRoot)))
    .map((name) => path.join(folder, name))
    .filter(isFolder)
    .map((place): Step => {
      const left = isMany ? parts : rest;
      return isLink(place)
        ? { folder: realName(place), parts: left, link: place }
        : { folder: place, parts: left, link };
    });
  return isMany ? [{ folder, parts: rest, link }, ...next] : next;
}

function isFolder(place: string): boolean {
  try {
    return statSync(place).isDirectory();
  } catch {
    return false;
  }
}
