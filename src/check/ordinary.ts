/** Variables that are not secrets, because systems and tools set them or many libraries read them. */
const ordinary =
  /^(?:NODE_.*|PATH|HOME|PWD|USER|SHELL|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|CI|DEBUG|AWS_.*|npm_.*)$/;

/** Whether this environment variable is set by systems and tools, so it does not need to be declared. */
export function isOrdinaryVariable(name: string): boolean {
  return ordinary.test(name);
}
