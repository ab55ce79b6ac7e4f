import { parseArgs } from 'node:util';
import {
  type GenerateOptions,
  generateOptions,
  type InvokeOptions,
  invokeOptions,
  type OptionRow,
} from '../../data/options.ts';
import { inputProblem } from '../../errors.ts';
import { printable } from '../report/printable.ts';
import { isCalledByNpm } from './called-by-npm.ts';
import { lostOptionHint } from './swallowed-problem.ts';
import { unknownOption } from './unknown-option.ts';

/** What the arguments ask for. */
export type Call =
  | { readonly command: 'generate'; readonly directory?: string; readonly options: GenerateOptions }
  | { readonly command: 'invoke'; readonly function?: string; readonly options: InvokeOptions }
  | { readonly command: 'completion'; readonly shell?: string; readonly options: InvokeOptions };

/** Words that name a command; a directory of that name is written `./invoke`. */
export const commandNames = ['invoke', 'completion'] as const;

type Table = Readonly<Record<string, OptionRow>>;

const tables: Readonly<Record<Call['command'], Table>> = {
  generate: generateOptions,
  invoke: invokeOptions,
  completion: { help: invokeOptions.help, version: invokeOptions.version, json: invokeOptions.json },
};

/** Every option of every command; an option that two commands share takes a value in both or in neither. */
const everyOption: Table = { ...invokeOptions, ...generateOptions };

/**
 * Reads the arguments by the option table.
 *
 * @param argv what follows the program's name
 * @param env tells whether npm called, which may have taken an option away
 * @throws Problem (code 2) for an unknown option (naming the nearest one), a value that is missing or too much,
 *   or a second directory
 */
export function parseArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Call {
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
  const [first, ...rest] = positionals;
  const command = commandNames.find((name) => name === first) ?? 'generate';
  const values: Record<string, unknown> = {};
  for (const token of tokens) {
    if (token.kind === 'option') takeOption(values, tables[command], command, token);
  }
  if (command === 'generate') {
    const directory = onlyOne(positionals, 'directory', env);
    return { command, ...(directory === undefined ? {} : { directory }), options: values };
  }
  const operand = onlyOne(rest, command === 'invoke' ? 'function' : 'shell', env);
  if (command === 'invoke') {
    return { command, ...(operand === undefined ? {} : { function: operand }), options: values };
  }
  return { command, ...(operand === undefined ? {} : { shell: operand }), options: values };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function parserOptions(table: Table) {
  const entries = Object.entries(table).map(([name, row]) => {
    const type = row.kind === 'switch' || row.kind === 'optional-number' ? 'boolean' : 'string';
    return [name, { type, ...(row.short ? { short: row.short } : {}) }] as const;
  });
  return Object.fromEntries(entries) as Record<string, { type: 'boolean' | 'string'; short?: string }>;
}

function takeOption(
  values: Record<string, unknown>,
  table: Table,
  command: Call['command'],
  token: OptionToken,
): void {
  const negated = token.rawName.startsWith('--no-') && !Object.hasOwn(table, token.rawName.slice(2));
  // Node calls `--no-install=false` the option `no-install`.
  const name = negated ? token.rawName.slice('--no-'.length) : token.name;
  const row = Object.hasOwn(table, name) ? table[name] : undefined;
  if (row === undefined || (negated && !row.negatable)) throw unknownOption(token.rawName, command, tables);
  const shown = printable(token.rawName);
  if (row.kind === 'switch') {
    if (token.value !== undefined) {
      throw inputProblem('unexpected-value', `${shown} takes no value.`, { hint: `Write ${shown} alone.` });
    }
    values[name] = !negated;
    return;
  }
  if (row.kind === 'optional-number' && token.value === undefined) {
    values[token.name] = true;
    return;
  }
  const value = neededValue(token, row, shown);
  if (row.kind === 'text') values[token.name] = value;
  else if (row.kind === 'list') values[token.name] = [...already(values, token), ...splitList(value)];
  else if (row.kind === 'pairs') values[token.name] = [...already(values, token), value];
  else values[token.name] = wholeNumber(value, row, shown);
}

function already(values: Record<string, unknown>, token: OptionToken): readonly string[] {
  return (values[token.name] as readonly string[] | undefined) ?? [];
}

function neededValue(token: OptionToken, row: OptionRow, shown: string): string {
  if (token.value === undefined) {
    throw inputProblem('missing-value', `${shown} needs a value.`, { hint: `Write ${shown} ${row.value}.` });
  }
  if (!token.inlineValue && token.value.length > 1 && token.value.startsWith('-')) {
    const value = printable(token.value);
    throw inputProblem('missing-value', `${shown} needs a value, but ${value} follows it.`, {
      hint: `If ${value} is the value, write ${shown}=${value}.`,
    });
  }
  return token.value;
}

/** The parts of a comma-separated value; blanks around them are dropped, and empty parts too. */
export function splitList(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function wholeNumber(value: string, { most = Number.MAX_SAFE_INTEGER }: OptionRow, shown: string): number {
  if (/^[1-9]\d*$/.test(value) && Number(value) <= most) return Number(value);
  const message = `${shown} takes a whole number from 1 to ${most}, not ${printable(value)}.`;
  throw inputProblem('not-a-number', message);
}

function onlyOne(
  operands: readonly string[],
  what: 'directory' | 'function' | 'shell',
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (operands.length > 1) {
    const given = operands.map(printable).join(', ');
    throw inputProblem(
      'too-many-arguments',
      `One ${what} can be given, but there are ${operands.length}: ${given}.`,
      { hint: isCalledByNpm(env) ? lostOptionHint(env) : 'See --help for what each option takes.' },
    );
  }
  return operands[0];
}
