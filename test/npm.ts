import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** npm's own JavaScript, to be run with the current Node, because on Windows `npm` is a cmd script. */
export const npmCli = [
  process.env.npm_execpath ?? '',
  path.join(path.dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js'),
  path.join(path.dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js'),
  ...(process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, '../lib/node_modules/npm/bin/npm-cli.js')),
].find((file) => path.basename(file) === 'npm-cli.js' && existsSync(file)) as string;

/** Unpacks a tarball with the library that npm includes. */
export function unpack(tarball: string, folder: string, only: readonly string[] = []): void {
  const tar = createRequire(npmCli)('tar');
  tar.x({ file: tarball, cwd: folder, sync: true }, [...only]);
}
