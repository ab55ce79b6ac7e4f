/** Options and environment variables that are added to an install. */
export interface InstallAdditions {
  readonly options: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

interface WithoutScripts extends InstallAdditions {
  /** The first major release that accepts these. */
  readonly since: number;
  /** What these releases run if it is in the functions folder. */
  readonly runs?: RegExp;
}

/** A package manager. It runs a generator with `create`, and installs the packages of a folder with `install`. */
export interface PackageManagerRow {
  readonly name: string;
  /** Names of its lockfiles. */
  readonly lockfiles: readonly string[];
  /** Does its `create` need `--` before options? */
  readonly separator?: true;
  /** The command that runs a package's program. */
  readonly execute: readonly string[];
  /** The install as a user types it elsewhere, in any shell; `<folder>` stands for the functions folder. */
  readonly installFrom: readonly string[];
  /** The command that adds a package in the working directory; its name follows. */
  readonly add: readonly string[];
  /** Options that this program adds to the install, to fetch and print only what is needed. */
  readonly installOptions?: readonly string[];
  /** Environment variables that this program sets for the install. */
  readonly installEnvironment?: Readonly<Record<string, string>>;
  /** Added for a folder that does not belong to a workspace, even if a folder above it is a workspace. */
  readonly alone?: InstallAdditions;
  /**
   * Options and variables that keep it from running scripts of packages and of the folder itself. The first entry that the
   * installed release supports counts.
   */
  readonly withoutScripts: readonly [WithoutScripts, ...WithoutScripts[]];
  /**
   * Environment variables that let scripts run. By default, npm 12, pnpm 10 and Yarn 4.14 do not run any. Earlier releases
   * ignore these variables.
   */
  readonly withScripts?: Readonly<Record<string, string>>;
  /** The command that runs the scripts afterwards, for a package manager without such a variable. */
  readonly runScripts?: string;
  /** Files (name and text) that a folder outside any workspace needs, so that its packages are installed in it. */
  readonly installFiles?: Readonly<Record<string, string>>;
}

export const packageManagers = [
  {
    name: 'npm',
    lockfiles: ['package-lock.json', 'npm-shrinkwrap.json'],
    separator: true,
    execute: ['npx'],
    add: ['npm', 'install'],
    installFrom: ['npm', 'install', '--prefix', '<folder>'],
    // A project's .npmrc could turn it into a global install, which replaces programs elsewhere.
    installOptions: [
      '--global=false',
      '--location=project',
      '--force=false',
      '--no-audit',
      '--no-fund',
      '--loglevel=http',
    ],
    withoutScripts: [{ since: 1, options: ['--ignore-scripts'], environment: {} }],
    withScripts: { npm_config_dangerously_allow_all_scripts: 'true' },
  },
  {
    name: 'pnpm',
    lockfiles: ['pnpm-lock.yaml'],
    execute: ['pnpm', 'dlx'],
    add: ['pnpm', 'add'],
    // pnpm 12 ends with code 1 if a package's install script was not run, although everything is installed.
    installFrom: ['pnpm', 'install', '--ignore-scripts', '--dir', '<folder>'],
    // In CI pnpm refuses a package.json that is newer than the lockfile.
    installOptions: [
      '--no-frozen-lockfile',
      '--reporter=append-only',
      // A pnpm version that package.json names would be fetched and run; pnpm-workspace.yaml outweighs a variable.
      '--config.manage-package-manager-versions=false',
      // Lockfiles of branches are not looked at, and git would be asked.
      '--config.git-branch-lockfile=false',
      '--config.merge-git-branch-lockfiles=false',
    ],
    // pnpm 11 and later end with code 1 if a package's install script was not run, although everything is installed.
    installEnvironment: {
      pnpm_config_strict_dep_builds: 'false',
      // Otherwise pnpm considers an earlier install without scripts complete, although scripts are allowed to run now.
      pnpm_config_optimistic_repeat_install: 'false',
      pnpm_config_pm_on_fail: 'ignore',
      pnpm_config_runtime_on_fail: 'ignore',
    },
    withoutScripts: [{ since: 1, options: ['--ignore-scripts'], environment: {} }],
    // pnpm 10 reads the first, pnpm 11 and later the second.
    withScripts: {
      npm_config_dangerously_allow_all_builds: 'true',
      pnpm_config_dangerously_allow_all_builds: 'true',
    },
    alone: { options: ['--ignore-workspace'], environment: {} },
  },
  {
    name: 'yarn',
    lockfiles: ['yarn.lock'],
    // Yarn 1 has no `dlx`.
    execute: ['npx'],
    add: ['yarn', 'add'],
    installFrom: ['yarn', '--cwd', '<folder>', 'install'],
    // Otherwise Yarn fails in CI if the lockfile has to change.
    installEnvironment: {
      YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
      YARN_ENABLE_TELEMETRY: '0',
      YARN_IGNORE_PATH: '1',
    },
    // Each release fails with an error if it gets the other's options.
    withoutScripts: [
      // They unpack packages in a worker that asks for ./iterator.js: Node looks for that in the working directory.
      {
        since: 3,
        options: ['--mode=skip-build'],
        environment: { YARN_ENABLE_SCRIPTS: 'false' },
        runs: /^iterator\.js/i,
      },
      { since: 1, options: ['--ignore-scripts'], environment: {} },
    ],
    withScripts: { YARN_ENABLE_SCRIPTS: 'true' },
    alone: { options: [], environment: { YARN_NODE_LINKER: 'node-modules' } },
    // Yarn 4 treats a folder without a lockfile as part of the topmost project above, and refuses it there.
    installFiles: { 'yarn.lock': '', '.yarnrc.yml': 'nodeLinker: node-modules\n' },
  },
  {
    name: 'bun',
    lockfiles: ['bun.lock', 'bun.lockb'],
    execute: ['bunx'],
    add: ['bun', 'add'],
    installFrom: ['bun', 'install', '--cwd', '<folder>'],
    // Bun would pass the secrets in .env to install scripts.
    installOptions: ['--no-env-file'],
    withoutScripts: [{ since: 1, options: ['--ignore-scripts'], environment: {} }],
    // It only runs scripts of packages in "trustedDependencies", to which this adds them.
    runScripts: 'bun pm trust --all',
  },
] as const satisfies readonly PackageManagerRow[];

export type PackageManager = (typeof packageManagers)[number]['name'];
