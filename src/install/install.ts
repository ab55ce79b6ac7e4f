import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process, { platform } from 'node:process';
import { execa, type Options, type Result } from 'execa';
import type { InstallAdditions, PackageManager } from '../data/package-managers.ts';
import type { InstallFault } from '../messages/commands.ts';
import { warning } from '../messages/messages.ts';
import { repositoryRoot } from '../project/ignored.ts';
import { needsInstall } from '../project/packages.ts';
import { findProgram, trustedFolders } from '../run/find-program.ts';
import { endProcessGroup, killProcessTree } from '../run/process-tree.ts';
import type { InstallResult, Warning } from '../types.ts';
import { removeAll } from '../write/files.ts';
import { namesIn, readText, realName } from '../write/read-file.ts';
import { packageManagerRow } from './choose-package-manager.ts';
import { installEnvironment } from './environment.ts';
import { packagesWithScripts } from './install-scripts.ts';
import { installWarnings, lastLines, plainLine, progressLine } from './output.ts';
import { type ProjectSettings, projectSettings } from './project-settings.ts';
import { withoutProjectSettings } from './without-project-settings.ts';
import { plugAndPlayFile, type Workspace, workspaceOf } from './workspace.ts';

export interface InstallOptions {
  /** Absolute path of the functions folder. */
  readonly directory: string;
  readonly packageManager: PackageManager;
  /** Packages that must be installed afterwards. */
  readonly packages: readonly string[];
  /** This program's own environment; what the caller's package manager left in it is taken out. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of secrets; they are kept out of the package manager's environment, as the token always is. */
  readonly secrets: readonly string[];
  /** Called with a line whenever there is progress. */
  readonly onProgress?: (line: string) => void;
  /** Absolute path of the project that the folder belongs to; left out for a folder of this program's own. */
  readonly project?: string;
  /** Lets scripts of packages run. */
  readonly allowScripts?: boolean;
  /** Stops the package manager and everything that it started. */
  readonly signal?: AbortSignal;
  /** Milliseconds after which it is stopped; ten minutes if left out. */
  readonly timeoutMs?: number;
}

/** Install options with real paths, and the workspace that the folder belongs to. */
interface InFolder extends InstallOptions {
  readonly workspace: Workspace;
}

export interface InstallOutcome {
  readonly result: InstallResult;
  readonly warnings: readonly Warning[];
}

/**
 * Installs a folder as a plain install there would: with the workspace that it belongs to, or alone. Scripts run only if
 * `allowScripts` is set. The package manager is not started if the project would make it do something dangerous (see
 * `projectSettings`). Nothing that a package manager does throws: if it fails, is missing, is stopped or falsely reports
 * success, the result has a problem.
 */
export async function install(options: InstallOptions): Promise<InstallOutcome> {
  const command = `${options.packageManager} install`;
  const startedAt = performance.now();
  const { project } = options;
  // Package managers look in the folders above the real path.
  const directory = realName(options.directory);
  const own = {
    ...options,
    directory,
    ...(project === undefined ? {} : { project: realName(project) }),
    env: withoutProjectSettings(options.env),
    workspace: workspaceOf(directory, options.packageManager),
  };
  const { lines, problem } = await runWith(own, settingsOf(own));
  const durationMs = Math.round(performance.now() - startedAt);
  const isKnown = problem !== undefined || plugAndPlayFile(directory) !== undefined;
  const missing = isKnown ? [] : needsInstall(directory, own.packages, own.workspace.root);
  const lied = missing.length > 0 ? ({ fault: 'not-installed', command, missing } as const) : undefined;
  const trouble = problem ?? lied;
  return {
    result: {
      status: trouble === undefined ? 'done' : 'failed',
      packageManager: options.packageManager,
      command,
      durationMs,
      ...(trouble === undefined ? {} : { problem: trouble }),
    },
    warnings: trouble === undefined ? scriptWarnings(options, lines) : [],
  };
}

function settingsOf({ packageManager, directory, project, env, workspace }: InFolder): ProjectSettings {
  if (project === undefined) return { dangers: [], passed: [] };
  const top = repositoryRoot(project) ?? project;
  try {
    return projectSettings(packageManager, { directory, root: workspace.root, top, env });
  } catch (error) {
    return { dangers: [`it cannot be looked through (${Object(error).message})`], passed: [] };
  }
}

async function runWith(options: InFolder, settings: ProjectSettings): Promise<Ending> {
  const { dangers } = settings;
  if (dangers.length > 0) return { lines: [], problem: { fault: 'not-started', dangers } };
  // Only Yarn and Bun create this folder.
  const kept = path.join(tmpdir(), `create-hs-function-${randomUUID()}`);
  try {
    return await run(options, environmentFor(options, settings, kept));
  } finally {
    removeAll(kept);
  }
}

