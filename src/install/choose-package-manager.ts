import { type PackageManager, type PackageManagerRow, packageManagers } from '../data/package-managers.ts';

/** What suggests a package manager if none is given, strongest first. */
export interface PackageManagerHints {
  /** The package manager that the repository declares, or that the folder's workspace is already installed with. */
  readonly declared?: PackageManager | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of the lockfiles found, those nearest to the functions folder first. */
  readonly lockfiles: readonly string[];
}

/** The default package manager: the one declared, else the calling one, else the lockfile's, else npm. */
export function choosePackageManager({ declared, env, lockfiles }: PackageManagerHints): PackageManager {
  return declared ?? callingPackageManager(env) ?? lockfiles.map(ownerOf).find(Boolean) ?? 'npm';
}

/** The package manager that started this program, such as npm for `npm create`; undefined if none did. */
export function callingPackageManager(
  env: Readonly<Record<string, string | undefined>>,
): PackageManager | undefined {
  const name = env.npm_config_user_agent?.split('/')[0];
  return packageManagers.find((row) => row.name === name)?.name;
}

/** The row of a package manager. */
export function packageManagerRow(name: PackageManager): PackageManagerRow {
  return packageManagers.find((row) => row.name === name) as PackageManagerRow;
}

/**
 * The words of the command that installs a folder's packages.
 * @param folder path from the user's current folder, with `/`; empty if they are the same
 */
export function installWords(name: PackageManager, folder: string): readonly string[] {
  if (folder === '') return [name, 'install'];
  return packageManagerRow(name).installFrom.map((word) => (word === '<folder>' ? folder : word));
}

function ownerOf(lockfile: string): PackageManager | undefined {
  return packageManagers.find((row: PackageManagerRow) => row.lockfiles.includes(lockfile))?.name;
}
