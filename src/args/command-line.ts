import { withoutLikelyValues } from '../check/secret-values.ts';
import { commandNames } from '../data/commands.ts';
import { createOptions, invokeOptions, type OptionRow } from '../data/options.ts';
import type { PackageManager } from '../data/package-managers.ts';
import { packageManagerRow } from '../install/choose-package-manager.ts';
import type { CalledAs } from './caller.ts';
import { commandFor } from './quote.ts';
import { callersShell, quote, type Shell } from './shell.ts';

type OptionValue = string | number | boolean | readonly string[];

/** Values by option name; undefined for options that are not given. */
type OptionValues = Readonly<Record<string, OptionValue | undefined>>;

/**
 * A command line for a shell. By default, for the shell that this program was called from. A key where the name of a secret
 * belongs is masked.
 */
export function formatCommand(words: readonly string[], shell: Shell = callersShell()): string {
  const shown = words.map((word, at) =>
    words[at - 1] === '--secret' || word.startsWith('--secret=') ? withoutLikelyValues(word) : word,
  );
  return commandFor(shell, shown);
}

/** The command that stores the value of a secret in HubSpot, which asks for it. */
export function secretCommand(name: string): string {
  return `hs secret add ${quote(name)}`;
}

/**
 * Joins commands that each need the previous one to succeed. On Windows they go on separate lines, because Windows
 * PowerShell 5 has no `&&` and cmd has no `;`.
 */
export function joinCommands(commands: readonly string[], shell: Shell = callersShell()): string {
  return commands.join(shell === 'posix' ? ' && ' : '\n');
}

/** The words of a call of this program through a package manager. */
export function callWords(
  packageManager: PackageManager,
  operands: readonly string[],
  options: readonly string[],
): string[] {
  const { separator } = packageManagerRow(packageManager);
  // Yarn 1 would take the version as part of the program's name, and Yarn uses the latest version anyway.
  const name = packageManager === 'yarn' ? 'hs-function' : 'hs-function@latest';
  const called = { create: [packageManager, 'create', name], separator: separator ? ['--'] : [] };
  return createWords(called, operands, options);
}

/** The words of a call that creates or adds, with the separator that its options need. */
export function createWords(
  { create, separator }: Pick<CalledAs, 'create' | 'separator'>,
  operands: readonly string[],
  options: readonly string[],
): string[] {
  return [...create, ...operands, ...(options.length > 0 ? separator : []), ...options];
}

/** A directory in a form that cannot be mistaken for a command or an option. */
export function directoryOperand(directory: string): string {
  const isCommand = commandNames.some((name) => name === directory);
  return isCommand ? `./${directory}` : notAnOption(directory);
}

/** Prefixes an operand that starts with `-` with `./`, so that it is not read as an option. */
function notAnOption(operand: string): string {
  return operand.startsWith('-') ? `./${operand}` : operand;
}

/** Option values as arguments, in the order of the table. Undefined values and unknown names are left out. */
export function optionWords(table: Readonly<Record<string, OptionRow>>, values: OptionValues): string[] {
  return Object.entries(table).flatMap(([name, row]) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined ? [] : wordsOf(name, row, value);
  });
}

/**
 * The command that repeats a run without prompts. Several functions take several commands, combined by `joinCommands`: the
 * first creates the project, the others add to it.
 * @param directory the project's directory, relative to the working directory
 * @param project the options of the project; `functions` has those of each function
 */
export function equivalentCommand(
  directory: string | undefined,
  project: OptionValues,
  functions: readonly OptionValues[],
  called: CalledAs,
  shell?: Shell,
): string {
  const operands = directory === undefined ? [] : [directoryOperand(directory)];
  const commands = functions.map((one) => {
    const options = optionWords(createOptions, { ...project, ...one, yes: true });
    return formatCommand(createWords(called, operands, options), shell);
  });
  return joinCommands(commands, shell);
}

/** The command with everything that was given, plus values for missing options. */
export function completedCommand(
  directory: string | undefined,
  given: OptionValues,
  more: Readonly<Record<string, OptionValue>>,
  called: CalledAs,
): string {
  const operands = directory === undefined ? [] : [directoryOperand(directory)];
  return formatCommand(createWords(called, operands, optionWords(createOptions, { ...given, ...more })));
}

/** A command that calls `invoke` the way the user runs this program. With `--all`, it needs no function names. */
export function invokeCommand(
  { program }: CalledAs,
  functions: readonly string[],
  options: OptionValues,
): string {
  return formatCommand([
    ...program,
    'invoke',
    ...functions.map(notAnOption),
    ...optionWords(invokeOptions, options),
  ]);
}

function wordsOf(name: string, row: OptionRow, value: OptionValue): string[] {
  if (value === true) return [`--${name}`];
  if (value === false) return row.negatable ? [`--no-${name}`] : [];
  if (row.kind === 'optional-number') return [`--${name}=${value}`];
  if (typeof value !== 'object') return valueWords(name, String(value));
  return value.length === 0 ? [`--${name}=`] : value.flatMap((item) => valueWords(name, item));
}

function valueWords(name: string, value: string): string[] {
  return value === '' || value.startsWith('-') ? [`--${name}=${value}`] : [`--${name}`, value];
}

/** The parts of a comma-separated value, trimmed and without empty parts. */
export function splitList(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
