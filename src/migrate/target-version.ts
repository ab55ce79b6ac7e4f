import { type Platform, platforms } from '../data/platforms.ts';
import { refusal } from '../messages/messages.ts';
import { findPlatform } from '../project/platform.ts';

/** Versions that a project can be migrated to: HubSpot builds them and they support serverless functions. Newest last. */
const targets = (platforms as readonly Platform[]).filter(
  ({ built, functions, layout }) => built && functions && layout === 'hsmeta',
);

/**
 * The version given with `--platform`; the newest for `latest` or if left out.
 * @throws Problem `unknown-platform` or `not-a-target` (code 2)
 */
export function targetVersion(given: string | undefined): string {
  const known = targets.map(({ version }) => version);
  if (given === undefined || given.toLowerCase() === 'latest') return known.at(-1) ?? '';
  const platform = findPlatform(given);
  if (platform !== undefined && targets.includes(platform)) return platform.version;
  if (platform === undefined) throw refusal('unknown-platform', { option: given, known });
  const fault = !platform.built ? 'not-built' : platform.functions ? 'not-known' : 'no-functions';
  throw refusal('not-a-target', { given, fault, known });
}

/** Whether a project has the old layout. This is true for everything before 2025.2, including projects without a version. */
export function isLegacy(version: string): boolean {
  return version < '2025.2';
}
