/** How words are marked on the stream that a text goes to; each function returns its text as it is where there is no colour. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly notice: (text: string) => string;
  /** Can the stream show more than ASCII? */
  readonly unicode: boolean;
}

const same = (text: string): string => text;

/** No marks at all: for files, pipes and tests. */
export const plainStyle: Style = {
  bold: same,
  dim: same,
  good: same,
  bad: same,
  notice: same,
  unicode: true,
};
