import { statSync } from 'node:fs';
import path from 'node:path';
import { matchesPattern } from '../edit/gitignore.ts';
import { entriesOf, isLink, namesIn, realName } from '../write/read-file.ts';
import { isElsewhere, mostFolders } from './install-paths.ts';
import { globsIn, globsOfPnpm, withoutBraces } from './workspace.ts';

/** The folders that a workspace may have, as absolute paths. */
export interface Members {
  /** Those with a manifest; they may include the root. */
  readonly folders: readonly string[];
  /** Links to folders out of the project, at or above a place where there may be one. */
  readonly outside: readonly string[];
  /** The same, but to packages in the project: relative paths in these could start from two places. */
  readonly toPackages: readonly string[];
}

/** A folder, the parts of a glob that what is below it has to match, and the link that led there. */
interface Step {
  readonly folder: string;
  /** Does the glob start here? */
  readonly isRoot?: boolean;
  readonly parts: readonly string[];
  readonly link?: string | undefined;
}

/**
 * Every folder that a package manager may take into a workspace, or into a workspace in it, because of a glob: in any
 * letter case, and even if another glob excludes it. Two stars do not stand for a `node_modules`, nor does
 * one at the root; to Yarn 1, one does elsewhere.
 *
 * @param top absolute path of the folder that nothing may lead out of
 * @returns undefined if more folders than one search looks through could match
 */
export function membersOf(root: string, top: string): Members | undefined {
  const folders = new Set<string>();
  const outside = new Set<string>();
  const toPackages = new Set<string>();
  const steps = stepsFrom(root);
  const taken = new Set<string>();
  // The loop also reaches the steps that are added during it.
  for (const step of steps) {
    const { folder, parts, link } = step;
    const key = [folder, parts.join('/'), link === undefined].join('\0');
    if (taken.has(key)) continue;
    taken.add(key);
    if (taken.size > mostFolders) return undefined;
    if (parts.length > 0) {
      for (const next of below(step))
        if (next.link !== link && next.link !== undefined && isElsewhere(next.link, top))
          outside.add(next.link);
        else steps.push(next);
    } else if (namesIn(folder).some((name) => /^package\.(?:json5?|yaml)$/i.test(name))) {
      if (link !== undefined) toPackages.add(link);
      else if (!folders.has(folder)) steps.push(...stepsFrom(folder));
      if (link === undefined) folders.add(folder);
    }
  }
  return { folders: [...folders], outside: [...outside], toPackages: [...toPackages] };
}

function stepsFrom(folder: string): Step[] {
  return [...(globsIn(folder) ?? []), ...(globsOfPnpm(folder) ?? [])]
    .filter((glob) => !glob.startsWith('!'))
    .flatMap(withoutBraces)
    .map((glob) => ({ folder, isRoot: true, parts: glob.split('/').filter((part) => !/^\.?$/.test(part)) }));
}

/** The next steps into a folder: two stars stand for any number of folders. */
function below({ folder, isRoot = false, parts, link }: Step): readonly Step[] {
  const [part = '', ...rest] = parts;
  const isMany = part.includes('**');
  const pattern = part.toLowerCase();
  const names = part.includes('*')
    ? entriesOf(folder)
        .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
        .map(({ name }) => name)
        .filter((name) => isMany || matchesPattern(name.toLowerCase(), pattern))
        .filter((name) => name !== 'node_modules' || !(isMany || isRoot))
    : [part];
  const next = names
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
