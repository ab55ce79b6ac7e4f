import { looksSecret } from '../run/redact.ts';

/**
 * npm settings that an install inherits although the surrounding package manager may have set them: how to reach the
 * registry, and what the user forbids.
 */
const keptSettings = new RegExp(
  `^npm_config_(${[
    '.*registry|//.*|_auth.*|cache|store_dir|userconfig|globalconfig|(https?_?)?proxy|no_?proxy|ca|cafile|cert|key',
    'strict_ssl|local_address|maxsockets|fetch_.*|(prefer_)?(offline|online)|ignore_scripts|(strict_)?allow_.*',
    'before|min_release_age.*|minimum_release_age.*',
  ].join('|')})$`,
  'i',
);

/** Variables that package managers set for the programs they start, and the one that renames Yarn's configuration file. */
const callers =
  /^(npm_(config|package|lifecycle)_.*|npm_command|npm_(node_)?execpath|INIT_CWD|PROJECT_CWD|BERRY_BIN_FOLDER|YARN_RC_FILENAME)$/i;

/** Options with which Yarn 4 loads the resolver of its temporary folder for this program into every child Node process. */
const loaderOption = /--(?:require|experimental-loader)\s+(?:"([^"]*)"|(\S+))/g;
const plugAndPlay = /\.pnp\.[a-z.]{1,20}$/;

/**
 * Settings of package managers, such as a registry's token, and of the network, and what every program needs: they are no
 * secrets, whatever they look like.
 */
const settings = new RegExp(
  `^(${[
    'p?npm_config_.*|YARN_.*|BUN_CONFIG_.*|COREPACK_.*|((https?|all|no)_)?proxy|NODE_(EXTRA_CA_CERTS|TLS_.*)|(NIX_)?SSL_CERT_.*',
    'PATH|PATHEXT|PWD|HOME|PREFIX|DESTDIR|USERPROFILE|APPDATA|LOCALAPPDATA|SYSTEMROOT|COMSPEC|TEMP|TMP|TMPDIR',
  ].join('|')})$`,
  'i',
);

/** Other settings of the user and the system: unless they look like secrets, they are none, whatever a project declares. */
const otherSettings =
  /^((NODE|NPM|PNPM|BUN|XDG|GIT|SSH|SSL|LC)_.*|HOMEDRIVE|HOMEPATH|USER|USERNAME|LOGNAME|SHELL|LANG|CI)$/i;

/**
 * The environment of an install: the given one without secrets, and without what the surrounding package manager added:
 * `npm_config_dry_run=true` alone would make npm print success and install nothing.
 * @param withheld names of secrets of the project, to leave out wherever they came from
 * @param passed names to keep although they look like secrets: the package manager's own configuration needs them
 */
export function installEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  withheld: readonly string[] = [],
  passed: readonly string[] = [],
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue;
    const isSecret = looksSecret(name, value) || (withheld.includes(name) && !otherSettings.test(name));
    if (isSecret && !settings.test(name) && !passed.includes(name)) continue;
    // In capitals they are the user's: npm 9 to 12 and the others set none.
    if (callers.test(name) && !name.startsWith('NPM_CONFIG_') && !keptSettings.test(name)) continue;
    result[name] = value;
  }
  const options = result.NODE_OPTIONS?.replace(loaderOption, (option, quoted = '', plain = '') =>
    plugAndPlay.test(quoted || plain) ? '' : option,
  ).trim();
  if (options) result.NODE_OPTIONS = options;
  else delete result.NODE_OPTIONS;
  return result;
}
