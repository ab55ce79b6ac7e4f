import { withoutLikelyValues } from '../check/secret-values.ts';
import { commandNames } from '../data/commands.ts';
import { controlCharacter } from '../data/limits.ts';
import { createOptions, invokeOptions, type OptionRow } from '../data/options.ts';
import type { PackageManager } from '../data/package-managers.ts';
import { packageManagerRow } from '../install/choose-package-manager.ts';
import { spellUnprintable } from '../terminal/text.ts';
import type { CalledAs } from './caller.ts';
import { callersShell, type Shell } from './shell.ts';

type OptionValue = string | number | boolean | readonly string[];

/** Values by option name; undefined for options that are not given. */
type OptionValues = Readonly<Record<string, OptionValue | undefined>>;

/**
 * An argument, quoted so that the program receives it exactly. `posix` works in sh, bash, dash, zsh and fish, and is safe to
 * show in a terminal. For cmd and PowerShell, the same form works in both wherever possible. There is no common form for
 * `$`, a backtick, a double quote, `%name%`, or a backslash at the end of quoted text. PowerShell only passes double quotes
 * to programs from 7.3 on; earlier versions drop them however they are quoted.
 */
export function quote(argument: string, shell: Shell = callersShell()): string {
  return shell === 'posix' ? quoteForPosix(argument) : quoteForWindows(argument, shell);
}

/**
 * A command line for a shell. By default, for the shell that this program was called from. A key where the name of a secret
 * belongs is masked.
 */
export function formatCommand(words: readonly string[], shell: Shell = callersShell()): string {
  const shown = words.map((word, at) =>
    words[at - 1] === '--secret' || word.startsWith('--secret=') ? withoutLikelyValues(word) : word,
  );
  return shown.map((word) => quote(word, shell)).join(' ');
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

function quoteForPosix(argument: string): string {
  if (/^[\w@+:,./-][\w@+:,./=-]*$/.test(argument)) return argument;
  // Backslashes go outside the quotes too, because fish treats them as escapes inside.
  const quoted = `'${argument.replace(/['\\]/g, "'\\$&'")}'`;
  return spellUnprintable(quoted, (character) => `'"$(printf '${octal(character)}')"'`);
}

/** The UTF-8 bytes of a character as octal escapes, which `printf` understands in every shell. */
function octal(character: string): string {
  const bytes = [...new TextEncoder().encode(character)];
  return bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

/** Not a bare `--`, a number or a list with commas, which PowerShell changes; nor `--a.b`, which it splits. */
const needsNoQuotes = /^(?:--[A-Za-z][\w-]*|(?:\.{0,2}[\\/])?[A-Za-z][\w@.:\\/-]*)$/;

/** Special characters within double quotes in cmd or PowerShell, which treats curly quotes like straight ones. */
const isSpecialInQuotes = /["$`\u201c-\u201e]|%[\w=].*%|\\$/;

function quoteForWindows(argument: string, shell: 'powershell' | 'cmd'): string {
  if (needsNoQuotes.test(argument)) return argument;
  if (!isSpecialInQuotes.test(argument) && !controlCharacter.test(argument)) return `"${argument}"`;
  return shell === 'cmd' ? quoteForCmd(argument) : `'${argument.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}

/**
 * Quotes an argument for cmd. Programs halve backslashes before a quote and read two quotes as one. Doubling the quotes gives
 * cmd an even number of them, so none of its special characters is ever outside quotes. Quotes also go into each `%name%`,
 * because no variable has a quote in its name.
 */
function quoteForCmd(argument: string): string {
  const doubled = argument.replace(/(?<!\\)(\\*)("|$)/g, '$1$1$2$2');
  const withoutVariables = doubled.replace(/%(?=[\w=].*%)([\w=])/g, '%"$1"');
  return `"${withoutVariables}"`;
}

/** The parts of a comma-separated value, trimmed and without empty parts. */
export function splitList(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
