// HubSpot's documented limits of serverless functions.

/** Milliseconds that a function has to answer. */
export const responseLimitMs = 15_000;

/** Megabytes of memory (stated for CMS functions). */
export const memoryLimitMb = 128;

/** Bytes of a payload: 6 MB (stated for CMS functions). */
export const payloadLimitBytes = 6 * 1024 * 1024;

/** Bytes of a run's log that are kept, since platform version 2023.2. */
export const logLimitBytes = 256 * 1024;

/** Most lines of a run's log that are kept: a quarter of a million blank ones fit into the bytes. */
export const mostLogLines = 20_000;

/** Levels of nesting beyond which common JSON parsers give up. */
export const deepestNesting = 1000;

/** Longest `uid` that HubSpot's `@hubspot/project-parsing-lib` 0.23.0 accepts. */
export const longestUid = 64;

/** Largest file or standard input, in bytes; configurations and sources have a few thousand. */
export const largestInputBytes = 16 * 1024 * 1024;

/** The same in words. */
export const largestInput = `${largestInputBytes / 1024 / 1024} MB`;

/** Most functions that one answers file can list. */
export const mostFunctions = 1000;

/** Most secrets that one function can be given. */
export const mostSecrets = 1000;

/** Largest `.env`, in bytes; AWS Lambda, for example, accepts only 4 KB of variables. */
export const largestDotenvBytes = 1024 * 1024;

/** Most lines of a `.env`: a value of a megabyte in base64 has fewer. */
export const mostDotenvLines = 20_000;

/** The value of a secret in a new `.env` until somebody sets the real one. */
export const secretPlaceholder = 'replace-me';

/** The range in `package.json` for a package without one, until its installed version is known. */
export const anyRange = '*';

/** The access token of the app: HubSpot provides it, and it is never listed among the secrets. */
export const tokenName = 'PRIVATE_APP_ACCESS_TOKEN';

/** A shorter value is hidden only if it stands alone: replacing every `1` or `dev` would make the output unreadable. */
export const shortestHiddenInText = 4;

/** What is shown instead of a secret value. */
export const redaction = '***';

/** The ending of the configuration files of components (platform version 2025.2 and later). */
export const hsmetaEnding = '-hsmeta.json';

/** The record of a migration, kept in its archive to undo it. */
export const recordName = 'migration.json';

/** The name begins like this of the mark in a folder that keeps what a migration had written that was undone. */
export const restoredMark = 'restored-';

/** Default port of `dev`. */
export const defaultPort = 3210;
