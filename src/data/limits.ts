// HubSpot's documented limits of serverless functions.

/** Milliseconds that a function has to answer. */
export const responseLimitMs = 15_000;

/** Megabytes of memory (stated for CMS functions). */
export const memoryLimitMb = 128;

/** Bytes of a payload: 6 MB (stated for CMS functions). */
export const payloadLimitBytes = 6 * 1024 * 1024;

/** Bytes of a run's log that are kept, since platform version 2023.2. */
export const logLimitBytes = 256 * 1024;
