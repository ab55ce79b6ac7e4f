import path from 'node:path';
import { callingPackageManager, packageManagerRow } from '../install/choose-package-manager.ts';
import type { Environment } from '../types.ts';

/** How the user runs this program. Commands in reports are printed the same way. */
export interface CalledAs {
  /** The words before a command such as `invoke`: `npx create-hs-function@1.0.0`. */
  readonly program: readonly string[];
  /** The words before a directory when creating. */
  readonly create: readonly string[];
  /** The separator between the directory and the options. Without it, npm consumes the options itself. */
  readonly separator: readonly string[];
}

/**
 * How this program was called, so that printed commands call it the same way: with `npm start` from a checkout, otherwise
 * through the package manager. `create` always uses npm, because every Node.js includes it and Yarn 1 passes arguments to a
 * shell unquoted.
 * @param version of this program, or a tag such as `latest`; if undefined, commands do not name one
 * @param project the folder in which commands that follow a creation are entered; defaults to the caller's folder
 */
export function calledAs(env: Environment, version: string | undefined, project = env.INIT_CWD): CalledAs {
  const checkout = checkoutOf(env);
  if (checkout !== undefined) {
    const startIn = (folder: string | undefined) => {
      const isThere = folder !== undefined && isWithin(checkout, folder);
      return isThere ? ['npm', 'start', '--'] : ['npm', '--prefix', checkout, 'start', '--'];
    };
    // The separator already comes before the directory, so the options do not need one.
    return { program: startIn(project), create: startIn(env.INIT_CWD), separator: [] };
  }
  const name = version === undefined ? 'hs-function' : `hs-function@${version}`;
  const create = ['npm', 'create', name];
  // Yarn 1 cannot run a package that is not installed.
  const isNewYarn = /^yarn\/(?![01]\.)/.test(env.npm_config_user_agent ?? '');
  const { execute } = packageManagerRow(callingPackageManager(env) ?? 'npm');
  const runner = isNewYarn ? ['yarn', 'dlx'] : execute;
  return { program: [...runner, `create-${name}`], create, separator: ['--'] };
}

/** The checkout that `npm start` was run in, or undefined if this program was not started that way. */
function checkoutOf(env: Environment): string | undefined {
  const isStarted = env.npm_package_name === 'create-hs-function' && env.npm_lifecycle_event === 'start';
  return isStarted && env.npm_package_json !== undefined ? path.dirname(env.npm_package_json) : undefined;
}

/**
 * Whether a folder is the same as another or inside it, by the path rules of a system.
 * @param other the folder that might be inside `folder`
 */
export function isWithin(folder: string, other: string, paths: path.PlatformPath = path): boolean {
  const way = paths.relative(folder, other);
  return way !== '..' && !way.startsWith(`..${paths.sep}`) && !paths.isAbsolute(way);
}

/** The folder that relative paths start from: the caller's, because npm runs scripts in the package's folder. */
export function callersFolder(cwd: string, env: Environment): string {
  const isScript = env.npm_lifecycle_event !== undefined && env.npm_lifecycle_event !== 'npx';
  const packageFolder = env.npm_package_json === undefined ? undefined : path.dirname(env.npm_package_json);
  // A script that changes the folder itself does so on purpose.
  return isScript && env.INIT_CWD !== undefined && packageFolder === cwd ? env.INIT_CWD : cwd;
}
