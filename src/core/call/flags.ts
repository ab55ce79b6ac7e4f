import type { OptionRow } from '../../data/options.ts';

type Table = Readonly<Record<string, OptionRow>>;

/** Every way an option of a table may be written in full, such as `--token` and `--no-token`. */
export function flagsOf(table: Table): string[] {
  return Object.entries(table).flatMap(([name, row]) =>
    row.negatable ? [`--${name}`, `--no-${name}`] : [`--${name}`],
  );
}

/** Options that may be written with one letter, such as `-y`. */
export function shortFlagsOf(table: Table): string[] {
  return Object.values(table).flatMap(({ short }) => (short === undefined ? [] : [`-${short}`]));
}
