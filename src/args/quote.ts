import { spellUnprintable } from '../terminal/text.ts';
import type { Shell } from './shell.ts';

/**
 * A word of a command, quoted so that a program receives it exactly, and safe to show and to paste: no character in it acts
 * as a key. A tab would complete the name of a file, which could end the quote. `posix` works in sh, bash, dash, zsh and
 * fish. For cmd and PowerShell, the same form works in both wherever possible. There is no common form for `$`, a backtick,
 * a double quote, `%name%`, or a backslash at the end of quoted text. PowerShell only passes double quotes to programs from
 * 7.3 on; earlier versions drop them however they are quoted. Neither can spell unprintable characters, which become
 * `\ufffd`; tabs become spaces, and in cmd line feeds do.
 */
export function quoteFor(shell: Shell, word: string): string {
  return shell === 'posix' ? quoteForPosix(word) : quoteForWindows(word, shell);
}

/** A command line for a shell. */
export function commandFor(shell: Shell, words: readonly string[]): string {
  return words.map((word) => quoteFor(shell, word)).join(' ');
}

function quoteForPosix(argument: string): string {
  if (/^[\w@+:,./-][\w@+:,./=-]*$/.test(argument)) return argument;
  // Backslashes go outside the quotes too, because fish treats them as escapes inside.
  const quoted = `'${argument.replace(/['\\]/g, "'\\$&'")}'`;
  const spelled = (character: string) => `'"$(printf '${octal(character)}')"'`;
  return spellUnprintable(quoted, spelled).replaceAll('\t', spelled);
}

/** The UTF-8 bytes of a character as octal escapes, which `printf` understands in every shell. */
function octal(character: string): string {
  const bytes = [...new TextEncoder().encode(character)];
  return bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

/** Not a bare `--`, a number or a list with commas, which PowerShell changes; nor `--a.b`, which it splits. */
const needsNoQuotes = /^(?:--[A-Za-z][\w-]*|(?:\.{0,2}[\\/])?[A-Za-z][\w@.:\\/-]*)$/;

/** Special characters within double quotes in cmd or PowerShell, which treats curly quotes like straight ones. */
const isSpecialInQuotes = /[\n"$`\u201c-\u201e]|%[\w=].*%|\\$/;

function quoteForWindows(word: string, shell: 'powershell' | 'cmd'): string {
  if (needsNoQuotes.test(word)) return word;
  const safe = spellUnprintable(word, () => '\ufffd');
  // cmd ends a command at each line feed.
  const argument = safe.replace(shell === 'cmd' ? /[\n\t]/g : /\t/g, ' ');
  if (!isSpecialInQuotes.test(argument)) return `"${argument}"`;
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
