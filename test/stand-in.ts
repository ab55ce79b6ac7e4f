import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * An npm written in shell that installs `@made-up/tiny` into the working directory, or into the folder given with
 * `--prefix`.
 */
export const installs = `if [ "$2" = --prefix ]; then cd "$3" || exit; fi
mkdir -p node_modules/@made-up/tiny && echo {} > node_modules/@made-up/tiny/package.json`;

/**
 * The environment of a machine whose only npm is a shell script.
 * @param folder the folder for the script
 * @param script undefined for no npm at all
 */
export function standIn(folder: string, script: string | undefined): { readonly PATH: string } {
  mkdirSync(folder, { recursive: true });
  const programs = mkdtempSync(path.join(folder, 'programs-'));
  if (script === undefined) return { PATH: programs };
  writeFileSync(path.join(programs, 'npm'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { PATH: `${programs}:/usr/bin:/bin` };
}
