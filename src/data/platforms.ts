/**
 * The platform versions of HubSpot's developer projects, one row each. Rows stand in order of release.
 * Sources: HubSpot's platform versioning pages and changelog (support dates, Node majors), and HubSpot's own
 * packages (`@hubspot/project-parsing-lib` 0.23.0, `@hubspot/cli` 8.14.0: file names and folders).
 */
export interface Platform {
  readonly version: string;
  /** How functions are laid out and registered; undefined where the version has no serverless functions. */
  readonly layout: 'serverless-json' | 'hsmeta' | undefined;
  /** Major version of Node.js that HubSpot runs functions on; undefined where HubSpot does not say. */
  readonly nodeMajor: number | undefined;
  /** Does HubSpot build and deploy uploads of this version today? */
  readonly built: boolean;
  /** What the choice means today, in a few words. */
  readonly today: string;
}

export const platforms = [
  {
    version: '2023.2',
    layout: 'serverless-json',
    nodeMajor: 18,
    built: false,
    today: 'no longer built by HubSpot: support ended on 2025-09-30; deployed functions go on running',
  },
  {
    version: '2025.1',
    layout: 'serverless-json',
    nodeMajor: 20,
    built: false,
    today: 'no longer built by HubSpot since 2026-08-01; deployed functions go on running',
  },
  {
    version: '2025.2',
    layout: undefined,
    nodeMajor: undefined,
    built: true,
    today: 'built by HubSpot, but has no serverless functions',
  },
  {
    version: '2026.03',
    layout: 'hsmeta',
    nodeMajor: undefined,
    built: true,
    today: 'built by HubSpot until about September 2027',
  },
  {
    version: '2026.09',
    layout: 'hsmeta',
    nodeMajor: undefined,
    built: true,
    today: 'the current version; built by HubSpot until about March 2028',
  },
] as const satisfies readonly Platform[];

/** Used where `--platform` is not given. */
export const defaultPlatform = '2023.2';

/** What a notice about an unbuilt version proposes instead. */
export const currentPlatform = '2026.09';
