/** Where the context of a function's smoke invocation lies: outside of the source, so that it is never uploaded. */
export function fixtureFile(name: string): string {
  return `fixtures/${name}.json`;
}
