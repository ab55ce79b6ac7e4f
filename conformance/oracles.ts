import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { npmCli } from '../test/npm.ts';

/** HubSpot's packages that judge: each is one script in `oracles/`. */
export type Oracle =
  | 'app-functions-dev-server'
  | 'card'
  | 'eslint'
  | 'local-dev-lib'
  | 'platform-versions'
  | 'profile-variables'
  | 'project-parsing-lib'
  | 'serve'
  | 'ui-extensions-dev-server';

/** The outcome of one task: the oracle's answer, or why it refused. */
export interface Verdict<Value> {
  readonly value?: Value;
  readonly problem?: string;
}

const home = import.meta.dirname;
const lockfile = path.join(home, 'package-lock.json');
const lock = path.join(home, '.installing');
const installedLockfile = path.join(home, 'node_modules', '.installed-package-lock.json');

/**
 * Installs HubSpot's packages into this folder, unless they match the lockfile already. If several test files
 * need them at once, one installs and the others wait.
 */
export async function installOracles(): Promise<void> {
  const wanted = readFileSync(lockfile, 'utf8');
  const isThere = () => existsSync(installedLockfile) && readFileSync(installedLockfile, 'utf8') === wanted;
  while (!isThere()) {
    if (!takeLock()) {
      await wait(200);
      continue;
    }
    try {
      install(wanted);
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
}

/** A lock older than any install takes was left by a killed run. */
function takeLock(): boolean {
  const { mtimeMs } = statSync(lock, { throwIfNoEntry: false }) ?? {};
  if (mtimeMs !== undefined && mtimeMs < Date.now() - 5 * 60_000)
    rmSync(lock, { recursive: true, force: true });
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}

function install(wanted: string): void {
  const options = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = spawnSync(process.execPath, [npmCli, 'ci', ...options], {
    cwd: home,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`npm ci in conformance/ failed (${error?.message ?? `code ${status}`})`);
  writeFileSync(installedLockfile, wanted);
}

/** Folder of a package that is installed here. */
export function oraclePackage(name: string): string {
  return path.join(home, 'node_modules', name);
}

/**
 * Asks an oracle about every task, in a process of its own that reaches nothing but this machine, with an empty home
 * folder and an environment that holds no more than `PATH`.
 *
 * @returns one verdict per task, in order
 */
export async function ask<Value>(oracle: Oracle, tasks: readonly object[]): Promise<Verdict<Value>[]> {
  const emptyHome = mkdtempSync(path.join(tmpdir(), 'oracle-home-'));
  const child = fork(path.join(home, 'oracles', `${oracle}.mjs`), {
    cwd: emptyHome,
    env: { PATH: process.env.PATH, HOME: emptyHome, USERPROFILE: emptyHome },
    execArgv: ['--require', path.join(home, 'loopback-only.cjs')],
    silent: true,
  });
  try {
    return await verdicts(child, oracle, tasks);
  } finally {
    child.kill();
    // Windows keeps the working directory of a process until it has ended.
    rmSync(emptyHome, { recursive: true, force: true, maxRetries: 9 });
  }
}

function verdicts<Value>(child: ChildProcess, oracle: Oracle, tasks: readonly object[]) {
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise<Verdict<Value>[]>((resolve, reject) => {
    child.on('message', (results) => resolve(results as Verdict<Value>[]));
    child.on('error', reject);
    child.on('close', (code) =>
      reject(new Error(`${oracle} ended with code ${code} and no answer:\n${output}`)),
    );
    child.send(tasks);
  });
}
