import type { PathFault } from '../messages/answers.ts';
import { rejected } from '../messages/messages.ts';
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
  return rejected('endpoint-path', { path: raw, fault }, correctedPath(raw) || undefined);
}

function pathFault(path: string): PathFault | undefined {
  if (path === '') return 'empty';
  if (urlPrefix.test(path)) return 'prefix';
  if (/^https?:/i.test(path)) return 'full-url';
  if (onDisk.test(path)) return 'on-disk';
  if (/[?#]/.test(path)) return 'query';
  if (path.includes('\\')) return 'backslash';
  if (!/^[A-Za-z0-9._~/-]+$/.test(path)) return 'characters';
  const segments = path.split('/');
  if (segments.includes('')) return 'empty-segment';
  return segments.includes('.') || segments.includes('..') ? 'dots' : undefined;
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
