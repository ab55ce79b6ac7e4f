import { exitCodes, Problem } from '../errors.ts';
import { onOneLine } from '../terminal/text.ts';
import type { InvocationError, InvocationFault, Report, ToldReport, ToldWarning, Warning } from '../types.ts';
import { answerRefusals } from './answers.ts';
import { argumentRefusals } from './arguments.ts';
import { distinct } from './at-hand.ts';
import { commandRefusals, commandWarnings, installFaults } from './commands.ts';
import { ends, endWarnings } from './ends.ts';
import { fileRefusals } from './files.ts';
import { migrationRefusals, migrationWarnings } from './migration.ts';
import { planRefusals, planWarnings } from './plan.ts';
import { projectRefusals, projectWarnings } from './project.ts';
import type { RefusalRow, Refusals, WarningRow, Warnings, Words } from './row.ts';
import { functionErrors, runRefusals, runWarnings } from './run.ts';
import { serveRefusals, serveWarnings } from './serve.ts';
import { faultText, safeValues } from './shown.ts';

/** Everything that can stop a run, by code: its exit code and its text. */
export const refusals = {
  ...argumentRefusals,
  ...answerRefusals,
  ...commandRefusals,
  ...projectRefusals,
  ...planRefusals,
  ...fileRefusals,
  ...runRefusals,
  ...serveRefusals,
  ...migrationRefusals,
  ...ends,
} as const satisfies Refusals;

/** Every warning of a run, by code. */
export const warnings = {
  ...projectWarnings,
  ...planWarnings,
  ...commandWarnings,
  ...runWarnings,
  ...serveWarnings,
  ...migrationWarnings,
  ...endWarnings,
} as const satisfies Warnings;

/** The text of a warning, or of a Problem with its `others`. */
export function wordsOf(told: Problem | Warning): Words {
  if (!(told instanceof Problem)) return { message: warningWords(told) };
  const { code, values, details } = told;
  const { others = [], proposal } = details;
  const row = (refusals as Refusals)[code] as RefusalRow;
  const all = [row.words(safeValues(values), wordsOf), ...others.map(wordsOf)];
  const hints = all.flatMap(({ hint }) => hint ?? []);
  if (proposal) hints.push(`${proposal.works ? 'This works' : 'For example'}: ${proposal.command}`);
  return {
    message: all.map(({ message }) => message).join('\n'),
    hint: hints.length === 0 ? undefined : hints.join('\n'),
  };
}

function warningWords(warning: Warning): string {
  const about = warning.about === undefined ? '' : `${onOneLine(warning.about)}: `;
  if ('message' in warning) return `${about}${warning.message}`;
  const row = (warnings as Warnings)[warning.code] as WarningRow;
  return `${about}${row.words(safeValues(warning.values))}`;
}

/** Warnings as text, each once. */
export function toldWarnings(warnings: readonly Warning[]): readonly ToldWarning[] {
  return distinct(warnings.map((one) => ({ code: one.code, message: warningWords(one) })));
}

/** The reason why a function gave no response, as text. */
export function toldError({ code, values, ...place }: InvocationFault): InvocationError {
  const row = (functionErrors as Refusals)[code] as RefusalRow;
  const { message, hint } = row.words(safeValues(values), wordsOf);
  return { code, message, hint, ...place };
}

/** The exit code of a run that a Problem stopped. */
export function exitOf({ code, details }: Problem): number {
  return details.exit ?? exitCodeOf((refusals as Refusals)[code] as RefusalRow);
}

/** The exit code of a run that is refused for this reason. */
export function exitCodeOf({ exit = 'conflict' }: RefusalRow): number {
  return exitCodes[exit];
}

/** The option whose value a Problem refuses; undefined if it is not about an option. */
export function refusedOption({ code }: Problem): string | undefined {
  return (refusals as Refusals)[code]?.option;
}

/** A Problem as text, in the shape of a report's error. */
export function toldProblem(problem: Problem): NonNullable<ToldReport['error']> {
  const { code, details } = problem;
  const { missing, conflicts } = details;
  return { code, ...wordsOf(problem), missing, conflicts };
}

/** A report as text. */
export function toldReport({ error, warnings, install, ...report }: Report): ToldReport {
  const { problem, ...installed } = install;
  return {
    ...report,
    ok: error === undefined,
    code: error === undefined ? exitCodes.done : exitOf(error),
    install:
      problem === undefined
        ? installed
        : { ...installed, problem: faultText(installFaults, safeValues(problem)) },
    warnings: toldWarnings(warnings),
    error: error && toldProblem(error),
  };
}
