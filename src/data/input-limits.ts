/** Levels of nesting beyond which common JSON parsers give up. */
export const deepestNesting = 1000;

/** Bytes that a file or standard input may have; configurations and sources have some thousand. */
export const largestInputBytes = 16 * 1024 * 1024;

/** The same in words. */
export const largestInput = `${largestInputBytes / 1024 / 1024} MB`;
