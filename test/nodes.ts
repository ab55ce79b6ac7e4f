import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { nodePackage } from '../src/install/node.ts';
import { kept } from './kept.ts';
import { npmCli, unpack } from './npm.ts';

const execute = promisify(execFile);

/** The oldest version of each Node major that `engines` allows, and the newest that people use. */
export const supportedNodes = ['20.17.0', '20.20.2', '22.9.0', '22.23.3', '26.10.0', '24.21.0'] as const;

/** The newest version of each Node line that is too old but might still be in use, and a very old one. */
export const refusedNodes = ['12.22.12', '18.20.8', '21.7.3', '22.8.0'] as const;

/**
 * The executable of a Node version, from the npm package for this system. Downloaded on the first call, which takes some
 * seconds.
 * @returns its absolute path
 */
export async function nodeProgram(version: string): Promise<string> {
  const name = nodePackage(process.platform, process.arch);
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const folder = await kept(`nodes/${name}-${version}`, async (empty) => {
    const options = { cwd: empty, encoding: 'utf8' } as const;
    const { stdout } = await execute(
      process.execPath,
      [npmCli, 'pack', '--silent', `${name}@${version}`],
      options,
    );
    const tarball = stdout.trim();
    // The rest of the package consists of thousands of header files.
    unpack(path.join(empty, tarball), empty, [`package/bin/${program}`]);
    rmSync(path.join(empty, tarball));
  });
  return path.join(folder, 'package', 'bin', program);
}
