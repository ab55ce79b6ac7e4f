/**
 * Matches the package's name at the start of an import specifier: `a` in `a/b`, `@a/b` in `@a/b/c`. Relative and
 * absolute paths, URLs, `node:` and `#` imports do not match, nor what no registry takes as a name and a shell may run; the
 * names of Node's own modules do.
 */
export const packageOf = /^(?!.*:)(?:@[\w.~-]+\/)?[a-z\d][\w.~-]*(?=\/|$)/i;
