/** How a version of npm parses arguments. */
type NpmParser = (args: readonly string[]) => {
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly handedOn: Readonly<Record<string, unknown>>;
};

export function npmParser(folder: string): NpmParser;
export function consumedOptions(
  npms: readonly (readonly [release: number, parse: NpmParser])[],
  names: readonly string[],
): object;
