import fc from 'fast-check';
import { expect, test } from 'vitest';
import { installEnvironment } from '../../src/install/environment.ts';
import { looksSecret, secretName } from '../../src/run/redact.ts';

test.each([
  'npm_config_dry_run',
  'npm_config_yes',
  'npm_config_force',
  'npm_config_json',
  'npm_config_global',
  'npm_config_prefix',
  'npm_config_local_prefix',
  'npm_config_global_prefix',
  'npm_config_workspace',
  'npm_config_package_lock_only',
  'npm_config_omit',
  'npm_config_loglevel',
  'npm_config_template',
  'npm_config_user_agent',
  'npm_command',
  'npm_lifecycle_event',
  'npm_lifecycle_script',
  'npm_package_json',
  'npm_package_name',
  'npm_execpath',
  'npm_node_execpath',
  'INIT_CWD',
  'PROJECT_CWD',
  'BERRY_BIN_FOLDER',
  // The project has its own file of that name, which is not used.
  'YARN_RC_FILENAME',
  'yarn_rc_filename',
])('%s does not reach the install', (name) => {
  expect(installEnvironment({ [name]: 'true', PATH: '/bin' })).toEqual({ PATH: '/bin' });
});

const settings = [
  'npm_config_registry',
  'npm_config_@acme:registry',
  'npm_config_//registry.example.com/:_authToken',
  'npm_config__auth',
  'npm_config_cache',
  'npm_config_userconfig',
  'npm_config_globalconfig',
  'npm_config_https_proxy',
  'npm_config_noproxy',
  'npm_config_cafile',
  'npm_config_strict_ssl',
  'npm_config_fetch_retries',
  'npm_config_offline',
  'npm_config_prefer_offline',
  'npm_config_ignore_scripts',
  'npm_config_before',
  'NPM_CONFIG_REGISTRY',
  // npm and the others set none in capitals: these are the user's.
  'NPM_CONFIG_PREFIX',
  'NPM_CONFIG_TOKEN',
  'NPM_CONFIG_LEGACY_PEER_DEPS',
  'NPM_CONFIG_DRY_RUN',
  // npm's global configuration is below these, and its last proxy is named by the third.
  'PREFIX',
  'DESTDIR',
  'PROXY',
  'HTTPS_PROXY',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'SSL_CERT_FILE',
  'NIX_SSL_CERT_FILE',
  'COREPACK_NPM_TOKEN',
  'COREPACK_INTEGRITY_KEYS',
  'YARN_NPM_REGISTRY_SERVER',
  'YARN_NPM_AUTH_TOKEN',
  'pnpm_config_registry',
  'BUN_CONFIG_REGISTRY',
  'COREPACK_NPM_REGISTRY',
  'COREPACK_NPM_TOKEN',
  'NODE_EXTRA_CA_CERTS',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'NODE_OPTIONS',
  'NODE_ENV',
  'BUN_INSTALL',
  'PNPM_HOME',
  'XDG_CONFIG_HOME',
  'GIT_CONFIG_GLOBAL',
  'SSL_CERT_FILE',
  'HOME',
];

test.each(settings)(
  '%s reaches it, whatever the project declares: without it, packages could not be fetched, or would come from elsewhere, or more would be done than the user allows',
  (name) => {
    for (const withheld of [[], [name]])
      expect(installEnvironment({ [name]: 'x' }, withheld)).toEqual({ [name]: 'x' });
  },
);

test('a token stays away from it although the name is that of a setting', () => {
  for (const name of ['NODE_AUTH_TOKEN', 'GIT_TOKEN', 'BUN_AUTH_TOKEN', 'NPM_TOKEN'])
    expect(installEnvironment({ [name]: 'x' })).toEqual({});
});

test('a secret does not reach it, wherever it was set', () => {
  const env = { API_KEY: 'x', PRIVATE_APP_ACCESS_TOKEN: 'y', HOME: '/home/x' };
  expect(installEnvironment(env, ['API_KEY', 'PRIVATE_APP_ACCESS_TOKEN'])).toEqual({ HOME: '/home/x' });
});

