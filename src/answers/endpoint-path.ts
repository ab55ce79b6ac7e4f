import { printable } from '../terminal/text.ts';
import type { Parsed } from './choices.ts';
import { slug } from './names.ts';

/** What HubSpot puts before the path of every endpoint: `https://<domain>/hs/serverless/<path>`. */
const urlPrefix = /^(https?:\/\/[^/]*\/)?\/?hs\/serverless\//i;

/**
 * Git Bash and MSYS2 make a path of Windows out of an argument with a leading slash: `C:/Program Files/Git/orders` of
 * `/orders`. The folder that they are installed in is left out of what is meant.
 */
const onDisk = /^[A-Za-z]:[\\/](?:(?:.*?[\\/])?(?:(?:portable)?git|msys(?:32|64)?|cygwin(?:32|64)?)[\\/])?/i;

/**
 * The path of a public endpoint as the configuration takes it: segments of URL-safe characters with `/` between,
 * without the leading slash that people type by habit.
 */
export function parseEndpointPath(raw: string): Parsed<string> {
  const path = raw.trim().replace(/^\//, '');
  const fault = pathFault(path);
  if (fault === undefined) return { value: path };
  const problem = `${JSON.stringify(printable(raw))} cannot be an endpoint's path: ${fault}.`;
  const proposal = correctedPath(raw);
  return proposal === '' ? { problem } : { problem, proposal };
}

function pathFault(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (urlPrefix.test(path)) return 'HubSpot adds what stands up to and with "hs/serverless/"';
  if (/^https?:/i.test(path)) return 'it is a whole address';
  if (onDisk.test(path))
    return 'it is a path on a disk, which Git Bash makes of a leading "/": leave that out';
  if (/[?#]/.test(path)) return 'a query or "#" is no part of it';
  if (path.includes('\\')) return 'the parts are divided by "/", not by "\\"';
  if (!/^[A-Za-z0-9._~/-]+$/.test(path)) {
    return 'it can hold only the letters A-Z and a-z, digits, "-", "_", "." and "~" between slashes';
  }
  const segments = path.split('/');
  if (segments.includes('')) return 'a part between two slashes, or after the last one, is empty';
  if (segments.includes('.') || segments.includes('..')) return '"." and ".." are no parts of it';
  return undefined;
}

function correctedPath(raw: string): string {
  return raw
    .trim()
    .replace(onDisk, '')
    .replace(/^https?:\/\/[^/]*/i, '')
    .replace(/[?#].*$/s, '')
    .split(/[/\\]/)
    .map(slug)
    .filter((segment) => segment !== '')
    .join('/')
    .replace(/^(hs\/serverless\/)+/i, '');
}
