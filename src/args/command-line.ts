import { commandNames } from '../data/commands.ts';
import { createOptions, invokeOptions, type OptionRow } from '../data/options.ts';
import type { PackageManager } from '../data/package-managers.ts';
import { packageManagerRow } from '../install/choose-package-manager.ts';
import { spellUnprintable } from '../terminal/text.ts';
import type { CalledAs } from './caller.ts';
import { callersShell, type Shell } from './shell.ts';

type OptionValue = string | number | boolean | readonly string[];

/** By the option's name; undefined for one that is not given. */
type OptionValues = Readonly<Record<string, OptionValue | undefined>>;

/**
 * An argument as it has to be typed so that the program gets exactly it. `posix` holds for sh, bash, dash, zsh and
 * fish, and is safe to show in a terminal. What is quoted for cmd or PowerShell holds for both, as far as they have a form
 * in common: there is none for `$`, a backtick, a double quote, `%name%` and a backslash at the end of quoted text.
 * Double quotes reach programs from PowerShell 7.3 on; earlier ones drop them, however they are quoted.
 */
export function quote(argument: string, shell: Shell = callersShell()): string {
  return shell === 'posix' ? quoteForPosix(argument) : quoteForWindows(argument, shell);
}

/** A line of words for a shell; without one, for the shell that this program was called from. */
export function formatCommand(words: readonly string[], shell: Shell = callersShell()): string {
  return words.map((word) => quote(word, shell)).join(' ');
}

/** Commands that each need the previous one. Windows PowerShell 5 has no `&&`, and cmd no `;`: one line each. */
export function joinCommands(commands: readonly string[], shell: Shell = callersShell()): string {
  return commands.join(shell === 'posix' ? ' && ' : '\n');
}

/** The words of a call of this program: before the options a directory, or a command and its operand. */
export function callWords(
  packageManager: PackageManager,
  operands: readonly string[],
  options: readonly string[],
): string[] {
  const { create, separator } = packageManagerRow(packageManager);
  const before = separator && options.length > 0 ? ['--'] : [];
  // Yarn 1 takes the version as part of the program's name. Yarn uses the latest version anyway.
  const version = packageManager === 'yarn' ? '' : '@latest';
  return [...create, `hs-function${version}`, ...operands, ...before, ...options];
}

/** A directory operand that cannot be mistaken for a command or an option. */
export function directoryOperand(directory: string): string {
  const isCommand = commandNames.some((name) => name === directory);
  return isCommand ? `./${directory}` : notAnOption(directory);
}

/** An operand that begins with `-` would be read as an option; `./` keeps it from that. */
function notAnOption(operand: string): string {
  return operand.startsWith('-') ? `./${operand}` : operand;
}

/** Option values as arguments, in the order of the table; undefined values and unknown names are left out. */
export function optionWords(table: Readonly<Record<string, OptionRow>>, values: OptionValues): string[] {
  return Object.entries(table).flatMap(([name, row]) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined ? [] : wordsOf(name, row, value);
  });
}

/**
 * The command that makes the same again without prompts. Several functions become as many commands, as `joinCommands`
 * has them: the first makes the project, the others add to it.
 *
 * @param directory the project's, from where the person is
 * @param project its options, and those of each function
 */
export function equivalentCommand(
  directory: string | undefined,
  project: OptionValues,
  functions: readonly OptionValues[],
  { create, separator }: CalledAs,
  shell?: Shell,
): string {
  const operands = directory === undefined ? [] : [directoryOperand(directory)];
  const commands = functions.map((one) => {
    const options = optionWords(createOptions, { ...project, ...one, yes: true });
    return formatCommand([...create, ...operands, ...separator, ...options], shell);
  });
  return joinCommands(commands, shell);
}

/** The command with everything that was given, and values of options that were not. */
export function completedCommand(
  directory: string | undefined,
  given: OptionValues,
  more: Readonly<Record<string, OptionValue>>,
  { create, separator }: CalledAs,
): string {
  const operands = directory === undefined ? [] : [directoryOperand(directory)];
  const options = optionWords(createOptions, { ...given, ...more });
  return formatCommand([...create, ...operands, ...(options.length > 0 ? separator : []), ...options]);
}

/** A call of `invoke`, by how a person runs this program; `--all` needs no names of functions. */
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
  // Backslashes are outside the quotes too: inside them, fish would treat them as escapes.
  const quoted = `'${argument.replace(/['\\]/g, "'\\$&'")}'`;
  return spellUnprintable(quoted, (character) => `'"$(printf '${octal(character)}')"'`);
}

/** A character for every shell's `printf`: its bytes in UTF-8, in octal. */
function octal(character: string): string {
  const bytes = [...new TextEncoder().encode(character)];
  return bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

function quoteForWindows(argument: string, shell: 'powershell' | 'cmd'): string {
  // PowerShell eats a bare `--`, reformats a number, makes a list at a comma, and splits `--a.b` at the full stop.
  if (/^(?:--[A-Za-z][\w-]*|(?:\.{0,2}[\\/])?[A-Za-z][\w@.:\\/-]*)$/.test(argument)) return argument;
  // PowerShell treats curly quotes like straight ones.
  if (!/["$`\u201c-\u201e]|%[\w=].*%|[^ -~\u00a0-\u{10ffff}]|\\$/u.test(argument)) return `"${argument}"`;
  return shell === 'cmd' ? quoteForCmd(argument) : `'${argument.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}

/**
 * Programs halve backslashes before a quote, and take two quotes for one; of these, cmd sees an even number, so that none of
 * its own characters ever stands outside of quotes. No variable has a name with quotes in it, so none is put in.
 */
function quoteForCmd(argument: string): string {
  const inner = argument.replace(/(?<!\\)(\\*)("|$)/g, '$1$1$2$2').replace(/%(?=[\w=].*%)([\w=])/g, '%"$1"');
  return `"${inner}"`;
}

/** The parts of a comma-separated value; blanks around them are dropped, and empty parts too. */
export function splitList(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
