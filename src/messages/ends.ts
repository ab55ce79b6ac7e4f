import { printable } from '../terminal/text.ts';
import { fault, platformNotBuilt } from './at-hand.ts';
import { type InstallFault, installFaults } from './commands.ts';
import type { Lists, Refusals, Strings, Warnings } from './row.ts';
import { faultText } from './shown.ts';

interface Unanswered {
  /** The functions that failed, with the texts of their errors. */
  readonly failed: readonly {
    readonly name: string;
    readonly message: string;
    readonly hint?: string | undefined;
  }[];
  /** Were files written before? */
  readonly inPlace: boolean;
}

/** `resume` is the command that installs the rest. */
type FailedInstall = Strings<'command' | 'resume'> & { readonly fault: InstallFault | undefined };

const stops = {
  'before-writing': 'Cancelled. Nothing was written.',
  'before-all-ran': 'Interrupted: the files are in place, but not all functions were run.',
  'before-the-rest': 'Interrupted. The files are in place; the remaining steps were skipped.',
  run: 'Interrupted.',
  server: 'Stopped.',
};

/** The hints, each once. If several functions failed, each hint begins with their names. */
function hintsFor(failed: Unanswered['failed']): string | undefined {
  const hints = [...new Set(failed.flatMap(({ hint }) => hint ?? []))];
  const lines = hints.map((hint) => {
    const names = failed.filter((one) => one.hint === hint).map(({ name }) => name);
    return failed.length === 1 ? hint : `${names.join(', ')}: ${hint}`;
  });
  return lines.length === 0 ? undefined : lines.join('\n');
}

/** Ends of a run that was stopped or did only part of its work. */
export const ends = {
  interrupted: {
    exit: 'interrupted',
    means: 'The run was stopped by Ctrl-C or a signal.',
    words: ({ at }: { readonly at: keyof typeof stops }) => ({ message: stops[at] }),
  },
  'install-failed': {
    exit: 'install',
    means: 'Packages could not be installed.',
    words: ({ command, fault, resume }: FailedInstall) => ({
      message:
        `The files are in place, but ${command} failed. ${fault ? faultText(installFaults, fault) : ''}`.trim(),
      hint: `Once that is fixed, install again: ${resume}`,
    }),
  },
  'invocation-failed': {
    exit: 'invocation',
    means: 'A function failed.',
    words: ({ failed, inPlace }: Unanswered) => {
      const [first] = failed;
      const told =
        failed.length === 1
          ? `${first?.name} failed. ${first?.message}`
          : [
              `${failed.length} functions failed.`,
              ...failed.map(({ name, message }) => `${name}: ${message}`),
            ].join('\n');
      return {
        message: `${inPlace ? 'The files are in place, but ' : ''}${told}`.trim(),
        hint: hintsFor(failed),
      };
    },
  },
  'answers-differ': {
    exit: 'invocation',
    means: 'A migrated function does not answer as before.',
    words: ({ answers, restore }: Lists<'answers'> & Strings<'restore'>) => ({
      message: `The files are in place, but not every function answers as before.\n${answers.join('\n')}`,
      hint: `Check these functions, or undo the migration: ${restore}`,
    }),
  },
  findings: {
    exit: 'findings',
    means: 'The check found errors (with --strict: or warnings).',
    words: ({ counts }: Lists<'counts'>) => ({ message: `The check found ${counts.join(' and ')}.` }),
  },
  fault,
} as const satisfies Refusals;

/** Warnings about the end of a run. */
export const endWarnings = {
  'not-invoked': {
    means: 'Functions were not run: packages are not installed yet.',
    words: ({ packages }: Lists<'packages'>) =>
      `Not run: ${packages.join(', ')} ${packages.length === 1 ? 'is' : 'are'} not installed yet.`,
  },
  'error-response': {
    means: 'A function answered with an error.',
    words: ({ name, fixture }: Strings<'name' | 'fixture'>) =>
      `${name} answered with an error. Change ${fixture} (what it was called with) or the function.`,
  },
  'platform-not-built': platformNotBuilt,
  'nothing-to-migrate': {
    means: 'The project needs no migration.',
    words: ({ reason }: Strings<'reason'>) => reason,
  },
  'not-comparable': {
    means: 'The answers before and after a migration cannot be compared.',
    words: ({ name, why }: Strings<'name'> & { readonly why: string | undefined }) =>
      why === undefined
        ? `${printable(name)} answers differently each time, so the answers before and after cannot be compared.`
        : `The answers of ${printable(name)} could not be compared. ${why}`,
  },
} as const satisfies Warnings;
