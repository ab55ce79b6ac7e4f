import { parseArgs } from 'node:util';
import {
  type Call,
  type CommandRow,
  commandNames,
  commandRow,
  commands,
  everyOption,
  likelyCommands,
  standardProgram,
} from '../data/commands.ts';
import type { OptionRow, OptionTable } from '../data/options.ts';
import type { Problem } from '../errors.ts';
import { refusal } from '../messages/messages.ts';
import type { Environment } from '../types.ts';
import { calledAs } from './caller.ts';
import { formatCommand, splitList } from './command-line.ts';
import { nearest, nearestOption, wholeDistance } from './nearest.ts';
import { isCalledByNpm, lostOption } from './npm-flags.ts';

/**
 * Parses the arguments according to the option table.
 * @param argv the arguments after the program's name
 * @param env tells whether npm called this program and might have consumed an option
 * @throws Problem (code 2) for an unknown option (suggesting the closest one), a missing or unexpected value, an option with
 * two different values, a second directory, or a word that looks like a command of this or a similar program
 */
export function parseArguments(argv: readonly string[], env: Environment = {}): Call {
  const { tokens } = parseArgs({
    args: [...argv],
    options: parserOptions(everyOption),
    strict: false,
    allowPositionals: true,
    allowNegative: true,
    tokens: true,
  });
  const positionals: string[] = [];
  for (const token of tokens) if (token.kind === 'positional') positionals.push(token.value);
  const named = commandNames.find((name) => name === positionals[0]);
  if (named === undefined && positionals[0] !== undefined) refuseUnknownCommand(positionals[0], env);
  const command = commandRow(named ?? 'create');
  const options: Record<string, unknown> = {};
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'option') continue;
    const next = tokens[index + 1];
    refuseMissingEquals(command, token, next?.kind === 'positional' ? next.value : undefined);
    takeOption(options, command, token);
  }
  const operand = onlyOne(named === undefined ? positionals : positionals.slice(1), command, env);
  return { command: command.name, ...(operand === undefined ? {} : { operand }), options } as Call;
}

/**
 * Refuses options that contradict each other, or that have no meaning without another option.
 * @param shown how to show an option in the message
 * @throws Problem `options-clash` (code 2)
 */
export function refuseClashes(
  { command, operand, options }: Call,
  shown = (option: string) => `--${option}`,
): void {
  const given: Readonly<Record<string, unknown>> = options;
  const isGiven = (form: string): boolean => {
    if (form.startsWith('[')) return operand !== undefined;
    if (form.startsWith('no-')) return given[form.slice(3)] === false;
    const [name = '', value] = form.split('=');
    return value === undefined
      ? ![undefined, false].includes(given[name] as undefined)
      : given[name] === value;
  };
  const { clashes = {}, needs = {} } = commandRow(command);
  const pairs = Object.entries(clashes).flatMap(([one, others]) => others.map((other) => [one, other]));
  const both = pairs.find((pair) => pair.every(isGiven));
  if (both !== undefined) {
    const names = both.filter((form) => !form.startsWith('[')).map(shown);
    throw refusal('options-clash', { options: names, operand: names.length < 2 ? operand : undefined });
  }
  const lonely = Object.keys(needs).find((name) => isGiven(name) && !isGiven(needs[name] ?? ''));
  if (lonely !== undefined)
    throw refusal('options-clash', { options: [shown(lonely)], needs: `--${needs[lonely]}` });
}

/** Refuses a mistyped command, which must not become a directory. `./word` is still a directory. */
function refuseUnknownCommand(word: string, env: Environment): void {
  const mistyped = commandNames.find((name) => wholeDistance(word, name) <= 1);
  const likely = Object.entries(likelyCommands).find(([name]) => name === word.toLowerCase());
  const meant = mistyped === undefined ? likely?.[1] : `${standardProgram} ${mistyped}`;
  if (meant === undefined) return;
  const program = formatCommand(calledAs(env, undefined).program);
  throw refusal('unknown-command', { word, meant: meant.replace(standardProgram, program) });
}

