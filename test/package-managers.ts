import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { kept } from './kept.ts';
import { nodeProgram } from './nodes.ts';
import { npmCli } from './npm.ts';

interface Tool {
  /** What the registry calls it, with the version. */
  readonly spec: string;
  /** Its programs, as a person types them, and their files in the package. */
  readonly programs: Readonly<Record<string, string>>;
  /** The Node that runs it: the present one where nothing is said, or a newer one. */
  readonly node?: 'present' | 'newer';
}

const npm = { npm: 'bin/npm-cli.js', npx: 'bin/npx-cli.js' };

/** The package managers that this program is called through and installs with, real and in fixed versions. */
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
/** Other versions are another folder. */
const cacheName = `package-managers/${createHash('sha256').update(versions.join()).digest('hex').slice(0, 16)}`;

/**
 * A folder with the programs of one package manager and the Node that runs it, for a PATH. Everything is installed
 * at the first call, once for all tests; that takes a quarter of a minute.
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
  // The packages of Node for macOS lack some of its versions; a newer one has to be the present one there.
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
    // npm makes only those executable that a package lists as its programs.
    chmodSync(path.join(modules, name, file), 0o755);
    symlinkSync(path.join(modules, name, file), path.join(folder, program));
  }
  const processor = process.arch === 'arm64' ? 'aarch64' : process.arch;
  const bun = path.join(modules, '@oven', `bun-${process.platform}-${processor}`, 'bin', 'bun');
  if (name === 'bun') for (const program of ['bun', 'bunx']) symlinkSync(bun, path.join(folder, program));
  symlinkSync(nodes[node], path.join(folder, 'node'));
}

/**
 * The environment of a machine that has this package manager beside Node's own npm, an empty home, and no registry
 * but the given one.
 *
 * @param programs as `programsOf` gives it
 */
export function machine(programs: string, home: string, registryUrl: string): Record<string, string> {
  return {
    PATH: [programs, path.dirname(process.execPath), '/usr/bin', '/bin'].join(path.delimiter),
    HOME: home,
    npm_config_registry: registryUrl,
    npm_config_update_notifier: 'false',
    pnpm_config_registry: registryUrl,
    BUN_CONFIG_REGISTRY: registryUrl,
    // Run by root, Yarn 1 would put programs and packages where all users find them.
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

/** Calls a program of a machine; standard input is closed. */
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
