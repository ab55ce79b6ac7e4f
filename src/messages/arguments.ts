import type { Problem } from '../errors.ts';
import { printable } from '../terminal/text.ts';
import type { Rejected } from '../types.ts';
import { rejectionText } from './answers.ts';
import type { Lists, Numbers, Refusals, Strings } from './row.ts';
import { orList, quoted } from './shown.ts';

/** How npm was asked to run this program: `npm create` (`npm run` takes the same form), or `npx` and `npm exec`. */
export type NpmCall = 'create' | 'exec';

/** How the user can keep npm from consuming options. */
const fixes: Readonly<Record<NpmCall, string>> = {
  create: 'Put -- before the options',
  exec: 'Put the options after the program name',
};

type Missing =
  | Lists<'shells'>
  /** Options as they are written, or entries of an answers file. */
  | { readonly options: readonly string[]; readonly add?: Additions | undefined };

/** Names that are missing from entries of an answers file. */
interface Additions {
  readonly file: string;
  readonly entries: readonly { /** In `functions`. */ readonly index: number; readonly name: string }[];
}

/** Refusals because of the arguments, before the disk is read. */
export const argumentRefusals = {
  'unknown-option': {
    exit: 'input',
    means: 'The command has no such option.',
    words: ({ option, commands, near, nearest }: UnknownOption) => {
      if (commands !== undefined) {
        return {
          message: `${printable(option)} is not an option of this command, only of ${orList(commands)}.`,
          hint: 'See --help.',
        };
      }
      return {
        message: `Unknown option ${printable(option)}.`,
        hint: near ? `Did you mean ${near}?` : `The closest is ${nearest}. --help lists all options.`,
      };
    },
  },
  'unexpected-value': {
    exit: 'input',
    means: 'An option that takes no value was given one.',
    words: ({ option }: Strings<'option'>) => ({
      message: `${printable(option)} takes no value.`,
      hint: `Use ${printable(option)} on its own.`,
    }),
  },
  'rewritten-path': {
    exit: 'input',
    means: 'Git Bash turned a value into a Windows path.',
    words: ({ option, value, typed }: Strings<'option' | 'value' | 'typed'>) => ({
      message: `Git Bash turned ${quoted(typed)} into ${quoted(value)} (${option}).`,
      hint: "Put MSYS_NO_PATHCONV=1 in front of the command (in MSYS2: MSYS2_ARG_CONV_EXCL='*').",
    }),
  },
  'missing-value': {
    exit: 'input',
    means: 'An option that takes a value was given none.',
    words: ({ option, form, next }: { option: string; form: string | undefined; next?: string }) =>
      next === undefined
        ? { message: `${printable(option)} needs a value.`, hint: `Use ${printable(option)} ${form}.` }
        : {
            message: `${printable(option)} needs a value, but is followed by ${quoted(next)}.`,
            hint: `If that is the value, use ${printable(option)}=${printable(next)}.`,
          },
  },
  'not-a-number': {
    exit: 'input',
    means: 'An option needs a whole number within its range.',
    words: ({ option, least, most, value }: Strings<'option' | 'value'> & Numbers<'least' | 'most'>) => ({
      message: `${printable(option)} must be a whole number from ${least} to ${most}, not ${quoted(value)}.`,
    }),
  },
  'unexpected-argument': {
    exit: 'input',
    means: 'A command that takes no argument was given one.',
    words: ({ command, given }: Strings<'command' | 'given'>) => ({
      message: `${command} takes no argument, but was given ${quoted(given)}.`,
      hint: 'See --help for its options.',
    }),
  },
  'empty-argument': {
    exit: 'input',
    means: 'An argument is empty.',
    words: ({ what, given }: Strings<'what' | 'given'>) => ({
      message: `${quoted(given)} is not the name of a ${what}.`,
      hint: 'Name one, or leave the argument out.',
    }),
  },
  'unknown-command': {
    exit: 'input',
    means: 'There is no such command.',
    words: ({ word, meant }: Strings<'word' | 'meant'>) => ({
      message: `There is no command ${quoted(word)}.`,
      hint: `Did you mean: ${meant}\nFor a directory of that name, use ./${printable(word)}.`,
    }),
  },
  'missing-equals': {
    exit: 'input',
    means: 'An option takes its value only after "=".',
    words: ({ option, value }: Strings<'option' | 'value'>) => ({
      message: `${printable(option)} takes its value after "=".`,
      hint: `Use ${printable(option)}=${printable(value)}.`,
    }),
  },
  'too-many-arguments': {
    exit: 'input',
    means: 'More than one directory, function or shell was given.',
    words: ({ what, given, underNpm }: TooManyArguments) => ({
      message: `Expected one ${what}, got ${given.length}: ${given.map(quoted).join(', ')}.`,
      hint:
        underNpm === undefined
          ? what === 'function'
            ? 'Run them one by one, or every function with --all.'
            : 'See --help for the options that take a value.'
          : `npm may have consumed an option. ${fixes[underNpm.npm]}, for example: ${underNpm.example}`,
    }),
  },
  'swallowed-flags': {
    exit: 'input',
    means: 'npm consumed options that were meant for this program.',
    words: ({ npm, command, ...consumed }: SwallowedFlags) => {
      const hint = `${fixes[npm]}: ${command}`;
      if ('instead' in consumed) {
        const typed = consumed.instead.map((one) => `--${printable(one.typed)}`).join(' and ');
        const meant = consumed.instead.map((one) => `--${one.meant}`).join(' and ');
        return { message: `Unknown option ${typed}, which npm consumed. Did you mean ${meant}?`, hint };
      }
      const { options, words, isDoubtful = false } = consumed;
      const both = options.some((name) => name.includes(' (or --no-'));
      const names = options.map((name) => `--${name}`).join(' and ') || 'an option';
      if (isDoubtful) {
        const message = `npm passed on ${names}, as typed, from an .npmrc or from the shell. Which of these is lost.`;
        return {
          message,
          hint: `${hint}\nIf you typed ${names}, add it there. If not, remove it from the .npmrc or the shell.`,
        };
      }
      const left = both
        ? 'Which of the two was typed is lost.'
        : words === undefined
          ? ''
          : words.length === 0
            ? 'Its value is lost, or came from a file.'
            : `The rest (${words.map(quoted).join(', ')}) can be read in more than one way.`;
      return { message: `npm consumed ${names}. ${left}`.trim(), hint };
    },
  },
  'missing-options': {
    exit: 'input',
    means: 'An option without a default is missing, and the run is not interactive.',
    words: (missing: Missing) =>
      'shells' in missing
        ? {
            message: `Missing the name of a shell: ${missing.shells.join(', ')}.`,
            hint: 'For example: npx create-hs-function completion bash',
          }
        : {
            message: `Missing ${missing.options.join(' and ')} (not running interactively).`,
            hint: missing.add && additions(missing.add),
          },
  },
  'invalid-value': {
    exit: 'input',
    means: 'An option has a value that cannot be used.',
    words: ({ faults, missing }: InvalidValues, wordsOf) => {
      const texts = faults.map(
        (fault) => `${fault.of === undefined ? '' : `${fault.of}: `}${rejectionText(fault)}`,
      );
      return { message: [...texts, ...(missing === undefined ? [] : [wordsOf(missing).message])].join('\n') };
    },
  },
  'no-working-directory': {
    exit: 'input',
    means: 'The working directory cannot be read.',
    words: ({ reason }: { readonly reason: string | undefined }) => ({
      message: `The working directory no longer exists or cannot be read (${reason}).`,
      hint: 'Change to another directory (cd) and try again.',
    }),
  },
} as const satisfies Refusals;

