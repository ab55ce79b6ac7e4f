import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { isWithin } from '../args/caller.ts';
import { folded } from '../project/spelling.ts';
import type { Environment } from '../types.ts';
import { realName } from '../write/read-file.ts';

/** Where to look for programs. */
interface ProgramSearch {
  readonly env: Environment;
  /** Absolute path of the project, or of a folder in it, whose own programs are never run. */
  readonly project: string;
  /** `process.platform`; the present one if left out. */
  readonly system?: string;
}

/**
 * Looks for a program on the PATH, as a shell does, but never in the working directory or in a project: a stranger's
 * project would otherwise bring a `git` or an `npm` of its own.
 * @returns its absolute path, or undefined if the program is not found
 */
export function findProgram(name: string, search: ProgramSearch): string | undefined {
  const { system = process.platform } = search;
  const { join } = pathsOf(system);
  const endings = system === 'win32' ? ['.exe', '.cmd'] : [''];
  const programIn = (folder: string) =>
    endings.map((ending) => join(folder, name + ending)).find((file) => isProgram(file, system));
  const [folder] = trustedFolders(search, (one) => programIn(one) !== undefined);
  return folder === undefined ? undefined : programIn(folder);
}

/**
 * The folders of the PATH that programs are taken from. Left out are relative folders, the working directory, folders in
 * the project, and the `node_modules/.bin` of folders above it, which npm puts on the PATH. Both the path as written and
 * the real path count. The folder of the Node that runs this is never left out, unless it is the working directory.
 * @param isWanted filters folders first, because finding real paths takes longer
 */
export function trustedFolders(
  { env, project, system = process.platform }: ProgramSearch,
  isWanted: (folder: string) => boolean = () => true,
): readonly string[] {
  const paths = pathsOf(system);
  const { basename, delimiter, dirname, isAbsolute, resolve } = paths;
  const plain = (folder: string) => (system === 'linux' ? resolve(folder) : folded(resolve(folder)));
  const namesOf = (folder: string) => [plain(folder), plain(realName(folder))];
  const projects = namesOf(project);
  const here = namesOf(workingDirectory() ?? project);
  const isOfProject = (folder: string) =>
    projects.some(
      (one) =>
        isWithin(one, folder, paths) ||
        (basename(folder) === '.bin' && isWithin(dirname(dirname(folder)), one, paths)),
    );
  return pathOf(env, system)
    .split(delimiter)
    .filter((typed) => isAbsolute(typed) && isWanted(typed))
    .filter((typed) => {
      const names = namesOf(typed);
      if (names.some((folder) => here.includes(folder))) return false;
      return names.includes(plain(dirname(process.execPath))) || !names.some(isOfProject);
    });
}

function pathsOf(system: string): path.PlatformPath {
  return system === 'win32' ? path.win32 : path.posix;
}

/** The PATH. On Windows, the names of variables have no letter case. */
function pathOf(env: Environment, system: string): string {
  if (system !== 'win32') return env.PATH ?? '';
  return Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
}

function workingDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

function isProgram(file: string, system: string): boolean {
  try {
    if (system !== 'win32') accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
