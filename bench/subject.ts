import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** This project as npm would publish it. */
export interface Subject {
  readonly name: string;
  readonly version: string;
  readonly tarball: string;
  /** The path of the program in the unpacked tarball. */
  readonly program: string;
}

/** Builds and packs the project, and unpacks the tarball into a folder. */
export function packSubject(root: string, folder: string): Subject {
  // npm's prepack script runs the build. Standard output is reserved for the results.
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const archive = readdirSync(folder).find((entry) => entry.endsWith('.tgz'));
  if (archive === undefined) throw new Error('npm pack made no tarball');
  execFileSync('tar', ['-xzf', archive], { cwd: folder });
  const { name, version } = JSON.parse(readFileSync(path.join(folder, 'package', 'package.json'), 'utf8'));
  return {
    name,
    version,
    tarball: path.join(folder, archive),
    program: path.join(folder, 'package', 'bin', 'create-hs-function.cjs'),
  };
}
