/** A longer line was written by a tool, not by a person. */
const longestWrittenLine = 2000;
/** Identifiers that webpack, esbuild, ncc, Parcel and Rollup's CommonJS plugin leave in their output. */
const bundlerMarks =
  /__webpack_require__|__nccwpck_require__|\bparcelRequire|\b__commonJS\b|\b__toESM\b|\b__toCommonJS\b|\bgetDefaultExportFromCjs\b/;

/** Whether a file is bundled or minified. Names and line numbers in these files would not help anyone. */
export function isBundled(text: string): boolean {
  return bundlerMarks.test(text) || text.split('\n').some(({ length }) => length > longestWrittenLine);
}
