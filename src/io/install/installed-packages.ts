import { existsSync } from 'node:fs';
import path from 'node:path';

/** Which of the named packages are not installed in the functions folder itself. */
export function needsInstall(directory: string, packages: readonly string[]): readonly string[] {
  return packages.filter((name) => !existsSync(path.join(directory, 'node_modules', name, 'package.json')));
}
