import { splitList } from '../args/command-line.ts';
import { nearest } from '../args/nearest.ts';
import { optionOf } from '../args/parse-args.ts';
import { mostFunctions } from '../data/limits.ts';
import {
  type CreateOptions,
  createOptions,
  type FunctionOptions,
  isOfFunction,
  type OptionRow,
  type OptionTable,
} from '../data/options.ts';
import {
  type JsonContainer,
  type JsonEntry,
  jsonSource,
  lineAndColumn,
  scanJson,
  scannedValue,
} from '../edit/json-scanner.ts';
import { Problem } from '../errors.ts';
import { refusal } from '../messages/messages.ts';
import { type JsonObject, objectOf } from '../project/json.ts';
import type { Json } from '../types.ts';

const argumentsOnly: readonly string[] = ['answers', 'json', 'help', 'version', 'color'];

/** The keys allowed at the top level of an answers file. Below: those in each entry of `functions`. */
export const answersFileOptions: OptionTable = Object.fromEntries(
  Object.entries(createOptions).filter(([name]) => !argumentsOnly.includes(name)),
);
export const answersFileFunctionOptions: OptionTable = Object.fromEntries(
  Object.entries(createOptions).filter(([name]) => isOfFunction(name)),
);

/**
 * Parses an answers file: a JSON object with option names as keys and, optionally, `functions`: a list of objects with the
 * options that apply to a single function.
 * @param file its name for messages; `-` for standard input
 * @returns options as on the command line, and the entries of `functions` if present
 * @throws Problem (code 2) for text that is not JSON, unknown keys (suggesting the most similar one), duplicate keys, and
 * values of the wrong type
 */
export function readAnswersFile(
  text: string,
  file: string,
): { readonly options: CreateOptions; readonly functions: readonly FunctionOptions[] | undefined } {
  const value = objectOf(parsed(text, file));
  if (value === undefined) throw refusal('invalid-answers', { file, fault: 'not-an-object' });
  // `$schema` lets editors find the schema.
  const { functions, $schema: _, ...rest } = value;
  const options = readOptions(rest, answersFileOptions, ['functions'], file, '');
  if (functions === undefined) return { options, functions: undefined };
  if (!Array.isArray(functions) || functions.length === 0) {
    throw refusal('invalid-answers', { file, fault: 'functions-not-a-list' });
  }
  if (functions.length > mostFunctions) {
    throw refusal('invalid-answers', { file, fault: 'too-many-functions', count: functions.length });
  }
  const clash = Object.keys(answersFileFunctionOptions).find((name) => Object.hasOwn(options, name));
  if (clash !== undefined) {
    throw refusal('invalid-answers', { file, fault: 'beside-functions', key: clash });
  }
  return {
    options,
    functions: functions.map((entry: Json, index) => {
      const where = `functions[${index}]`;
      const options = objectOf(entry);
      if (options === undefined)
        throw refusal('invalid-answers', { file, fault: 'entry-not-an-object', entry: where });
      return readOptions(options, answersFileFunctionOptions, [], file, `${where}.`);
    }),
  };
}

/** Allows comments and trailing commas. */
function parsed(text: string, file: string): Json {
  const source = jsonSource(file === '-' ? 'standard input' : file, text);
  let root: JsonContainer | undefined;
  try {
    root = scanJson(source);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    throw refusal('invalid-answers', { file, fault: 'not-json', problem });
  }
  const functions = root?.named.get('functions')?.container?.entries ?? [];
  for (const one of [root, ...functions.map(({ container }) => container)])
    if (one !== undefined) refuseTwice(one, text, file);
  return scannedValue(source);
}

/**
 * Refuses duplicate keys. JSON allows them, but only the last one would count. `token` and `no-token` count as duplicates
 * too.
 */
function refuseTwice({ kind, entries }: JsonContainer, text: string, file: string): void {
  const seen = new Map<string, JsonEntry>();
  for (const entry of entries) {
    const name = entry.key.replace(/^no-/, '');
    const earlier = kind === 'object' ? seen.get(name) : undefined;
    if (earlier !== undefined) {
      const both = [earlier, entry].map(({ key, start }) => ({ key, line: lineAndColumn(text, start).line }));
      throw refusal('invalid-answers', { file, fault: 'key-twice', both });
    }
    seen.set(name, entry);
  }
}

function readOptions(
  entries: JsonObject,
  table: OptionTable,
  furtherKeys: readonly string[],
  file: string,
  prefix: string,
): CreateOptions {
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(entries)) {
    const known = optionOf(table, key);
    if (known === undefined) {
      if (argumentsOnly.includes(key.replace(/^no-/, ''))) {
        const values = { fault: 'command-line-only', key: `${prefix}${key}`, option: key } as const;
        throw refusal('invalid-answers', { file, ...values });
      }
      const near = nearest(key, [...Object.keys(table), ...furtherKeys]);
      throw refusal('invalid-answers', { file, fault: 'unknown-key', key: `${prefix}${key}`, near });
    }
    const read = readValue(value, known.row, known.negated);
    if (read === undefined) {
      const number = typeof value === 'number' ? value : undefined;
      const values = { fault: 'wrong-type', key: `${prefix}${key}`, needed: known.row.kind, number } as const;
      throw refusal('invalid-answers', { file, ...values });
    }
    values[known.name] = read;
  }
  return values;
}

/** Arguments and paths cannot contain NUL, so answers in a file cannot either. */
function isText(value: Json): value is string {
  return typeof value === 'string' && !value.includes('\0');
}

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
