/**
 * The platform versions of HubSpot's developer projects, one row each. Rows are in order of release.
 * Sources: HubSpot's platform versioning pages and changelog (support dates, Node majors), and HubSpot's own
 * packages (`@hubspot/project-parsing-lib` 0.23.0, `@hubspot/cli` 8.14.0: file names and folders;
 * `@hubspot/app-functions-dev-server` 0.11.1: how a function of 2023.1 answers).
 */
export interface Platform {
  readonly version: string;
  /** How an app and its functions are laid out and registered. */
  readonly layout: 'serverless-json' | 'hsmeta';
  /** Whether this version has serverless functions. */
  readonly functions: boolean;
  /**
   * How a function answers: with its return value, through the callback that is its second argument, or (for an unknown
   * version) either way.
   */
  readonly answers: 'return' | 'callback' | 'either';
  /** Major version of Node.js that HubSpot runs functions on; undefined if HubSpot does not say. */
  readonly nodeMajor: number | undefined;
  /** Does HubSpot build and deploy uploads of this version today? */
  readonly built: boolean;
  /** Its status today, in a few words. */
  readonly today: string;
}

export const platforms = [
  {
    version: '2023.1',
    layout: 'serverless-json',
    functions: true,
    answers: 'callback',
    nodeMajor: undefined,
    built: false,
    today: 'no longer built by HubSpot; its functions answer through a callback',
  },
  {
    version: '2023.2',
    layout: 'serverless-json',
    functions: true,
    answers: 'return',
    nodeMajor: 18,
    built: false,
    today: 'no longer supported: uploads fail, deployed functions keep running',
  },
  {
    version: '2025.1',
    layout: 'serverless-json',
    functions: true,
    answers: 'return',
    nodeMajor: 20,
    built: false,
    today: 'no longer supported: uploads fail, deployed functions keep running',
  },
  {
    version: '2025.2',
    layout: 'hsmeta',
    functions: false,
    answers: 'return',
    nodeMajor: undefined,
    built: true,
    today: 'supported, but has no serverless functions',
  },
  {
    version: '2026.03',
    layout: 'hsmeta',
    functions: true,
    answers: 'return',
    nodeMajor: undefined,
    built: true,
    today: 'supported until about September 2027',
  },
  {
    version: '2026.09',
    layout: 'hsmeta',
    functions: true,
    answers: 'return',
    nodeMajor: undefined,
    built: true,
    today: 'current version, supported until about March 2028',
  },
] as const satisfies readonly Platform[];

/** Whether this program can add functions in this version. Its templates return their response and do not use callbacks. */
export function isOffered({ functions, answers }: Platform): boolean {
  return functions && answers === 'return';
}

/** The default of `--platform`. */
export const defaultPlatform = '2023.2';

/** The version that is suggested in place of an unsupported one. */
export const currentPlatform = '2026.09';
