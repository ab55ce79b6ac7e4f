/**
 * npm's settings that an install may take over from the process around it: how to reach the registry, and what the
 * user forbids.
 */
const keptSettings = new RegExp(
  `^npm_config_(${[
    '.*registry|//.*|_auth.*|cache|store_dir|userconfig|globalconfig|(https?_?)?proxy|no_?proxy|ca|cafile|cert|key',
    'strict_ssl|local_address|maxsockets|fetch_.*|(prefer_)?(offline|online)|ignore_scripts|(strict_)?allow_.*',
    'before|min_release_age.*|minimum_release_age.*',
  ].join('|')})$`,
  'i',
);

/** Variables by which package managers tell programs about themselves, or with another name for Yarn's configuration. */
const callers =
  /^(npm_(config|package|lifecycle)_.*|npm_command|npm_(node_)?execpath|INIT_CWD|PROJECT_CWD|BERRY_BIN_FOLDER|YARN_RC_FILENAME)$/i;

/** Yarn 4 loads the resolver of the folder that it made for this program into every Node process below. */
const loaderOption = /--(?:require|experimental-loader)\s+(?:"([^"]*)"|(\S+))/g;
const plugAndPlay = /\.pnp\.[a-z.]{1,20}$/;

/** Names that look like a secret's. */
const secretName =
  /TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|PRIVATE|WEBHOOK|API_?KEY|(^|_)(KEY|KEYS|PAT|AUTH|DSN|CERT)(_|$)/i;

/** An address with a name and a password in it. */
const addressWithPassword = /^[a-z][a-z+.-]*:\/\/[^/@\s:]+:[^/@\s]+@/i;

/** Settings of package managers themselves, such as a registry's token, and ways to the network. */
const ownSetting =
  /^(npm_config_|pnpm_config_|YARN_|BUN_CONFIG_|((https?|all|no)_proxy|NODE_EXTRA_CA_CERTS)$)/i;

/** Needed to run anything, whatever a project calls its secrets. */
const needed = /^(PATH|PATHEXT|HOME|USERPROFILE|APPDATA|LOCALAPPDATA|SYSTEMROOT|COMSPEC|TEMP|TMP|TMPDIR)$/i;

/** Does an environment variable look like a secret, by its name or its value? */
export function looksSecret(name: string, value: string): boolean {
  return !ownSetting.test(name) && (secretName.test(name) || addressWithPassword.test(value));
}

/**
 * The environment of a nested install: the given one, without what the package manager around it left there, and without
 * secrets. `npm_config_dry_run=true` alone would make npm print success and install nothing.
 *
 * @param withheld names of secrets; left out, wherever they came from
 * @param passed names that the package manager's own configuration needs, although they look like secrets
 */
export function installEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  withheld: readonly string[] = [],
  passed: readonly string[] = [],
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue;
    const isSecret = withheld.includes(name) || looksSecret(name, value);
    if (isSecret && !needed.test(name) && !passed.includes(name)) continue;
    if (callers.test(name) && !keptSettings.test(name)) continue;
    result[name] = value;
  }
  const options = result.NODE_OPTIONS?.replace(loaderOption, (option, quoted = '', plain = '') =>
    plugAndPlay.test(quoted || plain) ? '' : option,
  ).trim();
  if (options) result.NODE_OPTIONS = options;
  else delete result.NODE_OPTIONS;
  return result;
}
