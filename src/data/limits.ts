// HubSpot's documented limits of serverless functions.

/** Time limit of a function, in milliseconds. */
export const responseLimitMs = 15_000;

/** Memory limit of a function, in megabytes (documented for CMS functions). */
export const memoryLimitMb = 128;

/** Largest request or response body, in bytes: 6 MB (documented for CMS functions). */
export const payloadLimitBytes = 6 * 1024 * 1024;

/** Bytes that HubSpot keeps of a run's log, since platform version 2023.2. */
export const logLimitBytes = 256 * 1024;

/** Lines that are kept of a run's log: the limit in bytes would allow a quarter of a million blank ones. */
export const mostLogLines = 20_000;

/** Levels of nesting beyond which common JSON parsers give up. */
export const deepestNesting = 1000;

/** Longest `uid` that HubSpot's `@hubspot/project-parsing-lib` 0.23.0 accepts. */
export const longestUid = 64;

/** Largest file or standard input that is read, in bytes. Configurations and sources have a few thousand. */
export const largestInputBytes = 16 * 1024 * 1024;

/** Most text that is read of a project, in characters: all of it is kept. Links can repeat one large file without end. */
export const mostProjectText = 256 * 1024 * 1024;

/** How many levels of folders are searched around what moves. Limited because functions might be in a home folder. */
export const searchDepth = 8;

/** `largestInputBytes` as text. */
export const largestInput = `${largestInputBytes / 1024 / 1024} MB`;

/** Largest number of functions in an answers file. */
export const mostFunctions = 1000;

/** Largest number of findings that are shown: functions that share a module can each have all of its findings. */
export const mostFindings = 10_000;

/** Largest number of findings that the run of a function warns of. */
export const mostWarnings = 1000;

/** Largest number of secrets of one function. */
export const mostSecrets = 1000;

/** Largest `.env` that is read, in bytes. AWS Lambda, for example, accepts only 4 KB of variables. */
export const largestDotenvBytes = 1024 * 1024;

/** Largest number of lines in a `.env`: even a megabyte of base64 has fewer. */
export const mostDotenvLines = 20_000;

/** A control character of Unicode: outside of names on Windows, and not to be typed in a command. */
export const controlCharacter = /[^ -~\u00a0-\u{10ffff}]/u;

/** The value of a secret in a new `.env` until somebody sets the real one. */
export const secretPlaceholder = 'replace-me';

/** The range written to `package.json` for a package given without one, until its installed version is known. */
export const anyRange = '*';

/** Name of the app's access token. HubSpot provides it, and it must not be listed among the secrets. */
export const tokenName = 'PRIVATE_APP_ACCESS_TOKEN';

/** In characters. A shorter value is only hidden as a separate word: hiding every `1` or `dev` would garble the output. */
export const shortestHiddenInText = 4;

/** What is shown instead of a secret value. */
export const redaction = '***';

/** The ending of the configuration files of components (platform version 2025.2 and later). */
export const hsmetaEnding = '-hsmeta.json';

/** The record of a migration, kept in its archive to undo it. */
export const recordName = 'migration.json';

/** Prefix of the marker file in a folder that keeps what an undone migration had written. */
export const restoredMark = 'restored-';

/** Default port of `dev`. */
export const defaultPort = 3210;
