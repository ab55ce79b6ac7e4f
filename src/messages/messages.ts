import { interruptionCode, Problem, type ProblemDetails } from '../errors.ts';
import type { InvocationFault, Rejected, Warning } from '../types.ts';
import type { rejections } from './answers.ts';
import type { FunctionErrorRow, RefusalRow, WarningRow } from './row.ts';
import type { functionErrors } from './run.ts';
import type { refusals, warnings } from './words.ts';

/** Makes refusals, warnings and errors as data: a code and values. `words.ts` turns them into text, and is loaded only then. */

type Code<Table> = keyof Table & string;

/** What a row's words need; nothing if they are always the same. */
type ValuesOf<Row extends RefusalRow | WarningRow | FunctionErrorRow> =
  Parameters<Row['words']> extends [] ? Record<string, never> : Parameters<Row['words']>[0];

/** The Problem to throw where nothing sensible can follow; the table makes the values safe to show, programs read the details. */
export function refusal<RefusalCode extends Code<typeof refusals>>(
  code: RefusalCode,
  values: ValuesOf<(typeof refusals)[RefusalCode]>,
  details: ProblemDetails = {},
): Problem {
  return new Problem(code, values, details);
}

/** One Problem for several that are in the way; the only one itself. */
export function refusalOfAll(code: 'conflict' | 'cannot-migrate', problems: readonly Problem[]): Problem {
  const [first] = problems;
  if (first !== undefined && problems.length === 1) return first;
  const conflicts = [...new Set(problems.flatMap(({ details }) => details.conflicts ?? []))];
  return refusal(code, { problems }, { conflicts });
}

/** A warning for the report. */
export function warning<WarningCode extends Code<typeof warnings>>(
  code: WarningCode,
  values: ValuesOf<(typeof warnings)[WarningCode]>,
): Warning {
  return { code, values };
}

/** Why a function gave no answer; where in the code is added by the caller. */
export function functionError<ErrorCode extends Code<typeof functionErrors>>(
  code: ErrorCode,
  values: ValuesOf<(typeof functionErrors)[ErrorCode]>,
): InvocationFault {
  return { code, values };
}

/** Why a value that a person gave cannot be used, and a correction that would be accepted. */
export function rejected<RejectionCode extends Code<typeof rejections>>(
  code: RejectionCode,
  values: Parameters<(typeof rejections)[RejectionCode]> extends []
    ? Record<string, never>
    : Parameters<(typeof rejections)[RejectionCode]>[0],
  proposal?: string,
): Rejected {
  return { problem: { code, values }, proposal };
}

/** A run that was stopped by Ctrl-C or a signal: code 130, or 143 for SIGTERM and SIGHUP. */
export function interruption(
  { reason }: { readonly reason: unknown },
  values: ValuesOf<(typeof refusals)['interrupted']> = { at: 'before-writing' },
): Problem {
  return refusal('interrupted', values, { exit: interruptionCode(reason) });
}
