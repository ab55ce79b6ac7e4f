/**
 * Matches the package's name at the start of an import specifier: `a` in `a/b`, `@a/b` in `@a/b/c`. Relative and absolute
 * paths, URLs, `node:` and `#` imports do not match, nor do names that no registry accepts and a shell might run; the names
 * of Node's own modules do.
 */
export const packageOf = /^(?!.*:)(?:@[\w.~-]+\/)?[a-z\d][\w.~-]*(?=\/|$)/i;
