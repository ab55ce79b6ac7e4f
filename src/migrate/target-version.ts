import { type Platform, platforms } from '../data/platforms.ts';
import { inputProblem, type Problem } from '../errors.ts';
import { findPlatform } from '../project/platform.ts';
import { printable } from '../terminal/text.ts';

/** Versions that a project can be moved to: HubSpot builds them, and they have serverless functions; the newest last. */
export function migrationTargets(): readonly Platform[] {
  return (platforms as readonly Platform[]).filter(
    ({ built, functions, layout }) => built && functions && layout === 'hsmeta',
  );
}

/**
 * The version that `--platform` names; the newest for `latest` and where it is left out.
 *
 * @throws Problem `unknown-platform` or `not-a-target` (code 2)
 */
export function targetVersion(given: string | undefined): string {
  const newest = migrationTargets().at(-1)?.version ?? '';
  if (given === undefined || given.toLowerCase() === 'latest') return newest;
  const platform = findPlatform(given);
  if (platform !== undefined && migrationTargets().includes(platform)) return platform.version;
  throw unusable(given, platform);
}

function unusable(given: string, platform: Platform | undefined): Problem {
  const targets = migrationTargets()
    .map(({ version }) => version)
    .join(', ');
  const hint = `Choose one of: ${targets}, or leave --platform out for the newest.`;
  if (platform === undefined) {
    return inputProblem(
      'unknown-platform',
      `--platform ${printable(given)} is not a known platform version.`,
      {
        hint,
      },
    );
  }
  const why = platform.built ? 'has no serverless functions' : 'is no longer built by HubSpot';
  return inputProblem('not-a-target', `--platform ${printable(given)}: that version ${why}.`, { hint });
}

/** Where a project stands that is to be migrated. */
export type Standing = 'legacy' | 'current';

/**
 * Everything before 2025.2 has the old layout, also projects that say no version; everything from 2025.2 on has the new
 * one.
 */
export function standingOf(version: string): Standing {
  return version < '2025.2' ? 'legacy' : 'current';
}