interface Ending {
  /** The last lines of output, plain. */
  readonly lines: readonly string[];
  /** The reason for the failure; undefined if the install succeeded. */
  readonly problem: InstallFault | undefined;
}

const defaultTimeoutMs = 600_000;
/** Milliseconds that a stopped package manager has to clean up. */
const patienceMs = 2000;
/** Milliseconds to wait for output of processes that a finished package manager left running. */
const straggleMs = 500;
const keptLines = 400;
const longestLine = 1000;

async function run(options: InFolder, env: Record<string, string>): Promise<Ending> {
  const program = options.packageManager;
  const { installOptions = [] } = packageManagerRow(program);
  const args = ['install', ...installOptions, ...aloneOf(options).options];
  const command = commandFor(program, options);
  if (command === undefined) return { lines: [], problem: { fault: 'no-program', program } };
  const surroundings = { cwd: options.directory, extendEnv: false, stdin: 'ignore' } as const;
  const scripts = options.allowScripts
    ? undefined
    : await withoutScripts(command, options, { ...surroundings, env });
  const named = namesIn(options.directory).filter((name) => scripts?.runs?.test(name));
  const dangers = options.project === undefined ? [] : named.map((name) => `it would run ${name}`);
  if (dangers.length > 0) return { lines: [], problem: { fault: 'not-started', dangers } };
  const child = execa(command.file, [...command.args, ...args, ...(scripts?.options ?? [])], {
    ...surroundings,
    env: { ...env, ...scripts?.environment },
    all: true,
    buffer: false,
    reject: false,
    // Its own process group, so that stopping reaches everything below it.
    detached: platform !== 'win32',
  });
  let stopped: InstallFault | undefined;
  const stop = (reason: InstallFault): void => {
    stopped ??= reason;
    if (child.pid === undefined) return;
    endProcessGroup(child.pid);
    timers.push(setTimeout(killProcessTree, patienceMs, child.pid));
  };
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const timers = [setTimeout(() => stop({ fault: 'timed-out', seconds: timeoutMs / 1000 }), timeoutMs)];
  const onAbort = (): void => stop({ fault: 'interrupted' });
  if (options.signal?.aborted) onAbort();
  options.signal?.addEventListener('abort', onAbort);
  const killAll = (): void => {
    if (child.pid !== undefined) killProcessTree(child.pid, true);
  };
  // A second signal ends this program at once.
  process.on('exit', killAll);
  child.once('exit', () => timers.push(setTimeout(() => child.all.destroy(), straggleMs)));
  const lines = collectLines(child.all, options.onProgress);
  const ended = await child;
  for (const timer of timers) clearTimeout(timer);
  process.off('exit', killAll);
  options.signal?.removeEventListener('abort', onAbort);
  if (stopped !== undefined) killAll();
  return { lines, problem: stopped ?? problemOf(ended, program, lines) };
}

/** Keeps scripts from running, as the release found in this folder needs it: Corepack may choose another in each folder. */
async function withoutScripts(
  { file, args }: ReturnType<typeof startedBy>,
  options: InstallOptions,
  surroundings: Options,
) {
  const { name, withoutScripts: rows } = packageManagerRow(options.packageManager);
  const { signal, timeoutMs = defaultTimeoutMs } = options;
  const limits = {
    reject: false,
    timeout: timeoutMs,
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  };
  const asked =
    rows.length > 1 ? await execa(file, [...args, '--version'], { ...surroundings, ...limits }) : undefined;
  const row = rows.find(({ since }) => Number.parseInt(`${asked?.stdout}`, 10) >= since) ?? rows[0];
  return {
    ...row,
    options: [...row.options, ...noShell(name, options)],
    // A package that git fetches would run its own scripts. No protocol has this name, so git fetches none.
    environment: { ...row.environment, GIT_ALLOW_PROTOCOL: 'none' },
  };
}

/** The additions to the install of a folder that is not in a workspace. */
function aloneOf({ packageManager, workspace: { kind } }: InFolder): InstallAdditions {
  const { alone } = packageManagerRow(packageManager);
  return kind === 'alone' && alone !== undefined ? alone : { options: [], environment: {} };
}

/** How to start a program, by its absolute path; undefined if it is not found. */
function commandFor(program: string, { env, project, directory }: InstallOptions) {
  const file = findProgram(program, { env, project: project ?? directory });
  return file === undefined ? undefined : startedBy(file);
}

