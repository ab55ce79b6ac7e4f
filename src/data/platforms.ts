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

const unbuilt = {
  layout: 'serverless-json',
  functions: true,
  answers: 'return',
  built: false,
  today: 'no longer supported: uploads fail, deployed functions keep running',
} as const;

const built = {
  layout: 'hsmeta',
  functions: true,
  answers: 'return',
  nodeMajor: undefined,
  built: true,
} as const;

const callbacks = 'no longer built by HubSpot; its functions answer through a callback';

export const platforms = [
  { ...unbuilt, version: '2023.1', answers: 'callback', nodeMajor: undefined, today: callbacks },
  { ...unbuilt, version: '2023.2', nodeMajor: 18 },
  { ...unbuilt, version: '2025.1', nodeMajor: 20 },
  { ...built, version: '2025.2', functions: false, today: 'supported, but has no serverless functions' },
  { ...built, version: '2026.03', today: 'supported until about September 2027' },
  { ...built, version: '2026.09', today: 'current version, supported until about March 2028' },
] as const satisfies readonly Platform[];

/** Whether this program can add functions in this version. Its templates return their response and do not use callbacks. */
export function isOffered({ functions, answers }: Platform): boolean {
  return functions && answers === 'return';
}

/** The default of `--platform`. */
export const defaultPlatform = '2023.2';

/** The version that is suggested in place of an unsupported one. */
export const currentPlatform = '2026.09';
