/** Variables that are not secrets: set by systems and tools, or read by many libraries. */
const ordinary =
  /^(?:NODE_.*|PATH|HOME|PWD|USER|SHELL|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|CI|DEBUG|AWS_.*|npm_.*)$/;

/** Is this an environment variable that systems and tools set, so that it need not be declared? */
export function isOrdinaryVariable(name: string): boolean {
  return ordinary.test(name);
}
