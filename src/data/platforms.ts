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
  /** Does HubSpot give this version serverless functions? */
  readonly functions: boolean;
  /**
   * How a function answers: by what it returns, by the callback that it gets as its second argument, or, where the
   * version is not known, by either.
   */
  readonly answers: 'return' | 'callback' | 'either';
  /** Major version of Node.js that HubSpot runs functions on; undefined if HubSpot does not say. */
  readonly nodeMajor: number | undefined;
  /** Does HubSpot build and deploy uploads of this version today? */
  readonly built: boolean;
  /** What the choice means today, in a few words. */
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

/** Can this program write functions for a version? Its templates return their response. */
export function isOffered({ functions, answers }: Platform): boolean {
  return functions && answers === 'return';
}

/** The default of `--platform`. */
export const defaultPlatform = '2023.2';

/** What a notice about an unsupported version suggests instead. */
export const currentPlatform = '2026.09';
