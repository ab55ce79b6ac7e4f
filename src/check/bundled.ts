/** A line this long was written by a tool, not by a person. */
const longestWrittenLine = 2000;
/** Traces of webpack, esbuild, ncc, Parcel and Rollup's CommonJS plugin in the files that they write. */
const bundlerMarks =
  /__webpack_require__|__nccwpck_require__|\bparcelRequire|\b__commonJS\b|\b__toESM\b|\b__toCommonJS\b|\bgetDefaultExportFromCjs\b/;

/** Was a file bundled or minified? Names and lines in it would not help. */
export function isBundled(text: string): boolean {
  return bundlerMarks.test(text) || text.split('\n').some(({ length }) => length > longestWrittenLine);
}
