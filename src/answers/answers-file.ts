import { splitList } from '../args/command-line.ts';
import { nearest } from '../args/parse-args.ts';
import {
  type CreateOptions,
  createOptions,
  type FunctionOptions,
  type OptionRow,
  type OptionTable,
} from '../data/options.ts';
import { parseJson } from '../edit/json-scanner.ts';
import { inputProblem, Problem } from '../errors.ts';
import { printable } from '../terminal/text.ts';
import type { Json } from '../types.ts';

/** Options that only an argument can say. */
const argumentsOnly: readonly string[] = ['answers', 'json', 'help', 'version', 'color'];

/** What an answers file can say at its top level, and what of it in each entry of `functions`. */
export const answersFileOptions: OptionTable = withoutArgumentsOnly(createOptions);
export const answersFileFunctionOptions: OptionTable = Object.fromEntries(
  Object.entries(createOptions).filter(([, row]) => row.scope === 'function'),
);

function withoutArgumentsOnly(table: OptionTable): OptionTable {
  return Object.fromEntries(Object.entries(table).filter(([name]) => !argumentsOnly.includes(name)));
}

/** What an answers file says: options as from the command line, and the functions where it lists several. */
export interface FileAnswers {
  readonly options: CreateOptions;
  readonly functions: readonly FunctionOptions[] | undefined;
}

/**
 * Reads the text of an answers file: a JSON object with the options' names as keys, and optionally
 * `functions`, a list of objects with the options that speak of one function.
 *
 * @param file its name, for messages
 * @throws Problem (code 2) for text that is no JSON, unknown keys (naming the nearest) and values of a wrong kind
 */
export function readAnswersFile(text: string, file: string): FileAnswers {
  const value = parsed(text, file);
  if (!isObject(value)) {
    throw wrong(file, 'holds no JSON object', 'Write {"app": "my-app", "function": "hello"}, for example.');
  }
  const { functions, ...rest } = value;
  const options = readOptions(rest, answersFileOptions, ['functions'], file, '');
  if (functions === undefined) return { options, functions: undefined };
  if (!Array.isArray(functions) || functions.length === 0) {
    throw wrong(
      file,
      '"functions" is no list with at least one entry',
      'Write "functions": [{"function": "hello"}].',
    );
  }
  const clash = Object.keys(answersFileFunctionOptions).find((name) => Object.hasOwn(options, name));
  if (clash !== undefined) {
    throw wrong(
      file,
      `has "${clash}" beside "functions"`,
      `Move "${clash}" into the entries of "functions".`,
    );
  }
  return {
    options,
    functions: functions.map((entry: Json, index) => {
      const where = `functions[${index}]`;
      if (!isObject(entry)) throw wrong(file, `${where} is no object`);
      return readOptions(entry, answersFileFunctionOptions, [], file, `${where}.`);
    }),
  };
}

function parsed(text: string, file: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    try {
      // It reads comments and trailing commas too, which do no harm here.
      return parseJson(file, text).value;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw error;
      throw inputProblem('invalid-answers', problem.message, { hint: problem.details.hint });
    }
  }
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readOptions(
  entries: { readonly [key: string]: Json },
  table: OptionTable,
  furtherKeys: readonly string[],
  file: string,
  prefix: string,
): CreateOptions {
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(entries)) {
    const known = keyOf(table, key);
    if (known === undefined) {
      if (argumentsOnly.includes(key.replace(/^no-/, ''))) {
        throw wrong(
          file,
          `has "${prefix}${key}", which belongs on the command line only`,
          `Give --${key} there.`,
        );
      }
      const near = nearest(key, [...Object.keys(table), ...furtherKeys]);
      const hint = near === undefined ? 'See --help --json for all keys.' : `Did you mean "${near}"?`;
      throw wrong(file, `has an unknown key "${prefix}${printable(key)}"`, hint);
    }
    const read = readValue(value, known.row, known.negated);
    if (read === undefined) {
      throw wrong(
        file,
        `"${prefix}${key}" has a wrong kind of value`,
        `It takes ${valueInWords[known.row.kind]}.`,
      );
    }
    values[known.name] = read;
  }
  return values;
}

/** The option that a key names: its own name, or `no-<name>` for a switch that can be turned off. */
function keyOf(table: OptionTable, key: string) {
  const negated = key.startsWith('no-') && !Object.hasOwn(table, key);
  const name = negated ? key.slice(3) : key;
  const row = Object.hasOwn(table, name) ? table[name] : undefined;
  return row === undefined || (negated && !row.negatable) ? undefined : { name, row, negated };
}

/** NUL cannot stand in an argument or a path, so it cannot stand in a file's answer. */
function isText(value: Json): value is string {
  return typeof value === 'string' && !value.includes('\0');
}

const valueInWords: Readonly<Record<OptionRow['kind'], string>> = {
  text: 'a text without NUL',
  list: 'a list of texts without NUL',
  pairs: 'a list of texts without NUL',
  switch: 'true or false',
  number: 'a whole number',
  'optional-number': 'a whole number, or true',
};

function readValue(value: Json, row: OptionRow, negated: boolean): unknown {
  switch (row.kind) {
    case 'text':
      return isText(value) ? value : undefined;
    case 'list':
    case 'pairs': {
      if (isText(value)) return splitList(value);
      const isList = Array.isArray(value) && value.every(isText);
      return isList ? value : undefined;
    }
    case 'switch':
      return typeof value === 'boolean' ? value !== negated : undefined;
    case 'number':
    case 'optional-number':
      return Number.isInteger(value) && Number(value) > 0 ? value : undefined;
  }
}

function wrong(file: string, what: string, hint?: string): Problem {
  return inputProblem('invalid-answers', `The answers file ${printable(file)} ${what}.`, { hint });
}
