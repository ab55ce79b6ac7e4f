import type { OptionRow } from '../../data/options.ts';

type Table = Readonly<Record<string, OptionRow>>;

/** A way to write an option, without its dashes, and what that says. */
export interface Form {
  readonly name: string;
  readonly summary: string;
}

/** Every way an option may be written in full: one that can be turned off has a `no-` form too. */
export function formsOf(name: string, { negatable, shownNegated, summary }: OptionRow): readonly Form[] {
  if (!negatable) return [{ name, summary }];
  // The summary speaks of the form that help shows.
  return [
    { name, summary: shownNegated ? `the opposite of no-${name}` : summary },
    { name: `no-${name}`, summary: shownNegated ? summary : `the opposite of ${name}` },
  ];
}

/** Every way an option of a table may be written in full, such as `--token` and `--no-token`. */
export function flagsOf(table: Table): string[] {
  return Object.entries(table).flatMap(([name, row]) => formsOf(name, row).map((form) => `--${form.name}`));
}

/** Options that may be written with one letter, such as `-y`. */
export function shortFlagsOf(table: Table): string[] {
  return Object.values(table).flatMap(({ short }) => (short === undefined ? [] : [`-${short}`]));
}
