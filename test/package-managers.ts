import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { kept } from './kept.ts';
import { nodeProgram } from './nodes.ts';
import { npmCli } from './npm.ts';

interface Tool {
  /** The package name in the registry, with the version. */
  readonly spec: string;
  /** Its programs: the names that people type, and the files in the package. */
  readonly programs: Readonly<Record<string, string>>;
  /** The Node version to run it with; the current one by default. */
  readonly node?: 'present' | 'newer';
}

const npm = { npm: 'bin/npm-cli.js', npx: 'bin/npx-cli.js' };

/** The package managers used to call this program and to install packages: real ones, in fixed versions. */
export const tools = {
  npm9: { spec: 'npm@9.9.4', programs: npm },
  npm10: { spec: 'npm@10.9.9', programs: npm },
  npm11: { spec: 'npm@11.21.2', programs: npm },
  npm12: { spec: 'npm@12.2.0', programs: npm, node: 'newer' },
  pnpm9: { spec: 'pnpm@9.15.9', programs: { pnpm: 'bin/pnpm.cjs' } },
  pnpm10: { spec: 'pnpm@10.34.9', programs: { pnpm: 'bin/pnpm.cjs' } },
  pnpm12: { spec: 'pnpm@12.21.0', programs: { pnpm: 'bin/pnpm.mjs' } },
  pnpm11: { spec: 'pnpm@11.28.11', programs: { pnpm: 'bin/pnpm.mjs' }, node: 'newer' },
  yarn1: { spec: 'yarn@1.22.22', programs: { yarn: 'bin/yarn.js' } },
  yarn3: { spec: '@yarnpkg/cli-dist@3.8.7', programs: { yarn: 'bin/yarn.js' } },
  yarn4: { spec: '@yarnpkg/cli-dist@4.18.1', programs: { yarn: 'bin/yarn.js' } },
  bun: { spec: 'bun@1.4.5', programs: {} },
} as const satisfies Record<string, Tool>;

export type ToolName = keyof typeof tools;

export const toolNames = Object.keys(tools) as ToolName[];

const versions = Object.values(tools).map(({ spec }) => spec);
/** Other versions need another folder. */
const cacheName = `package-managers/${createHash('sha256').update(versions.join()).digest('hex').slice(0, 16)}`;

/**
 * A folder for the PATH with the programs of one package manager and the Node that runs it. All of them are installed on the
 * first call, once for all tests, which takes about 15 seconds.
 */
export async function programsOf(name: ToolName): Promise<string> {
  return path.join(await kept(cacheName, installTools), 'programs', name);
}

async function installTools(folder: string): Promise<void> {
  const aliases = Object.entries(tools).map(([name, { spec }]) => `${name}@npm:${spec}`);
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  const options = [
    '--ignore-scripts',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    '--no-workspaces',
  ];
  await promisify(execFile)(process.execPath, [npmCli, 'install', ...options, ...aliases], { cwd: folder });
  // The Node packages for macOS lack some versions, so the current Node must be a newer one there.
  const newer = process.platform === 'darwin' ? process.execPath : await nodeProgram('22.23.3');
  const nodes = { present: process.execPath, newer };
  for (const name of toolNames) linkPrograms(folder, name, tools[name], nodes);
}

function linkPrograms(
  top: string,
  name: ToolName,
  { programs, node = 'present' }: Tool,
  nodes: Readonly<Record<'present' | 'newer', string>>,
): void {
  const modules = path.join(top, 'node_modules');
  const folder = path.join(top, 'programs', name);
  mkdirSync(folder, { recursive: true });
  for (const [program, file] of Object.entries(programs)) {
    // npm only makes the programs listed by a package executable.
    chmodSync(path.join(modules, name, file), 0o755);
    symlinkSync(path.join(modules, name, file), path.join(folder, program));
  }
  const processor = process.arch === 'arm64' ? 'aarch64' : process.arch;
  const bun = path.join(modules, '@oven', `bun-${process.platform}-${processor}`, 'bin', 'bun');
  if (name === 'bun') for (const program of ['bun', 'bunx']) symlinkSync(bun, path.join(folder, program));
  symlinkSync(nodes[node], path.join(folder, 'node'));
}

/**
 * The environment of a machine that has this package manager and Node's own npm, an empty home folder, and only the given
 * registry.
 * @param programs the folder returned by `programsOf`
 */
export function machine(programs: string, home: string, registryUrl: string): Record<string, string> {
  return {
    PATH: [programs, path.dirname(process.execPath), '/usr/bin', '/bin'].join(path.delimiter),
    HOME: home,
    npm_config_registry: registryUrl,
    npm_config_update_notifier: 'false',
    pnpm_config_registry: registryUrl,
    BUN_CONFIG_REGISTRY: registryUrl,
    // If run by root, Yarn 1 would put programs and packages where all users find them.
    PREFIX: home,
    YARN_GLOBAL_FOLDER: path.join(home, 'yarn-global'),
    YARN_CACHE_FOLDER: path.join(home, 'yarn-cache'),
    YARN_REGISTRY: registryUrl,
    YARN_NPM_REGISTRY_SERVER: registryUrl.replace(/\/$/, ''),
    YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
    YARN_ENABLE_TELEMETRY: '0',
  };
}

export interface Called {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls a program of a machine. Standard input is closed. */
export function call(words: readonly string[], cwd: string, env: Record<string, string>): Promise<Called> {
  const [program = '', ...args] = words;
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
