import { isOffered, type Platform, platforms } from '../data/platforms.ts';
import { conflictProblem, inputProblem } from '../errors.ts';
import { printable } from '../terminal/text.ts';
import type { Warning } from '../types.ts';

const rows: readonly Platform[] = platforms;
const newest = rows.at(-1) as Platform;

/**
 * The row of a platform version. A beta is built as the version that it becomes; HubSpot's tools know `2026.03-beta`
 * and `2026.09-beta`. A later version than all rows is taken for one of the newest layout, as HubSpot's parser takes it
 * (`@hubspot/project-parsing-lib` 0.23.0, `meetsMinimumPlatformVersion`).
 */
export function findPlatform(version: string): Platform | undefined {
  const release = version.replace(/-beta$/, '');
  return rows.find((row) => row.version === release) ?? laterPlatform(release);
}

function laterPlatform(version: string): Platform | undefined {
  if (version !== 'unstable' && !(orderOf(version) > orderOf(newest.version))) return undefined;
  return { ...newest, version, today: `not known here, and read like ${newest.version}` };
}

/** A number that grows from version to version; NaN for what is no date. */
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
 *
 * @param version `platformVersion` of the project; empty where it has none
 * @param chosen `--platform`, which decides where the project's own version is not known
 * @param likely a version whose layout the files have
 * @throws Problem `unknown-platform` or `platform-differs` (code 2), `invalid-project`, `no-serverless-functions` or
 *   `callback-functions` (code 3)
 */
export function platformToExtend(version: string, chosen: string | undefined, likely: Platform): Platform {
  if (version === '') throw missingVersion(likely);
  const own = findPlatform(version);
  const wanted = chosen === undefined ? undefined : findPlatform(chosen);
  if (chosen !== undefined && wanted === undefined) throw unknownChoice(chosen);
  const platform = own ?? wanted;
  if (platform === undefined) throw unknownVersion(version, likely.version);
  if (!platform.functions) throw noFunctions(platform);
  if (!isOffered(platform)) throw callbackFunctions(platform);
  if (wanted !== undefined && wanted.version !== platform.version) {
    throw differs(version, chosen ?? wanted.version);
  }
  return platform;
}

/**
 * The row that decides how the functions of a project are run. They are run on every version, also where HubSpot would
 * not build them.
 *
 * @param version `platformVersion` of the project; empty where it has none
 * @param likely a version whose layout the files have, for a version that is not known
 */
export function platformToRun(version: string, likely: Platform): Platform {
  return findPlatform(version) ?? { ...likely, answers: 'either' };
}

/**
 * What HubSpot does with functions of a version, where that is not what one would expect.
 *
 * @param version `platformVersion` of the project; empty where it has none
 * @param platform the row that the project is read by
 */
export function platformWarnings(version: string, platform: Platform): readonly Warning[] {
  if (version === '') {
    const message = `hsproject.json has no "platformVersion", which HubSpot's tools ask for. Here the project is read like one of ${platform.version}; set the version that it has.`;
    return [{ code: 'no-platform-version', message }];
  }
  const shown = printable(version);
  if (!platform.functions) {
    const message = `HubSpot does not build functions of platform version ${shown}. ${versionsLike(platform)} have the same layout, and functions: set "platformVersion" in hsproject.json to one of them.`;
    return [{ code: 'no-serverless-functions', message }];
  }
  if (platform.answers === 'callback') {
    const message = `Functions of platform version ${shown} answer by calling sendResponse(response). From 2023.2 on they return the response, and there is no sendResponse.`;
    return [{ code: 'callback-functions', message }];
  }
  if (rows.some((row) => row.version === version.replace(/-beta$/, ''))) return [];
  const like = findPlatform(version) === undefined ? platform : newest;
  const message = `Platform version ${shown} is not known here; the project is read like one of ${like.version}. Check HubSpot's changelog for what it changes.`;
  return [{ code: 'unknown-platform', message }];
}

/** The versions with functions that have the layout of this one. */
function versionsLike({ layout }: Platform): string {
  const versions = rows.filter((row) => row.layout === layout && isOffered(row)).map((row) => row.version);
  return versions.join(' and ');
}

function versionsWithFunctions(): string {
  return rows
    .filter(isOffered)
    .map((row) => row.version)
    .join(', ');
}

function missingVersion(likely: Platform) {
  const like = likely.layout === 'hsmeta' ? 'app-hsmeta.json' : 'app.json';
  return conflictProblem(
    'invalid-project',
    'hsproject.json has no "platformVersion", which HubSpot\'s tools ask for.',
    {
      hint: `Add it first. Versions of a project with ${like}: ${versionsLike(likely)}.`,
      conflicts: ['hsproject.json'],
    },
  );
}

function callbackFunctions({ version }: Platform) {
  return conflictProblem(
    'callback-functions',
    `Functions of platform version ${version} answer by calling sendResponse(response), and those written here return it.`,
    {
      hint: 'Return the response in each function and set "platformVersion" in hsproject.json to 2023.2 or 2025.1 first. invoke runs the functions as they are.',
      conflicts: ['hsproject.json'],
    },
  );
}

function unknownChoice(chosen: string) {
  return inputProblem(
    'unknown-platform',
    `--platform ${printable(chosen)} is not a platform version known here.`,
    {
      hint: `Versions with serverless functions: ${versionsWithFunctions()}.`,
    },
  );
}

function unknownVersion(version: string, likely: string) {
  return inputProblem(
    'unknown-platform',
    `The project's platform version "${printable(version)}" is not known here, so its layout is not certain.`,
    {
      hint: `Say with --platform which version's layout it has: ${versionsWithFunctions()}.`,
      missing: ['platform'],
      examples: { platform: [likely] },
    },
  );
}

function noFunctions(platform: Platform) {
  return conflictProblem(
    'no-serverless-functions',
    `Platform version ${platform.version} has no serverless functions.`,
    {
      hint: `${versionsLike(platform)} have the same layout, and functions: change "platformVersion" in hsproject.json first.`,
    },
  );
}

function differs(version: string, chosen: string) {
  return inputProblem(
    'platform-differs',
    `--platform ${printable(chosen)} was given, but the project has platform version ${printable(version)}.`,
    { hint: 'Leave --platform out: in an existing project its own version counts.' },
  );
}
