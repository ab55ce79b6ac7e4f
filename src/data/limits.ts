// HubSpot's documented limits of serverless functions.

/** Milliseconds that a function has to answer. */
export const responseLimitMs = 15_000;

/** Megabytes of memory (stated for CMS functions). */
export const memoryLimitMb = 128;

/** Bytes of a payload: 6 MB (stated for CMS functions). */
export const payloadLimitBytes = 6 * 1024 * 1024;

/** Bytes of a run's log that are kept, since platform version 2023.2. */
export const logLimitBytes = 256 * 1024;

/** Levels of nesting beyond which common JSON parsers give up. */
export const deepestNesting = 1000;

/** Bytes that a file or standard input may have; configurations and sources have some thousand. */
export const largestInputBytes = 16 * 1024 * 1024;

/** The same in words. */
export const largestInput = `${largestInputBytes / 1024 / 1024} MB`;

/** Bytes of a `.env`; AWS Lambda, for one, takes no more than 4 KB of variables. */
export const largestDotenvBytes = 1024 * 1024;

/** What a secret's line in a new `.env` says until somebody puts the real value there. */
export const secretPlaceholder = 'replace-me';

/** What `package.json` says about a package that no range was given for, until its installed version is known. */
export const anyRange = '*';

/** The access token of the app: HubSpot provides it, and it is never listed among the secrets. */
export const tokenName = 'PRIVATE_APP_ACCESS_TOKEN';

/**
 * A shorter value is hidden only where it is on its own: replacing every `1` or `dev` within text would make the output
 * unreadable.
 */
export const shortestHiddenInText = 4;

/** What is shown instead of a secret value. */
export const redaction = '***';

/** How the name of every component's configuration ends (platform version 2025.2 and later). */
export const hsmetaEnding = '-hsmeta.json';

/** Port on which `dev` serves functions where none is asked for. */
export const defaultPort = 3210;
