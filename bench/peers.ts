import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

interface LockedPackage {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The programs that this one is compared to, installed from the lockfile in this folder. */
export interface Peers {
  readonly versions: Readonly<Record<string, string>>;
  /** Absolute path of a file in an installed package. */
  readonly file: (name: string, file: string) => string;
  /** The number of packages that installing one brings, including itself. */
  readonly packageCount: (name: string) => number;
  /** The path of a package's tarball, as published in the registry. */
  readonly tarball: (name: string) => string;
}

/** Installs the peers, unless exactly these versions are installed. */
export function installPeers(folder: string): Peers {
  const lockfile = readFileSync(path.join(folder, 'package-lock.json'), 'utf8');
  const cache = path.join(folder, 'node_modules', '.cache');
  const stamp = path.join(cache, 'installed');
  const hash = createHash('sha256').update(lockfile).digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) {
    npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
    mkdirSync(cache, { recursive: true });
    writeFileSync(stamp, hash);
  }
  const { packages } = JSON.parse(lockfile) as { packages: Record<string, LockedPackage> };
  const names = Object.keys(packages['']?.dependencies ?? {});
  const versions = Object.fromEntries(
    names.map((name) => [name, packages[`node_modules/${name}`]?.version ?? '']),
  );
  return {
    versions,
    file: (name, file) => path.join(folder, 'node_modules', name, file),
    packageCount: (name) => closure(packages, '', name).size,
    tarball: (name) =>
      fetchTarball(`${name}@${versions[name]}`, path.join(cache, 'tarballs', `${name}-${versions[name]}`)),
  };
}

/** The lockfile paths of everything that a package brings when it is installed from `place`. */
function closure(
  packages: Readonly<Record<string, LockedPackage>>,
  place: string,
  name: string,
  found = new Set<string>(),
): ReadonlySet<string> {
  const own = `${place === '' ? '' : `${place}/`}node_modules/${name}`;
  const locked = packages[own];
  if (locked === undefined) {
    // Optional dependencies for other systems are not in the lockfile's tree.
    return place === ''
      ? found
      : closure(packages, place.slice(0, Math.max(0, place.lastIndexOf('/node_modules/'))), name, found);
  }
  if (found.has(own)) return found;
  found.add(own);
  for (const next of Object.keys({ ...locked.dependencies, ...locked.optionalDependencies })) {
    closure(packages, own, next, found);
  }
  return found;
}

function fetchTarball(spec: string, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const present = () => readdirSync(folder).find((entry) => entry.endsWith('.tgz'));
  if (present() === undefined) npm(['pack', spec, '--silent', '--pack-destination', folder], folder);
  return path.join(folder, present() ?? '');
}

function npm(args: readonly string[], cwd: string): void {
  execFileSync('npm', args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}
