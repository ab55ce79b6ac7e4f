import type { OptionRow } from '../../data/options.ts';

/** What npm left of the options that it took for its own. */
export interface SwallowedOptions {
  /** In the order of the table; several values of one option in the order they were given. */
  readonly options: readonly SwallowedOption[];
  /** Words that npm took for the value of a switch: they are operands, and no option's value. */
  readonly operands: readonly string[];
}

/** One use of an option; `argument` is what it was, such as `--json`, or undefined where its value is among the words. */
export interface SwallowedOption {
  readonly name: string;
  readonly argument: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Table = Readonly<Record<string, OptionRow>>;

/**
 * Reads a table's options from npm's variables: `true` for an option without `=`, an empty string for a negated one,
 * and several values with an empty line between them. Tried with npm 8.19, 9.9, 10.9 and 11.21.
 */
export function readSwallowedOptions(table: Table, env: Environment): SwallowedOptions {
  const options: SwallowedOption[] = [];
  const operands: string[] = [];
  for (const [name, row] of Object.entries(table)) {
    for (const value of valuesOf(name, env)) {
      if (saysNothing(name, row, value)) continue;
      options.push({ name, argument: argumentOf(name, row, value) });
      if (!isNextWord(name, value)) continue;
      const next = nextOption(value, table);
      if (next === undefined) operands.push(value);
      else options.push(next);
    }
  }
  return { options, operands };
}

function valuesOf(name: string, env: Environment): readonly string[] {
  // npm answers these itself, and `npx --yes` answers npm's own question.
  if (name === 'help' || name === 'version') return [];
  if (name === 'yes' && env.npm_command !== 'init') return [];
  // npm reads `--app` as its own `-a -p -p`, also with `=` behind it.
  if (name === 'app' && env.npm_config_all === 'true' && env.npm_config_parseable === 'true') return ['true'];
  const value = env[`npm_config_${name.replaceAll('-', '_')}`] ?? abbreviated(name, env);
  return value?.split('\n\n') ?? [];
}

/** npm completes what could be the start of an option of its own. */
function abbreviated(name: string, env: Environment): string | undefined {
  if (name === 'token') return env.npm_config_token_description; // npm 11
  const isNumber = /^\d+$/.test(env.npm_config_node_options ?? '');
  return name === 'node' && isNumber ? env.npm_config_node_options : undefined; // npm 9 and 10
}

/** A switch that was turned off where off is what it is anyway, or npm's own setting `color=always`. */
function saysNothing(name: string, row: OptionRow, value: string): boolean {
  const off = takesNoWord(row) && isOff(value) && !row.negatable;
  return off || (name === 'color' && value !== 'true' && !isOff(value));
}

function argumentOf(name: string, row: OptionRow, value: string): string | undefined {
  if (value === 'true') return takesNoWord(row) ? `--${name}` : undefined;
  if (takesNoWord(row) && isOff(value)) return `--no-${name}`;
  return isNextWord(name, value) ? `--${name}` : `--${name}=${value}`;
}

function isOff(value: string): boolean {
  return value === '' || value === 'false';
}

/** Does the option stand alone, or with its value behind `=` only? */
function takesNoWord(row: OptionRow | undefined): boolean {
  return row === undefined || row.kind === 'switch' || row.kind === 'optional-number';
}

/** Switches of ours that take a value in npm, which is the next word, whatever it is. */
function isNextWord(name: string, value: string): boolean {
  return (name === 'diff' || name === 'token') && value !== 'true' && !isOff(value);
}

/** The option that a word is; undefined for an operand. */
function nextOption(word: string, table: Table): SwallowedOption | undefined {
  if (!word.startsWith('-')) return undefined;
  const name = word.replace(/^--/, '');
  const row = Object.hasOwn(table, name) ? table[name] : undefined;
  return { name, argument: takesNoWord(row) ? word : undefined };
}
