import type { Problem } from '../errors.ts';
import { printable } from '../terminal/text.ts';
import type { Rejected, Warning } from '../types.ts';
import { rejectionText } from './answers.ts';
import { nodeVersion } from './at-hand.ts';
import type { FaultOf, Lists, Numbers, Refusals, Strings, Texts, Warnings, WordsOf } from './row.ts';
import { faultText, list, listed, quoted } from './shown.ts';

interface OptionsClash {
  /** As written: two options that contradict each other, or one option that has two values or lacks an option it needs. */
  readonly options: readonly string[];
  /** The operand that contradicts the option. */
  readonly operand?: string | undefined;
  /** The option that the first one needs. */
  readonly needs?: string;
}

interface DifferentApp {
  readonly app: string;
  readonly project: string;
  /** The project's folder, if the new app's name would give the same folder. */
  readonly taken?: string | undefined;
  /** Where the app was given, such as `app in answers.json`; undefined for the option. */
  readonly place?: string;
  /** The project's folder, if it is directly below the working directory. */
  readonly below?: string | undefined;
}

const restoreHint =
  'Name the folder that the migration left in archive/, for example --restore archive/2023.2.';

/** Refusals of commands that run in a project, and of their options. */
export const commandRefusals = {
  'options-clash': {
    exit: 'input',
    means: 'Options were given that cannot be used together.',
    words: ({ options, operand, needs }: OptionsClash) => {
      const [option = ''] = options;
      const both = [...options, ...(operand === undefined ? [] : [quoted(operand)])];
      if (needs !== undefined)
        return {
          message: `${option} only works with ${needs}.`,
          hint: `Add ${needs}, or leave ${option} out.`,
        };
      return both.length < 2
        ? { message: `${option} was given twice, with different values.`, hint: 'Give it once.' }
        : { message: `${both.join(' and ')} cannot be used together.`, hint: 'Leave one of them out.' };
    },
  },
  'no-functions': {
    exit: 'input',
    means: 'The functions folder has no functions yet.',
    words: ({ functionsDirectory, reasons }: Unfound & Strings<'functionsDirectory'>, wordsOf) => ({
      message: `${printable(functionsDirectory)} has no functions yet.`,
      hint: because(reasons, wordsOf) ?? 'Add one: npm create hs-function@latest',
    }),
  },
  'unknown-function': {
    exit: 'input',
    means: 'The project has no function of that name.',
    words: ({ rejected, reasons }: Unfound & { readonly rejected: Rejected }, wordsOf) => ({
      message: rejectionText(rejected),
      hint: because(reasons, wordsOf),
    }),
  },
  'missing-function': {
    exit: 'input',
    means: 'The project has several functions, and none was named.',
    words: ({ names }: Lists<'names'>) => ({
      message: `Which function? The project has ${list(names)}.`,
      hint: 'Name one, or use --all.',
    }),
  },
  'file-outside': {
    means: "A function's file is outside the project.",
    words: ({ name, file, configFile }: Strings<'name' | 'file' | 'configFile'>) => ({
      message: `${printable(configFile)} names ${printable(file)} as the file of ${printable(name)}. It is outside the project.`,
      hint: 'Move the file into the functions folder, and correct its path.',
    }),
  },
  backslash: {
    means: "The path of a function's file has a backslash.",
    words: ({ name, file, configFile }: Strings<'name' | 'file' | 'configFile'>) => ({
      message: `${printable(configFile)} names ${printable(file)} as the file of ${printable(name)}. HubSpot runs on Linux, where a backslash is part of a name.`,
      hint: 'Write the path with / instead.',
    }),
  },
  'answers-clash': {
    exit: 'input',
    means: 'An option for a single function was given with an answers file that lists several.',
    words: ({ option }: Strings<'option'>) => ({
      message: `--${option} applies to a single function, but the answers file lists several.`,
      hint: `Leave --${option} out, or set it in the file.`,
    }),
  },
  'app-differs': {
    exit: 'input',
    means: 'The project is a different app.',
    option: 'app',
    words: ({ app, project, taken, below, place = '--app' }: DifferentApp) =>
      taken === undefined
        ? {
            message: `${below === undefined ? 'This' : `${printable(below)}/`} is the project ${quoted(project)}, and ${quoted(app)} (${place}) would be a new one.`,
            hint: 'To add to this project, leave the app out. For a new project, run this elsewhere.',
          }
        : {
            message: `${quoted(app)} (${place}) would get the folder ${printable(taken)}, which already has the app ${quoted(project)}.`,
            hint: `For a new app, name a directory. To add to ${printable(taken)}, name that instead of the app.`,
          },
  },
  'unknown-rule': {
    exit: 'input',
    means: 'There is no rule of that name.',
    words: ({ id, near, known }: { id: string; near: string | undefined; known: readonly string[] }) => ({
      message: `Unknown rule ${quoted(id)}.${near === undefined ? '' : ` Did you mean ${near}?`}`,
      hint: `Rules: ${known.join(', ')}`,
    }),
  },
  'no-functions-folder': {
    exit: 'input',
    means: '--from names a folder without serverless.json.',
    words: ({ from }: Strings<'from'>) => ({
      message: `--from ${quoted(from)} has no serverless.json.`,
      hint: 'Name the folder of the functions itself, such as theme/weather.functions. If it has been migrated already, migrate --restore brings it back.',
    }),
  },
  'legacy-project': {
    exit: 'input',
    means: 'The project for design-manager functions has the old layout.',
    words: ({ below }: { readonly below: string | undefined }) => ({
      message: `The project ${below === undefined ? 'around this folder' : `in ${printable(below)}/`} still has the old layout.`,
      hint: 'Migrate the project first (without --from), then the design-manager functions.',
    }),
  },
  'no-archive': {
    exit: 'input',
    means: '--restore names a folder that no migration left.',
    words: ({ given, recordName }: Strings<'given' | 'recordName'>) => ({
      message: `--restore ${quoted(given)} has no ${recordName}.`,
      hint: restoreHint,
    }),
  },
  'invalid-archive': {
    exit: 'input',
    means: 'The record of a migration cannot be used.',
    words: ({ path }: Strings<'path'>) => ({
      message: `${printable(path)} is not the record of a migration.`,
      hint: restoreHint,
    }),
  },
  'not-a-target': {
    exit: 'input',
    means: 'A project cannot be moved to that platform version.',
    words: ({ given, fault, known }: NotATarget) => ({
      message: `--platform ${quoted(given)}: ${notATarget[fault]}.`,
      hint: `Choose one of: ${known.join(', ')}, or leave --platform out for the newest.`,
    }),
  },
  'cannot-migrate': {
    means: 'Several problems prevent the migration; each is listed.',
    words: ({ problems }: { readonly problems: readonly Problem[] }, wordsOf) => ({
      message: `${problems.length} problems prevent the migration:\n${listed(problems, wordsOf)}`,
      hint: 'Nothing was changed. Resolve these, then run the same command again.',
    }),
  },
  'cannot-restore': {
    means: 'Files stand in the way of undoing a migration, or are missing.',
    words: ({ paths, fault }: Lists<'paths'> & { readonly fault: 'taken' | 'missing' }) => ({
      message: `${fault === 'taken' ? 'In the way' : 'Missing from the archive'}: ${list(paths)}.`,
      hint: `${fault === 'taken' ? 'Move them away' : 'Put them back'}, then run the same command again. Nothing was changed.`,
    }),
  },
  'node-not-installed': {
    exit: 'install',
    means: 'A Node version could not be installed.',
    words: ({ major, fault }: { readonly major: number; readonly fault: InstallFault | undefined }) => ({
      message: `Node ${major} could not be installed. ${fault ? faultText(installFaults, fault) : ''}`.trim(),
      hint: `Install Node ${major} yourself and run this program with it, or leave --node out.`,
    }),
  },
} as const satisfies Refusals;