/**
 * How to start a program. On Windows, package managers are scripts for cmd, which would look for `node` in the project
 * first. So the program that the script names is started directly, JavaScript with the Node that runs this. Any other file
 * is started unchanged.
 */
export function startedBy(file: string): { readonly file: string; readonly args: readonly string[] } {
  const text = file.endsWith('.cmd') ? readText(file) : '';
  // The script may name a Node beside itself before its program: the last name counts.
  const named = [...text.matchAll(/%(?:~dp0|dp0%)\\?([^"%]+\.(?:[cm]?js|exe))"/g)].at(-1)?.[1];
  const target = path.join(path.dirname(file), (named ?? '').replaceAll('\\', '/'));
  if (named === undefined || !existsSync(target)) return { file, args: [] };
  return target.endsWith('.exe') ? { file: target, args: [] } : { file: process.execPath, args: [target] };
}

/** npm 9 and 10 run the `prepare` script of linked packages despite `--ignore-scripts`: in a shell that does nothing. */
function noShell(program: string, { env, project, directory }: InstallOptions): readonly string[] {
  const nothing = program === 'npm' ? findProgram('true', { env, project: project ?? directory }) : undefined;
  return nothing === undefined ? [] : [`--script-shell=${nothing}`];
}

/**
 * The package manager's command may be Corepack's, and a project's `.corepack.env` could make it run a program from any
 * address. The other two keep it from asking, and from writing to `package.json`.
 */
const withoutCorepackFile = {
  COREPACK_ENV_FILE: '0',
  COREPACK_ENABLE_DOWNLOAD_PROMPT: '0',
  COREPACK_ENABLE_AUTO_PIN: '0',
};

function environmentFor(
  options: InFolder,
  { passed }: ProjectSettings,
  kept: string,
): Record<string, string> {
  const { packageManager, env, secrets, directory, project } = options;
  const row = packageManagerRow(packageManager);
  return {
    ...installEnvironment(env, secrets, passed),
    PATH: trustedFolders({ env, project: project ?? directory }).join(path.delimiter),
    // Otherwise a script for cmd looks for other programs in the project first.
    NoDefaultCurrentDirectoryInExePath: '1',
    ...withoutCorepackFile,
    // Yarn trusts its state file from an earlier install, even program paths in one that came with the project.
    YARN_INSTALL_STATE_PATH: path.join(kept, 'yarn.gz'),
    // For Bun, a package in its cache is the one of the public registry, wherever a project's files had it come from.
    ...(project === undefined
      ? {}
      : // Otherwise a user's setting has Bun link to the cache, which is removed.
        { BUN_INSTALL_CACHE_DIR: path.join(kept, 'bun'), BUN_INSTALL_GLOBAL_STORE: '0' }),
    ...row.installEnvironment,
    ...(options.allowScripts ? row.withScripts : {}),
    ...aloneOf(options).environment,
  };
}

function problemOf(
  { exitCode, signal, code }: Pick<Result, 'exitCode' | 'signal' | 'code'>,
  program: string,
  lines: readonly string[],
): InstallFault | undefined {
  if (exitCode === 0) return undefined;
  if (code === 'ENOENT') return { fault: 'no-program', program };
  return { fault: 'ended', exitCode, signal: signal ?? code ?? '', output: lastLines(lines) };
}

function collectLines(
  output: NodeJS.ReadableStream,
  onProgress: InstallOptions['onProgress'],
): readonly string[] {
  const lines: string[] = [];
  let unfinished = '';
  output.setEncoding('utf8');
  output.on('data', (text: string) => {
    const parts = (unfinished + text).split(/[\r\n]+/);
    unfinished = cut(parts.pop() ?? '');
    for (const line of parts.map((part) => plainLine(cut(part)))) {
      lines.push(line);
      const progress = progressLine(line);
      if (progress !== undefined) onProgress?.(progress);
    }
    lines.splice(0, lines.length - keptLines);
  });
  output.on('close', () => lines.push(plainLine(unfinished)));
  return lines;
}

/** The beginning of a long line, with the mark that tells that a secret may be cut there. */
function cut(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine)}…` : line;
}

/** A warning of the packages whose scripts did not run (not every package manager says so), else those in the output. */
function scriptWarnings(
  { directory, allowScripts, packageManager }: InstallOptions,
  lines: readonly string[],
): readonly Warning[] {
  const names = allowScripts ? [] : packagesWithScripts(directory);
  if (names.length === 0) return installWarnings(lines, packageManagerRow(packageManager).runScripts);
  return [warning('install-scripts', { names })];
}
