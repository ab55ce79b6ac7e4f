import { execFile } from 'node:child_process';
import { lstatSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { env, execPath } from 'node:process';
import { findProgram } from '../run/find-program.ts';
import { isInside } from '../write/files.ts';

/**
 * Turns off everything that a repository's configuration could make git run: a repository may come from a stranger, in an
 * archive with its `.git`. Nothing is fetched either, even by older releases, because a protocol `none` does not exist.
 */
const settings = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.sshCommand=false',
  'core.pager=cat',
  'core.askPass=false',
  'credential.helper=',
  'diff.external=',
  'protocol.allow=never',
  'safe.bareRepository=explicit',
  'submodule.recurse=false',
].flatMap((setting) => ['-c', setting]);

const variables = {
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_NO_LAZY_FETCH: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
};

/** The environment variables that git needs to find its own programs and the user's settings. */
const passedOn = [
  'PATH',
  'Path',
  'HOME',
  'XDG_CONFIG_HOME',
  'GIT_CONFIG_GLOBAL',
  'USERPROFILE',
  'SystemRoot',
  'TEMP',
  'TMP',
];

/** Milliseconds; the configuration and `.gitignore` files that git reads may be pipes, on which it would wait forever. */
const timeLimitMs = 5000;
/** Folders for which git took longer: it is not asked about them again. */
const hanging = new Set<string>();
/** Most bytes of output: enough for the paths of a few hundred thousand files. */
const maxBuffer = 64 * 1024 * 1024;

/**
 * The files of a repository that git tracks and that match a pathspec.
 * @param root absolute path of the repository
 * @returns paths relative to it, with `/`, as they were committed; empty if git is missing or cannot tell
 */
export async function trackedFiles(
  root: string,
  pathspec: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  return pathsIn(await git(root, ['ls-files', '-z', '--cached', '--', pathspec], signal));
}

/**
 * Resolves to true if git ignores a file by any rule, including `.git/info/exclude` and the user's own; false if git is
 * missing or cannot tell.
 * @param root absolute path of the repository
 * @param path relative to it, with `/`
 */
export async function isExcluded(root: string, path: string, signal?: AbortSignal): Promise<boolean> {
  return (await git(root, ['check-ignore', '--no-index', '--', path], signal)) !== undefined;
}

/**
 * Files of a repository that match a pathspec, tracked or not; ignored ones are left out.
 * @param root absolute path of the repository
 * @returns paths relative to it, with `/`; empty if git is missing, refuses or takes too long
 */
export async function repositoryFiles(
  root: string,
  pathspec: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  return pathsIn(await git(root, [...list, '--', pathspec], signal));
}

/** The paths that git prints with `-z`, without those outside of the repository, which a forged index can name. */
function pathsIn(output = ''): readonly string[] {
  return output.split('\0').filter((path) => path !== '' && isInside(path));
}

/**
 * How many files below a folder differ from the last commit, or are not tracked. Contents are not compared, since git
 * would run the filters that the repository names: a file counts as changed if its size or time is not what git noted.
 * @param root absolute path
 * @returns 0 also outside of a repository, and if git is missing
 */
export async function uncommittedFiles(root: string, signal?: AbortSignal): Promise<number> {
  const [noted, untracked, staged] = await Promise.all(
    [
      ['ls-files', '-z', '--debug', '--', '.'],
      ['ls-files', '-z', '--others', '--exclude-standard', '--', '.'],
      ['diff-index', '-z', '--cached', '--name-only', '--relative', 'HEAD', '--', '.'],
    ].map((args) => git(root, args, signal)),
  );
  return new Set([...changedFiles(root, noted ?? ''), ...pathsIn(untracked), ...pathsIn(staged)]).size;
}

/** @param noted what `git ls-files -z --debug` prints: a path, and below it what git noted of the file */
function changedFiles(root: string, noted: string): readonly string[] {
  const entry = /([^\0]+)\0 {2}ctime: \S+\n {2}mtime: (\d+):\d+\n.*\n.*\n {2}size: (\d+)\t.*\n/gy;
  return Array.from(noted.matchAll(entry), ([, path = '', seconds, size]) => {
    const stats = lstatSync(join(root, path), { throwIfNoEntry: false });
    const isSame = stats?.size === Number(size) && Math.floor(stats.mtimeMs / 1000) === Number(seconds);
    return isSame ? '' : path;
  }).filter((path) => path !== '');
}

/**
 * Resolves to git's output, or undefined if git fails. It is started in a folder that is not a project's (that of Node), and
 * only with the environment variables that it needs: it would pass on the shell's tokens to the programs that it runs.
 */
function git(directory: string, args: readonly string[], signal?: AbortSignal): Promise<string | undefined> {
  const program = findProgram('git', { env, project: directory });
  const isSilent = signal?.aborted || hanging.has(directory) || hasOddFiles(directory);
  if (program === undefined || isSilent) return Promise.resolve(undefined);
  const given = passedOn.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  const options = {
    cwd: dirname(execPath),
    env: { ...Object.fromEntries(given), ...variables },
    encoding: 'utf8',
    maxBuffer,
    timeout: timeLimitMs,
    killSignal: 'SIGKILL',
    windowsHide: true,
    ...(signal === undefined ? {} : { signal }),
  } as const;
  return new Promise((settle) => {
    execFile(program, ['-C', directory, ...settings, ...args], options, (error, output) => {
      if (error?.killed && !signal?.aborted) hanging.add(directory);
      settle(error === null ? output : undefined);
    });
  });
}

/** Returns true if files that git reads first are pipes or devices. Waiting for the time limit is then not necessary. */
function hasOddFiles(directory: string): boolean {
  return ['.git/config', '.git/HEAD', '.git/index', '.git/info/exclude', '.gitignore'].some((name) => {
    try {
      const stats = statSync(join(directory, name), { throwIfNoEntry: false });
      return stats !== undefined && !stats.isFile() && !stats.isDirectory();
    } catch {
      return false;
    }
  });
}