/** `reasons` are warnings that may explain why HubSpot ignores a function that exists. */
type Unfound = { readonly reasons?: readonly Warning[] };

function because(reasons: readonly Warning[] = [], wordsOf: WordsOf): string | undefined {
  return reasons.length === 0 ? undefined : reasons.map((one) => wordsOf(one).message).join('\n');
}

const notATarget = {
  'not-built': 'HubSpot no longer builds that version',
  'no-functions': 'HubSpot runs no serverless functions on that version',
  'not-known': 'this program cannot migrate to that version',
};

type NotATarget = Strings<'given'> & Lists<'known'> & { readonly fault: keyof typeof notATarget };

/** Warnings about how functions are run and installed here. */
export const commandWarnings = {
  'node-version': nodeVersion,
  'install-scripts': {
    means: 'Packages have install scripts, which were not run.',
    words: (scripts: Lists<'names'> | (Lists<'said'> & { readonly command?: string | undefined })) =>
      'names' in scripts
        ? `Not run: the install scripts of ${list(scripts.names)}. If a function needs them, install with --allow-scripts.`
        : `${scripts.said.join(' ')}${scripts.command ? ` To run the scripts, use ${scripts.command} in the functions folder.` : ''}`,
  },
} as const satisfies Warnings;

/** The exit code of Windows' cmd if it cannot find a program. */
const notFoundByCmd = 9009;

export type InstallFault = FaultOf<typeof installFaults>;

/** Reasons why packages were not installed. "It" is the package manager's command, which the text before names. */
export const installFaults = {
  'not-started': ({ dangers }: Lists<'dangers'>) =>
    `It was not started, because the project would make it do more than install packages: ${dangers.map(printable).join('; ')}. Check this first; if you trust it, run the install yourself.`,
  'no-program': ({ program }: Strings<'program'>) =>
    `There is no ${program} on the PATH: install it, or choose another with --package-manager.`,
  'timed-out': ({ seconds }: Numbers<'seconds'>) => `It was stopped after ${seconds} seconds.`,
  interrupted: () => 'It was interrupted.',
  'not-installed': ({ command, missing }: Strings<'command'> & Lists<'missing'>) =>
    `${command} succeeded, but did not install ${missing.join(', ')}.`,
  ended: ({ exitCode, signal, output }: Ended) => {
    const how =
      exitCode === undefined
        ? `It was stopped by ${signal}`
        : exitCode === notFoundByCmd
          ? 'It needs a program that Windows cannot find on the PATH'
          : `It ended with code ${exitCode}`;
    return output === '' ? `${how}.` : `${how}:\n${output}`;
  },
} as const satisfies Texts<string>;

/** `output`: the last lines that the package manager printed. */
type Ended = Strings<'signal' | 'output'> & { readonly exitCode: number | undefined };
