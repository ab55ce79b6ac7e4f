/** Node needs no more on POSIX; what HubSpot sets beside the secrets is not documented. */
const posix = { PATH: '/usr/local/bin:/usr/bin:/bin' };
/** Without these Windows opens no sockets and has no temporary folder. */
const windowsNames = ['SystemRoot', 'TEMP', 'TMP'];

/**
 * What the process of a function is started with: what Node needs, and the certificates of a network that has its
 * own, which the child takes out again once Node has read them. Nothing else comes from the shell; the secrets follow
 * with the request.
 *
 * @param env of this program
 * @param system `process.platform`
 */
export function childEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  system: string,
): Record<string, string> {
  const names = [...(system === 'win32' ? windowsNames : []), 'NODE_EXTRA_CA_CERTS'];
  const given = names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  return { ...(system === 'win32' ? {} : posix), ...Object.fromEntries(given) };
}
