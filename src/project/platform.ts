import { type Platform, platforms } from '../data/platforms.ts';
import { conflictProblem, inputProblem } from '../errors.ts';
import { printable } from '../terminal/text.ts';

/** A platform version that has serverless functions. */
export type FunctionsPlatform = Platform & { readonly layout: NonNullable<Platform['layout']> };

/**
 * The row of a platform version. A beta is built as the version that it becomes; HubSpot's tools know `2026.03-beta`
 * and `2026.09-beta` (`@hubspot/project-parsing-lib` 0.23.0).
 */
export function findPlatform(version: string): Platform | undefined {
  const release = version.replace(/-beta$/, '');
  return platforms.find((row) => row.version === release);
}

/** The newest version of a layout. */
export function newestPlatform(layout: FunctionsPlatform['layout']): FunctionsPlatform {
  const rows: readonly Platform[] = platforms;
  return rows.filter(hasFunctions).findLast((row) => row.layout === layout) as FunctionsPlatform;
}

/**
 * The row that decides how an existing project is laid out.
 *
 * @param version `platformVersion` of the project
 * @param chosen `--platform`, which speaks where the project's own version is unknown
 * @param likely gives a version whose layout the files have, for a project of which neither is known
 * @throws Problem `unknown-platform` or `platform-differs` (code 2), `no-serverless-functions` (code 3)
 */
export function projectPlatform(
  version: string,
  chosen: string | undefined,
  likely: () => string,
): FunctionsPlatform {
  const own = findPlatform(version);
  const wanted = chosen === undefined ? undefined : findPlatform(chosen);
  if (chosen !== undefined && wanted === undefined) throw unknownChoice(chosen);
  const platform = own ?? wanted;
  if (platform === undefined) throw unknownVersion(version, likely());
  if (!hasFunctions(platform)) throw noFunctions(platform.version);
  if (wanted !== undefined && wanted !== platform) throw differs(version, chosen ?? wanted.version);
  return platform;
}

function hasFunctions(platform: Platform): platform is FunctionsPlatform {
  return platform.layout !== undefined;
}

function versionsWithFunctions(): string {
  return platforms
    .filter(hasFunctions)
    .map((row) => row.version)
    .join(', ');
}

function unknownChoice(chosen: string) {
  return inputProblem(
    'unknown-platform',
    `--platform ${printable(chosen)} is no platform version known here.`,
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

function noFunctions(version: string) {
  return conflictProblem(
    'no-serverless-functions',
    `Platform version ${version} has no serverless functions.`,
    {
      hint: `Versions that have them: ${versionsWithFunctions()}. Change "platformVersion" in hsproject.json first.`,
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
