import { posix } from 'node:path';
import { conflictProblem } from '../../errors.ts';
import { printable } from '../report/printable.ts';
import { isProjectFileName } from './project-file-name.ts';

/** A folder in a folder. */
export interface SubFolder {
  readonly name: string;
  /** It is a symbolic link to a folder. */
  readonly link: boolean;
}

/** A project's files as the readers see them. Paths are relative to the project, with `/`; `.` is the project. */
export interface ProjectFiles {
  /**
   * Names of all that is in a folder; none where there is no such folder, or none that may be read. Asked once, then
   * remembered.
   */
  names(directory: string): readonly string[];
  /** What of it are folders. */
  folders(directory: string): readonly SubFolder[];
  isDirectory(path: string): boolean;
  /** A file's text, or undefined where nothing is; remembered. Throws Problem `unreadable` (code 3). */
  readonly read: (path: string) => string | undefined;
  /** The same without remembering: quicker for thousands of files of a few lines, slower for one of thousands of lines. */
  readonly readSmall: (path: string) => string | undefined;
  /** Does git leave this folder out? */
  isIgnored(directory: string): boolean;
  /** Does a symbolic link on the path lead out of the project? The path need not exist. */
  leadsOutside(path: string): boolean;
}

/** Joins a folder of the project and a name in it. */
export function inFolder(directory: string, name: string): string {
  return directory === '.' ? name : `${directory}/${name}`;
}

/** Joins a folder of the project and a path as a configuration writes it: `x.js`, `./lib/x.js`, `/app/x.js`. */
export function resolveIn(directory: string, path: string): string {
  // Joining is slow where it is done ten thousand times, and hardly a path needs it.
  const isPlain = directory !== '.' && !/(?:^|\/)\.{0,2}(?:\/|$)/.test(path);
  return isPlain ? `${directory}/${path}` : posix.join(directory, path);
}

/** How far a walk goes. */
export interface Reach {
  /** How many levels below the start. */
  readonly depth: number;
  /** Links to folders inside the project count as folders; to be combined with a small depth, as links can go round. */
  readonly followLinks: boolean;
  /** Other projects on the way are walked too. */
  readonly otherProjects: boolean;
}

/**
 * The folders from `start` downwards, level by level. Left out: `node_modules`, folders whose name starts with a dot,
 * folders that git ignores, and links that lead out of the project.
 */
export function* levels(files: ProjectFiles, start: string, reach: Reach): Generator<readonly string[]> {
  let level: readonly string[] = [start];
  for (let left = reach.depth; level.length > 0; left--) {
    yield level;
    if (left === 0) return;
    level = level.flatMap((folder) => foldersIn(files, folder, reach));
  }
}

function foldersIn(files: ProjectFiles, folder: string, { followLinks, otherProjects }: Reach): string[] {
  return files
    .folders(folder)
    .filter(({ name, link }) => (followLinks || !link) && isWalked(name))
    .map(({ name, link }) => ({ path: inFolder(folder, name), link }))
    .filter(({ path, link }) => !files.isIgnored(path) && !(link && files.leadsOutside(path)))
    .map(({ path }) => path)
    .filter((path) => otherProjects || !files.names(path).some(isProjectFileName));
}

function isWalked(name: string): boolean {
  return name !== 'node_modules' && !name.startsWith('.');
}

/**
 * Refuses paths that a symbolic link takes out of the project: writing there would change files that nobody named.
 *
 * @param paths from the outermost to the innermost; the first is reported
 * @throws Problem `symlink-outside` (code 3)
 */
export function refuseLinksOutside(
  files: Pick<ProjectFiles, 'leadsOutside'>,
  paths: readonly string[],
): void {
  const outside = paths.find((path) => files.leadsOutside(path));
  if (outside === undefined) return;
  throw conflictProblem(
    'symlink-outside',
    `${printable(outside)} is a symbolic link that leads out of the project.`,
    {
      hint: 'Put a real file or folder in its place, or run this in the project that the link leads to.',
      conflicts: [outside],
    },
  );
}
