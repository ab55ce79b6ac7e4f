/** HubSpot's documented limits of serverless functions. */
export const limits = {
  /** Milliseconds that a function has to answer. */
  responseMs: 15_000,
  /** Megabytes of memory (stated for CMS functions). */
  memoryMb: 128,
  /** Bytes of a payload: 6 MB (stated for CMS functions). */
  payloadBytes: 6 * 1024 * 1024,
  /** Bytes of a run's log that are kept, since platform version 2023.2. */
  logBytes: 256 * 1024,
} as const;

/** Levels of nesting beyond which common JSON parsers give up. */
export const deepestNesting = 1000;

/** Bytes that a file or standard input may have; configurations and sources have some thousand. */
export const largestInputBytes = 16 * 1024 * 1024;

/** The same in words. */
export const largestInput = `${largestInputBytes / 1024 / 1024} MB`;
