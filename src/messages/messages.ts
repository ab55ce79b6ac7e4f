import { exitCodes, interruptionCode, Problem, type ProblemDetails, withExit } from '../errors.ts';
import type { InvocationError, Rejected, Report, Warning } from '../types.ts';
import { answerRefusals, rejections } from './answers.ts';
import { argumentRefusals } from './arguments.ts';
import { commandRefusals, commandWarnings } from './commands.ts';
import { ends, endWarnings } from './ends.ts';
import { fileRefusals } from './files.ts';
import { planRefusals, planWarnings } from './plan.ts';
import { projectRefusals, projectWarnings } from './project.ts';
import type { FunctionErrorRow, RefusalRow, Refusals, WarningRow, Warnings } from './row.ts';
import { functionErrors, runRefusals, runWarnings } from './run.ts';
import { serveRefusals, serveWarnings } from './serve.ts';

/** Everything that can stop a run, by its code: what it ends with and how it is worded. */
export const refusals = {
  ...argumentRefusals,
  ...answerRefusals,
  ...commandRefusals,
  ...projectRefusals,
  ...planRefusals,
  ...fileRefusals,
  ...runRefusals,
  ...serveRefusals,
  ...ends,
} as const satisfies Refusals;

/** Everything that a run can warn of, by its code. */
export const warnings = {
  ...projectWarnings,
  ...planWarnings,
  ...commandWarnings,
  ...runWarnings,
  ...serveWarnings,
  ...endWarnings,
} as const satisfies Warnings;

type RefusalCode = keyof typeof refusals;
type WarningCode = keyof typeof warnings;

/** What a row's words need; nothing where they are always the same. */
type ValuesOf<Row extends RefusalRow | WarningRow | FunctionErrorRow> =
  Parameters<Row['words']> extends [] ? Record<string, never> : Parameters<Row['words']>[0];

/**
 * The Problem to throw where nothing sensible can follow.
 *
 * @param values as they were given: the table makes them safe to show
 * @param details what programs read besides
 */
export function refusal<Code extends RefusalCode>(
  code: Code,
  values: ValuesOf<(typeof refusals)[Code]>,
  details: Omit<ProblemDetails, 'hint'> = {},
): Problem {
  const row: RefusalRow = refusals[code];
  const { message, hint } = row.words(values);
  return new Problem(exitCodes[row.exit], code, message, { hint, ...details }, values);
}

/** A warning for the report. */
export function warning<Code extends WarningCode>(
  code: Code,
  values: ValuesOf<(typeof warnings)[Code]>,
): Warning {
  const row: WarningRow = warnings[code];
  return { code, message: row.words(values) };
}

/** Why a function gave no answer; where in the code is added by the caller. */
export function functionError<Code extends keyof typeof functionErrors>(
  code: Code,
  values: ValuesOf<(typeof functionErrors)[Code]>,
): Pick<InvocationError, 'code' | 'message' | 'hint'> {
  const row: FunctionErrorRow = functionErrors[code];
  const { message, hint } = row.words(values);
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}

/**
 * Why a value that a person gave cannot be used.
 *
 * @param proposal a correction that would be accepted
 */
export function rejected<Code extends keyof typeof rejections>(
  code: Code,
  values: Parameters<(typeof rejections)[Code]> extends []
    ? Record<string, never>
    : Parameters<(typeof rejections)[Code]>[0],
  proposal?: string,
): Rejected {
  const word = rejections[code] as (values: unknown) => string;
  return { problem: word(values), ...(proposal === undefined ? {} : { proposal }) };
}

/** The end of a run that did only a part of its work, for its report. */
export function ended<Code extends keyof typeof ends>(
  code: Code,
  values: ValuesOf<(typeof ends)[Code]>,
): Pick<Report, 'ok' | 'code'> & Required<Pick<Report, 'error'>> {
  const row: RefusalRow = ends[code];
  const { message, hint } = row.words(values);
  return {
    ok: false,
    code: exitCodes[row.exit],
    error: { code, message, ...(hint === undefined ? {} : { hint }) },
  };
}

/** The same for a run that was stopped. */
export function interrupted(
  values: ValuesOf<(typeof ends)['interrupted']>,
  reason: unknown,
): ReturnType<typeof ended> {
  return { ...ended('interrupted', values), code: interruptionCode(reason) };
}

/** A run that was stopped by Ctrl-C or a signal before anything was written: code 130, or 143 for SIGTERM and SIGHUP. */
export function interruption({ reason }: { readonly reason: unknown }): Problem {
  return withExit(interruptionCode(reason), refusal('interrupted', { at: 'before-writing' }));
}

/** What is warned of in the same words is said once. */
export function distinct(warnings: readonly Warning[]): readonly Warning[] {
  return [...new Map(warnings.map((one) => [one.message, one])).values()];
}