test("yarn's resolver of its own folder is taken out of NODE_OPTIONS, and the rest stays", () => {
  const pnp =
    '--require /home/ada/xfs-1/dlx-2/.pnp.cjs --experimental-loader file:///home/ada/xfs-1/dlx-2/.pnp.loader.mjs';
  expect(installEnvironment({ NODE_OPTIONS: pnp })).toEqual({});
  expect(
    installEnvironment({ NODE_OPTIONS: `--require "/home/ada/a b/.pnp.cjs" --max-old-space-size=4096` }),
  ).toEqual({
    NODE_OPTIONS: '--max-old-space-size=4096',
  });
  expect(installEnvironment({ NODE_OPTIONS: '--require ./setup.cjs' })).toEqual({
    NODE_OPTIONS: '--require ./setup.cjs',
  });
});

test.each([
  'NPM_TOKEN',
  'GITHUB_TOKEN',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'STRIPE_API_KEY',
  'DB_PASSWORD',
  'SLACK_WEBHOOK',
  'HUBSPOT_PERSONAL_ACCESS_KEY',
  'SSH_PRIVATE',
  'SENTRY_DSN',
])('%s of the shell looks like a secret and does not reach it, unless its configuration needs it', (name) => {
  expect(installEnvironment({ [name]: 'x' })).toEqual({});
  expect(installEnvironment({ [name]: 'x' }, [], [name])).toEqual({ [name]: 'x' });
});

test.each(['MYSQL_PWD', 'SMTP_PASS', 'SSHPASS', 'LDAP_BIND_PW', 'PINCODE', 'authKey'])(
  'a name that hides an ordinary value in a log keeps a variable from it too: %s',
  (name) => {
    expect(secretName.test(name)).toBe(true);
    expect(installEnvironment({ [name]: 'x', PWD: '/home/x' })).toEqual({ PWD: '/home/x' });
  },
);

test.each([
  'redis://:hidden@cache.example:6379',
  'amqps://ada:hid@den@queue.example',
  'jdbc:postgresql://db.example/shop?user=ada&password=hidden',
  'Server=db.example;User=ada;Password=hidden;',
  'cache.example:6380,ssl=True,password=hidden',
  'user=ada|password=hidden',
  'https://shop.example/?page=2#access_token=hidden',
  '{"user":"ada","password":"hidden"}',
  'Authorization: Bearer hidden',
  'pat-na1-12345678-1234-1234-1234-123456789abc',
  'sk_live_4eC39HqLyjWDarjtT1zdp7dc',
  '-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----',
])('a variable with a password or token in it does not reach it, whatever its name: %s', (value) => {
  expect(installEnvironment({ OTHER: value })).toEqual({});
  expect(installEnvironment({ OTHER: value }, [], ['OTHER'])).toEqual({ OTHER: value });
});

test.each([
  'https://shop.example/?page=2;sort=name',
  'ada@shop.example',
  '--max-old-space-size=4096',
  'C:\\Users\\ada@work;D:\\tools',
  '/opt/keys:/usr/share/auth:/usr/lib',
])('a variable without one does: %s', (value) => {
  expect(installEnvironment({ OTHER: value })).toEqual({ OTHER: value });
});

test('an address with a password does not reach it, and a proxy does', () => {
  const address = 'postgres://ada:secret@db.example/shop';
  const proxies = { HTTPS_PROXY: 'http://a:b@proxy.example', PROXY: 'http://a:b@proxy.example' };
  expect(installEnvironment({ DATABASE_URL: address, ...proxies }, ['PROXY'])).toEqual(proxies);
});

test('what a project calls a secret does not take away what everything needs', () => {
  const env = { PATH: '/bin', HOME: '/home/x', Path: 'C:\\x', SystemRoot: 'C:\\Windows' };
  expect(installEnvironment(env, Object.keys(env))).toEqual(env);
});

test('every other variable stays as it is', () => {
  const names = fc
    .string()
    .filter((name) => !/^(npm_|init_cwd|project_cwd|berry|node_options|__proto__$)/i.test(name))
    .filter((name) => !looksSecret(name, ''));
  fc.assert(
    fc.property(fc.dictionary(names, fc.string({ maxLength: 10 })), (env) => {
      fc.pre(!Object.entries(env).some(([name, value]) => looksSecret(name, value)));
      expect(installEnvironment(env)).toEqual(env);
    }),
  );
});
