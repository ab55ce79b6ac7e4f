/** The package managers that can install, one row each. */
export interface PackageManagerRow {
  readonly name: string;
  /** Lockfiles that say a folder is installed by it. */
  readonly lockfiles: readonly string[];
  /** How a generator is called through it; arguments follow. */
  readonly create: readonly string[];
  /** Does its `create` need `--` before options? */
  readonly separator: boolean;
  /** How a package's program is run through it. */
  readonly execute: readonly string[];
}

export const packageManagers = [
  {
    name: 'npm',
    lockfiles: ['package-lock.json', 'npm-shrinkwrap.json'],
    create: ['npm', 'create'],
    separator: true,
    execute: ['npx'],
  },
  {
    name: 'pnpm',
    lockfiles: ['pnpm-lock.yaml'],
    create: ['pnpm', 'create'],
    separator: false,
    execute: ['pnpm', 'dlx'],
  },
  {
    name: 'yarn',
    lockfiles: ['yarn.lock'],
    create: ['yarn', 'create'],
    separator: false,
    execute: ['yarn', 'dlx'],
  },
  {
    name: 'bun',
    lockfiles: ['bun.lock', 'bun.lockb'],
    create: ['bun', 'create'],
    separator: false,
    execute: ['bunx'],
  },
] as const satisfies readonly PackageManagerRow[];

export type PackageManager = (typeof packageManagers)[number]['name'];