function additions({ file, entries }: Additions): string {
  const parts = entries.map(({ index, name }) => `"function": "${name}" to functions[${index}]`);
  return `In ${printable(file)}, add ${parts.join(' and ')}.`;
}

interface InvalidValues {
  /** `of` says where the value was given, such as `--app` or `functions[1].secret`. */
  readonly faults: readonly (Rejected & { readonly of?: string })[];
  /** The Problem about options that are missing as well. */
  readonly missing?: Problem | undefined;
}

interface UnknownOption {
  /** As typed, with its dashes. */
  readonly option: string;
  /** The commands that have this option. */
  readonly commands?: readonly string[];
  /** The option that was probably meant. */
  readonly near?: string | undefined;
  /** The most similar option, however different. */
  readonly nearest?: string | undefined;
}

interface TooManyArguments {
  /** The kind of value that was expected, such as `directory`. */
  readonly what: string;
  readonly given: readonly string[];
  /** Set if npm started this program, because npm might have consumed the option that one of these values belongs to. */
  readonly underNpm?: { readonly npm: NpmCall; readonly example: string } | undefined;
}

/** `command` is the corrected command. */
type SwallowedFlags = { readonly npm: NpmCall; readonly command: string } & (
  | {
      /** Names of the options, without the first dashes: `secret`, `token (or --no-token)`. */
      readonly options: readonly string[];
      /** What npm left of the arguments, if they can be read in more than one way. */
      readonly words?: readonly string[];
      /** Whether they were either typed or come from an `.npmrc`. */
      readonly isDoubtful?: boolean;
    }
  /** Mistyped options, without the first dashes, and what was probably meant. */
  | { readonly instead: readonly Strings<'typed' | 'meant'>[] }
);
