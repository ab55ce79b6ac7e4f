import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { execPath } from 'node:process';

/** A monitor that the repository's own configuration names would be run by git otherwise. */
const noMonitor = ['-c', 'core.fsmonitor=false'];
/** Bytes of output; paths of some hundred thousand files. */
const maxBuffer = 64 * 1024 * 1024;

/** Does git track a file of this folder? No where git is missing or cannot tell. */
export async function isTracked(directory: string, name: string): Promise<boolean> {
  const output = await git(directory, ['ls-files', '-z', '--cached', '--', `:(literal)${name}`]);
  return output !== undefined && output !== '';
}

/**
 * Files of a repository that match a pathspec, tracked or not; ignored ones are left out.
 *
 * @param root absolute path of the repository
 * @returns paths relative to it, with `/`, or undefined where git is missing or refuses
 */
export async function repositoryFiles(
  root: string,
  pathspec: string,
): Promise<readonly string[] | undefined> {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const output = await git(root, [...list, '--', pathspec]);
  return output?.split('\0').filter((path) => path !== '');
}

/**
 * What git prints, or undefined where it fails. It is started in a folder that no project fills: Windows would take a
 * `git.exe` there before the user's own.
 */
function git(directory: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((settle) => {
    const cwd = dirname(execPath);
    const options = { cwd, encoding: 'utf8', maxBuffer, windowsHide: true } as const;
    execFile('git', ['-C', directory, ...noMonitor, ...args], options, (error, output) => {
      settle(error === null ? output : undefined);
    });
  });
}
