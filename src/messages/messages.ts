import { interruptionCode, Problem, type ProblemDetails } from '../errors.ts';
import type { InvocationFault, Rejected, Warning } from '../types.ts';
import type { rejections } from './answers.ts';
import type { functionErrors } from './run.ts';
import type { refusals, warnings } from './words.ts';

/** Creates refusals, warnings and errors as data: a code and values. `words.ts`, loaded only when needed, makes the text. */

type Code<Table> = keyof Table & string;

/** The values that a text needs; none if it is always the same. */
type ValuesOf<Words extends (...values: never[]) => unknown> =
  Parameters<Words> extends [] ? Record<string, never> : Parameters<Words>[0];

/**
 * Creates the Problem to throw when the run cannot go on.
 * @param values for the text; the row in the table makes them safe to show
 * @param details for programs that read the report
 */
export function refusal<RefusalCode extends Code<typeof refusals>>(
  code: RefusalCode,
  values: ValuesOf<(typeof refusals)[RefusalCode]['words']>,
  details: ProblemDetails = {},
): Problem {
  return new Problem(code, values, details);
}

/** Combines several Problems into one; a single Problem is returned as it is. */
export function refusalOfAll(code: 'conflict' | 'cannot-migrate', problems: readonly Problem[]): Problem {
  const [first] = problems;
  if (first !== undefined && problems.length === 1) return first;
  const conflicts = [...new Set(problems.flatMap(({ details }) => details.conflicts ?? []))];
  return refusal(code, { problems }, { conflicts });
}

/** Creates a warning for the report. */
export function warning<WarningCode extends Code<typeof warnings>>(
  code: WarningCode,
  values: ValuesOf<(typeof warnings)[WarningCode]['words']>,
): Warning {
  return { code, values };
}

/** Creates the reason why a function gave no response. The caller adds the place in the code. */
export function functionError<ErrorCode extends Code<typeof functionErrors>>(
  code: ErrorCode,
  values: ValuesOf<(typeof functionErrors)[ErrorCode]['words']>,
): InvocationFault {
  return { code, values };
}

/**
 * Creates the reason why a value that the user gave cannot be used.
 * @param proposal a correction that would be accepted
 */
export function rejected<RejectionCode extends Code<typeof rejections>>(
  code: RejectionCode,
  values: ValuesOf<(typeof rejections)[RejectionCode]>,
  proposal?: string,
): Rejected {
  return { problem: { code, values }, proposal };
}

/** Creates the Problem for a run that Ctrl-C or a signal stopped: code 130, or 143 for SIGTERM and SIGHUP. */
export function interruptionProblem(
  { reason }: { readonly reason: unknown },
  values: ValuesOf<(typeof refusals)['interrupted']['words']> = { at: 'before-writing' },
): Problem {
  return refusal('interrupted', values, { exit: interruptionCode(reason) });
}
