/**
 * npm's settings that an install may take over from the process around it: how to reach the registry, and what the
 * user forbids.
 */
const kept = new RegExp(
  `^npm_config_(${[
    '.*registry',
    '//.*',
    '_auth.*',
    'cache',
    'store_dir',
    'userconfig',
    'globalconfig',
    '(https?_?)?proxy',
    'no_?proxy',
    'ca',
    'cafile',
    'cert',
    'key',
    'strict_ssl',
    'local_address',
    'maxsockets',
    'fetch_.*',
    '(prefer_)?(offline|online)',
    'ignore_scripts',
    '(strict_)?allow_.*',
    'before',
    'min_release_age.*',
    'minimum_release_age.*',
  ].join('|')})$`,
  'i',
);

/** What package managers tell the programs that they start about themselves. */
const callers =
  /^(npm_(config|package|lifecycle)_.*|npm_command|npm_(node_)?execpath|INIT_CWD|PROJECT_CWD|BERRY_BIN_FOLDER)$/i;

/** Yarn 4 loads the resolver of the folder that it made for this program into every Node process below. */
const plugAndPlay = /\s*--(require|experimental-loader)\s+("[^"]*\.pnp\.[a-z.]+"|\S*\.pnp\.[a-z.]+)\s*/g;

/**
 * The environment of a nested install: the given one, without what the package manager around it left there.
 * `npm_config_dry_run=true` alone would make npm print success and install nothing.
 *
 * @param withheld names of secrets; they are left out, wherever they came from
 */
export function installEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  withheld: readonly string[] = [],
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || withheld.includes(name)) continue;
    if (callers.test(name) && !kept.test(name)) continue;
    result[name] = value;
  }
  const options = result.NODE_OPTIONS?.replace(plugAndPlay, ' ').trim();
  if (options) result.NODE_OPTIONS = options;
  else delete result.NODE_OPTIONS;
  return result;
}
