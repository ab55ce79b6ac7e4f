import { currentPlatform, isOffered, type Platform, platforms } from '../data/platforms.ts';
import { addMissing, type Problem } from '../errors.ts';
import { refusal, warning } from '../messages/messages.ts';
import type { Warning } from '../types.ts';

const rows: readonly Platform[] = platforms;
const newest = rows.at(-1) as Platform;

/**
 * The row of a platform version; undefined if it is not known. A beta is built as the version that it becomes; HubSpot's
 * tools know `2026.03-beta` and `2026.09-beta`. A version later than all rows gets the newest layout, as in HubSpot's
 * parser (`@hubspot/project-parsing-lib` 0.23.0, `meetsMinimumPlatformVersion`).
 */
export function findPlatform(version: string): Platform | undefined {
  const release = version.replace(/-beta$/, '');
  return rows.find((row) => row.version === release) ?? laterPlatform(release);
}

function laterPlatform(version: string): Platform | undefined {
  if (version !== 'unstable' && !(orderOf(version) > orderOf(newest.version))) return undefined;
  return { ...newest, version, today: `not known here, and read like ${newest.version}` };
}

/** A number that increases with each version; NaN for a version that is not a date. */
function orderOf(version: string): number {
  const [, year, month] = /^(\d{4})\.(\d{1,2})$/.exec(version) ?? [];
  return Number(year) * 100 + Number(month);
}

/** The newest version of a layout. */
export function newestPlatform(layout: Platform['layout']): Platform {
  return rows.findLast((row) => row.layout === layout) as Platform;
}

/**
 * The row that decides how functions are added to an existing project.
 * @param version `platformVersion` of the project; empty if it has none
 * @param chosen `--platform`, also `latest`; decides if the project's own version is not known
 * @param missing collects the problem of an unknown version, and `likely` is returned; if left out, it is thrown
 * @param likely a version whose layout matches the files
 * @throws Problem `unknown-platform` or `platform-differs` (code 2), `invalid-project`, `no-serverless-functions` or
 *   `callback-functions` (code 3)
 */
export function platformToExtend(
  version: string,
  { platform: chosen, missing }: { readonly platform?: string | undefined; readonly missing?: Problem[] },
  likely: Platform,
): Platform {
  if (version === '') {
    const values = {
      fault: 'no-version',
      where: 'hsproject.json',
      layout: likely.layout,
      versions: versionsLike(likely),
    } as const;
    throw refusal('invalid-project', values, { conflicts: ['hsproject.json'] });
  }
  const own = findPlatform(version);
  const wanted =
    chosen === undefined ? undefined : findPlatform(chosen === 'latest' ? currentPlatform : chosen);
  const known = rows.filter(isOffered).map((row) => row.version);
  if (chosen !== undefined && wanted === undefined)
    throw refusal('unknown-platform', { option: chosen, known });
  const platform = own ?? wanted;
  if (platform === undefined) {
    const example = { platform: [likely.version] };
    const details = { missing: ['platform'], examples: example };
    addMissing(refusal('unknown-platform', { version, known }, details), missing);
    return likely;
  }
  if (!platform.functions) {
    throw refusal('no-serverless-functions', { version: platform.version, similar: versionsLike(platform) });
  }
  if (!isOffered(platform)) {
    throw refusal('callback-functions', { version: platform.version }, { conflicts: ['hsproject.json'] });
  }
  if (wanted !== undefined && wanted.version !== platform.version) {
    throw refusal('platform-differs', { version, chosen: chosen ?? wanted.version });
  }
  return platform;
}

/**
 * The row that decides how the functions of a project are run. They are run on every version, even if HubSpot would
 * not build them.
 * @param version `platformVersion` of the project; empty if it has none
 * @param likely a version whose layout matches the files, used if the project's own is not known
 */
export function platformToRun(version: string, likely: Platform): Platform {
  return findPlatform(version) ?? { ...likely, answers: 'either' };
}

/**
 * Warnings if HubSpot does not treat functions of a version as one would expect.
 * @param version `platformVersion` of the project; empty if it has none
 * @param platform the row that the project is read by
 */
export function platformWarnings(version: string, platform: Platform): readonly Warning[] {
  if (version === '') return [warning('no-platform-version', { readAs: platform.version })];
  if (!platform.functions) {
    return [warning('no-serverless-functions', { version, similar: versionsLike(platform) })];
  }
  if (platform.answers === 'callback') return [warning('callback-functions', { version })];
  if (rows.some((row) => row.version === version.replace(/-beta$/, ''))) return [];
  const like = findPlatform(version) === undefined ? platform : newest;
  return [warning('unknown-platform', { version, readAs: like.version })];
}

/** The versions with functions that have the layout of this one. */
export function versionsLike({ layout }: Platform): readonly string[] {
  return rows.filter((row) => row.layout === layout && isOffered(row)).map((row) => row.version);
}
