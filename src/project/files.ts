import { type Dirent, readdirSync, statSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { mostProjectText } from '../data/limits.ts';
import { parseJson } from '../edit/json-scanner.ts';
import { Problem, unlessProblem } from '../errors.ts';
import { memoized } from '../memoized.ts';
import { refusal, warning } from '../messages/messages.ts';
import type { Json, Warning } from '../types.ts';
import { resolveTarget } from '../write/files.ts';
import { isFile, isLink, readText, realName } from '../write/read-file.ts';
import { ignoredFolders } from './ignored.ts';

/** A folder in a folder. */
interface SubFolder {
  readonly name: string;
  /** True if it is a symbolic link to a folder. */
  readonly link: boolean;
}

/** A project's files as the readers see them. Paths are relative to the project, with `/`; `.` is the project. */
export interface ProjectFiles {
  /**
   * Names of everything in a folder; empty if the folder does not exist or may not be read. Each folder is listed once.
   */
  names(directory: string): readonly string[];
  /** The folders among them. */
  folders(directory: string): readonly SubFolder[];
  isDirectory(path: string): boolean;
  /** Returns true for a regular file, or a link to a regular file that is not a `.env`. */
  isFile(path: string): boolean;
  /** A folder's path without links; the given path if that cannot be resolved. */
  realPath(directory: string): string;
  /**
   * Returns a file's text, which is remembered, or undefined if the file does not exist. A link out of the project is not
   * followed, because the text may be shown; a `.env` may be one, since its values are masked. Throws Problem `unreadable`
   * or `symlink-outside` (code 3).
   */
  readonly read: (path: string) => string | undefined;
  /** Returns true if git ignores this folder. */
  isIgnored(directory: string): boolean;
  /** Returns true if a symbolic link on the path leads out of the project. The path need not exist. */
  leadsOutside(path: string): boolean;
}

/** Joins a folder of the project and a name in it. */
export function inFolder(directory: string, name: string): string {
  return directory === '.' ? name : `${directory}/${name}`;
}

/** The folders that a path of the project is in, the nearest first, up to `.`. */
export function foldersOf(path: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = path; folder !== posix.dirname(folder); folders.push(folder))
    folder = posix.dirname(folder);
  return folders;
}

/**
 * Joins a folder of the project and a path as it is written in a configuration or code: `x.js`, `./lib/x.js`, `/app/x.js`.
 * Node's own `join` takes minutes for a path of a hundred thousand `../`.
 */