/** Refuses `--inspect 9230`, where the port would be taken for a function name. */
function refuseMissingEquals(
  { options }: CommandRow,
  { name, rawName, value }: OptionToken,
  next: string | undefined,
): void {
  const isOptional = Object.hasOwn(options, name) && options[name]?.kind === 'optional-number';
  if (isOptional && value === undefined && next !== undefined && /^\d+$/.test(next)) {
    throw refusal('missing-equals', { option: rawName, value: next });
  }
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function parserOptions(table: OptionTable) {
  const entries = Object.entries(table).map(([name, row]) => {
    const type = row.kind === 'switch' || row.kind === 'optional-number' ? 'boolean' : 'string';
    return [name, { type, ...(row.short ? { short: row.short } : {}) }] as const;
  });
  return Object.fromEntries(entries) as Record<string, { type: 'boolean' | 'string'; short?: string }>;
}

function takeOption(values: Record<string, unknown>, command: CommandRow, token: OptionToken): void {
  const option = token.rawName;
  const found = optionOf(command.options, option.startsWith('--') ? option.slice('--'.length) : token.name);
  if (found === undefined) throw unknownOption(option, command);
  const { name, row, negated } = found;
  if (row.kind === 'switch' && token.value !== undefined) throw refusal('unexpected-value', { option });
  const before = values[name];
  const value = row.kind === 'switch' ? !negated : givenValue(token, row);
  if (Array.isArray(value)) values[name] = [...((before as readonly string[]) ?? []), ...value];
  else if (before === undefined || before === value) values[name] = value;
  else
    throw refusal('options-clash', {
      options: row.kind === 'switch' ? [`--${name}`, `--no-${name}`] : [option],
    });
}

/** The option that a word means: its own name, or `no-<name>` for a switch that can be turned off. */
export function optionOf(table: OptionTable, word: string) {
  const negated = word.startsWith('no-') && !Object.hasOwn(table, word);
  const name = negated ? word.slice('no-'.length) : word;
  const row = Object.hasOwn(table, name) ? table[name] : undefined;
  return row === undefined || (negated && !row.negatable) ? undefined : { name, row, negated };
}

function givenValue(token: OptionToken, row: OptionRow): unknown {
  if (row.kind === 'optional-number' && token.value === undefined) return true;
  const value = neededValue(token, row);
  switch (row.kind) {
    case 'text':
      return value;
    case 'list':
      return splitList(value);
    case 'pairs':
      return [value];
    default:
      return wholeNumber(value, row, token.rawName);
  }
}

function neededValue(
  { rawName: option, value, inlineValue }: OptionToken,
  { value: form }: OptionRow,
): string {
  if (value === undefined) throw refusal('missing-value', { option, form });
  if (!inlineValue && value.length > 1 && value.startsWith('-')) {
    throw refusal('missing-value', { option, form, next: value });
  }
  return value;
}

function wholeNumber(
  value: string,
  { least = 1, most = Number.MAX_SAFE_INTEGER }: OptionRow,
  option: string,
): number {
  const number = Number(value);
  if (/^[1-9]\d*$/.test(value) && number >= least && number <= most) return number;
  throw refusal('not-a-number', { option, least, most, value });
}

function onlyOne(
  operands: readonly string[],
  { operand: what, title }: CommandRow,
  env: Environment,
): string | undefined {
  if (what === undefined) {
    if (operands[0] === undefined) return undefined;
    throw refusal('unexpected-argument', { command: title, given: operands[0] });
  }
  if (operands.length > 1) {
    const underNpm = isCalledByNpm(env) ? lostOption(env) : undefined;
    throw refusal('too-many-arguments', { what, given: operands, underNpm });
  }
  if (operands[0]?.trim() === '') throw refusal('empty-argument', { what, given: operands[0] });
  return operands[0];
}

/** The Problem for an option that a command does not have. Names the commands that have it, or else the closest option. */
function unknownOption(rawName: string, command: CommandRow): Problem {
  const owners = commands.filter(({ options }) => flagsOf(options).includes(rawName));
  if (owners.length > 0) {
    return refusal('unknown-option', {
      option: rawName,
      // The default command also adds functions.
      commands: owners.flatMap(({ name }) => (name === 'create' ? ['create', 'add'] : [name])),
    });
  }
  const own = command.options;
  const short = Object.values(own).flatMap((row) => (row.short === undefined ? [] : [`-${row.short}`]));
  return refusal('unknown-option', {
    option: rawName,
    near: nearest(rawName, flagsOf(own)),
    nearest: nearestOption(rawName, [...flagsOf(own), ...short]),
  });
}

/**
 * All ways to write an option, without dashes, with their meanings. An option that can be turned off also has a `no-` form.
 */
export function formsOf(name: string, { negatable, shownNegated, summary }: OptionRow) {
  if (!negatable) return [{ name, summary }];
  // The summary describes the form that the help shows.
  return [
    { name, summary: shownNegated ? `the opposite of no-${name}` : summary },
    { name: `no-${name}`, summary: shownNegated ? summary : `the opposite of ${name}` },
  ];
}

function flagsOf(table: OptionTable): string[] {
  return Object.entries(table).flatMap(([name, row]) => formsOf(name, row).map((form) => `--${form.name}`));
}
