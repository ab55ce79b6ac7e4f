import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject, onTestFinished } from 'vitest';

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The content of standard input. Closed immediately if nothing is given, or left open for `'open'`. */
  readonly input?: string;
  readonly stdin?: 'open';
  /** The Node executable; defaults to the current one. */
  readonly node?: string;
  /** The program's file; defaults to the one in the unpacked tarball. */
  readonly program?: string;
  /** Milliseconds after which it is killed. */
  readonly timeoutMs?: number;
  /** User and group id to run as. */
  readonly user?: number | undefined;
}

/** The program's file in the unpacked tarball. */
export function program(): string {
  return path.join(inject('packed'), 'bin', 'create-hs-function.cjs');
}

/** The environment without variables that a package manager or CI has set. */
export function cleanEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name, value]) =>
      value !== undefined && !/^(npm_|CI$|NODE_|VITEST|FORCE_COLOR|NO_COLOR|INIT_CWD)/i.test(name),
  );
  // For Windows: non-ASCII characters need its new terminal, and commands for sh need Git Bash.
  return { ...(Object.fromEntries(kept) as Record<string, string>), WT_SESSION: 'test', MSYSTEM: 'test' };
}

/** Runs the packed program in a folder, with its streams as pipes. */
export function run(cwd: string, args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return runWords([...callOf(options), ...args], cwd, options);
}

/** Runs a shell command in a folder, in which `"$@"` calls the packed program. */
export function runInShell(
  cwd: string,
  line: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Run> {
  return runWords(['sh', '-c', line, 'sh', ...callOf(options), ...args], cwd, options);
}

function callOf(options: RunOptions): readonly string[] {
  return [options.node ?? process.execPath, options.program ?? program()];
}

/** Runs any program in a folder, with pipes as its streams. */
export function runWords(words: readonly string[], cwd: string, options: RunOptions = {}): Promise<Run> {
  const [name = '', ...args] = words;
  const child = spawn(name, args, {
    cwd,
    env: { ...cleanEnvironment(), ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs, killSignal: 'SIGKILL' }),
    ...(options.user === undefined ? {} : { uid: options.user, gid: options.user }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => {});
  if (options.stdin !== 'open') child.stdin.end(options.input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** The JSON document of a run with `--json`. Throws if standard output contains anything else. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into documents of every kind
export function documentOf(result: Run): any {
  return JSON.parse(result.stdout);
}

/** An empty temporary folder that is removed when the test ends. */
export function emptyFolder(): string {
  // On macOS the folder is reached through a link, on Windows through a short name, but the output contains its real name.
  const folder = realpathSync.native(mkdtempSync(path.join(tmpdir(), 'hs-function-')));
  // Windows releases files a moment after the process that had them open has ended.
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** Writes files into a folder, given by path and content. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** Every file in a folder, with its bytes as latin1 text, so that equal text means equal bytes. */
export function filesOf(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return Object.fromEntries(
    files
      .sort()
      .map((file) => [path.relative(folder, file).replaceAll(path.sep, '/'), readFileSync(file, 'latin1')]),
  );
}
