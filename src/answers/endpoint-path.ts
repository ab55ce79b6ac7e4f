import { addedByGitBash } from '../args/git-bash.ts';
import { secretValuesIn } from '../check/secret-values.ts';
import type { PathFault } from '../messages/answers.ts';
import { rejected } from '../messages/messages.ts';
import type { Parsed } from './choices.ts';
import { slug } from './names.ts';

/** HubSpot's prefix for every endpoint path: `https://<domain>/hs/serverless/<path>`. */
const urlPrefix = /^(https?:\/\/[^/]*\/)?\/?hs\/serverless\//i;

/**
 * Parses the path of a public endpoint as the configuration needs it: segments of URL-safe characters separated by `/`. A
 * leading slash, which people type out of habit, is removed.
 */
export function parseEndpointPath(raw: string): Parsed<string> {
  const path = raw.trim().replace(/^\//, '');
  if (secretValuesIn(path).length > 0) return rejected('secret-is-value', {});
  const fault = pathFault(path);
  if (fault === undefined) return { value: path };
  return rejected('endpoint-path', { path: raw, fault }, correctedPath(raw) || undefined);
}

function pathFault(path: string): PathFault | undefined {
  if (path === '') return 'empty';
  if (urlPrefix.test(path)) return 'prefix';
  if (/^https?:/i.test(path)) return 'full-url';
  if (addedByGitBash.test(path)) return 'on-disk';
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
    .replace(addedByGitBash, '')
    .replace(/^https?:\/\/[^/]*/i, '')
    .replace(/[?#].*/s, '')
    .split(/[/\\]/)
    .map(slug)
    .filter((segment) => segment !== '')
    .join('/')
    .replace(/^(hs\/serverless\/)+/i, '');
}