export function resolveIn(directory: string, path: string): string {
  // A shortcut for nearly every path: there may be ten thousand.
  if (directory !== '.' && !/(?:^|\/)\.{0,2}(?:\/|$)/.test(path)) return `${directory}/${path}`;
  const parts: string[] = [];
  for (const part of `${directory}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return `${parts.join('/') || '.'}${path.endsWith('/') ? '/' : ''}`;
}

/** How far a walk goes. */
interface Reach {
  /** How many levels below the start. */
  readonly depth: number;
  /** True if links to folders inside the project count as folders. Links can be circular, so each folder is visited once. */
  readonly followLinks: boolean;
}

/**
 * The folders from `start` downwards, level by level; while many folders are read, empty levels come in between, so that
 * the caller can pause. Left out: `node_modules`, folders whose names start with a dot, folders that git ignores, other
 * projects, and links that lead out of the project.
 */
export function* levels(files: ProjectFiles, start: string, reach: Reach): Generator<readonly string[]> {
  let level: readonly Walked[] = [{ path: start, real: files.realPath(start) }];
  const visited = new Set(level.map(({ real }) => real));
  // A folder is visited once, by its real path: links can lead back to it without end.
  const isNew = ({ real }: Walked): boolean => visited.size < visited.add(real).size;
  for (let left = reach.depth; level.length > 0; left--) {
    yield level.map(({ path }) => path);
    if (left === 0) return;
    const next: Walked[] = [];
    for (const [index, folder] of level.entries()) {
      for (const one of foldersIn(files, folder, reach)) if (!reach.followLinks || isNew(one)) next.push(one);
      if (index % 50 === 49) yield [];
    }
    level = next;
  }
}

/**
 * The same folders in one list.
 * @param pause awaited again and again; may throw to end the walk
 */
export async function foldersBelow(
  files: ProjectFiles,
  start: string,
  reach: Reach,
  pause: () => Promise<void>,
): Promise<readonly string[]> {
  const all: (readonly string[])[] = [];
  for (const level of levels(files, start, reach)) {
    all.push(level);
    await pause();
  }
  return all.flat();
}

/** A folder on a walk, and its real path, which is only looked up for links: else it follows from the folder above. */
interface Walked {
  readonly path: string;
  readonly real: string;
}

function foldersIn(files: ProjectFiles, { path: folder, real }: Walked, { followLinks }: Reach): Walked[] {
  return files
    .folders(folder)
    .filter(({ name, link }) => (followLinks || !link) && isWalked(name))
    .sort((one, other) => Number(one.link) - Number(other.link))
    .map(({ name, link }) => ({ path: inFolder(folder, name), name, link }))
    .filter(({ path, link }) => !files.isIgnored(path) && !(link && files.leadsOutside(path)))
    .filter(({ path }) => !files.names(path).some(isProjectFileName))
    .map(({ path, name, link }) => ({ path, real: link ? files.realPath(path) : join(real, name) }));
}

function isWalked(name: string): boolean {
  return name !== 'node_modules' && !name.startsWith('.');
}

/**
 * Refuses paths that lead out of the project through a symbolic link: writing there would change files nobody named.
 * @param paths from the outermost to the innermost; the first is reported
 * @throws Problem `symlink-outside` (code 3)
 */
export function refuseLinksOutside(
  files: Pick<ProjectFiles, 'leadsOutside'>,
  paths: readonly string[],
): void {
  const outside = paths.find((path) => files.leadsOutside(path));
  if (outside === undefined) return;
  throw refusal('symlink-outside', { path: outside }, { conflicts: [outside] });
}

/** Error codes which mean that nothing is there (`absent`), or nothing that may be seen (`hidden`). */
const absent = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG']);
const hidden = new Set([...absent, 'EACCES', 'EPERM']);

/**
 * A project's files on disk.
 * @param root absolute path of the project
 */
export function projectFiles(root: string): ProjectFiles {
  return filesOn(root, (_, list) => unlessHidden(list));
}

/**
 * Reads project files for work on everything in a folder: a folder that may not be read is an error instead of empty.
 * @throws Problem `unreadable` (code 3) by `names` and `folders`
 */
export function wholeProjectFiles(root: string): ProjectFiles {
  return filesOn(root, (directory, list) => unlessAbsent(directory, list) ?? []);
}

/** @param listed reads what is in a folder, and decides what to do if that fails */
function filesOn(
  root: string,
  listed: <Item>(directory: string, list: () => readonly Item[]) => readonly Item[],
): ProjectFiles {
  let left = mostProjectText;
  const entriesOf = memoized((directory: string) =>
    listed(directory, () => readdirSync(join(root, directory), { withFileTypes: true })),
  );
  return {
    names: memoized((directory) => entriesOf(directory).map(({ name }) => name)),
    folders: memoized((directory) => subFoldersIn(join(root, directory), entriesOf(directory))),
    isDirectory: (path) => isDirectory(join(root, path)),
    isFile: (path) => isFile(join(root, path)),
    realPath: (directory) => realName(join(root, directory)),
    read: memoized((path) => {
      if (left < 0) throw refusal('project-too-large', { path }, { conflicts: [path] });
      const text = readWithin(root, path);
      left -= text?.length ?? 0;
      return text;
    }),
    isIgnored: memoized(ignoredFolders(root)),
    leadsOutside: (path) => leadsOutside(root, path),
  };
}

function subFoldersIn(folder: string, entries: readonly Dirent[]): readonly SubFolder[] {
  return entries
    .map((dirent) => ({ name: dirent.name, link: dirent.isSymbolicLink(), dirent }))
    .filter(({ name, link, dirent }) => dirent.isDirectory() || (link && isDirectory(join(folder, name))));
}

function unlessHidden<Item>(read: () => readonly Item[]): readonly Item[] {
  try {
    return read();
  } catch (error) {
    if (hidden.has(codeOf(error))) return [];
    throw error;
  }
}

function unlessAbsent<Value>(path: string, read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    const code = codeOf(error);
    if (absent.has(code)) return undefined;
    if (error instanceof Problem) throw error;
    throw refusal('unreadable', { path, code }, { conflicts: [path] });
  }
}

/** A `.env` may be a link out of the project, as projects may share one: its values are never shown. */
function readWithin(root: string, path: string): string | undefined {
  const file = `${root}/${path}`;
  return unlessAbsent(path, () => {
    if (isLink(file) && basename(file) !== '.env')
      refuseLinksOutside({ leadsOutside: (it) => leadsOutside(root, it) }, [path]);
    return readText(file);
  });
}

function leadsOutside(root: string, path: string): boolean {
  try {
    resolveTarget(root, path);
    return false;
  } catch (error) {
    if (error instanceof Problem) return true;
    if (hidden.has(codeOf(error))) return false;
    throw error;
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}

/** A JSON file's value, and notes on how it is written. */
interface JsonFile {
  readonly value: Json;
  readonly warnings: readonly Warning[];
}

/**
 * Reads a configuration file of the project. JSON with comments, trailing commas or a byte order mark, which HubSpot's
 * tools refuse, is still read, with a warning.
 * @param path relative to the project, for messages
 * @throws Problem `invalid-json` (code 3) with line and column
 */
export function readJson(path: string, text: string): JsonFile {
  const { value, loose } = parseJson(path, text);
  return { value, warnings: loose === undefined ? [] : [warning('not-strict-json', { path, ...loose })] };
}

/** Returns a file's text, or undefined if the file does not exist, may not be read or is a folder. */
export function readableText(files: ProjectFiles, path: string): string | undefined {
  return unlessProblem(() => files.read(path));
}

/** Returns the JSON value of a text, or null if the text is not valid JSON, which is not an error here. */
export function readableJson(path: string, text: string): Json {
  try {
    return readJson(path, text).value;
  } catch {
    return null;
  }
}

/** Returns true for `hsproject.json`. HubSpot's tools ignore the letter case of the name. */
export function isProjectFileName(name: string): boolean {
  return name.length === 14 && name.toLowerCase() === 'hsproject.json';
}
