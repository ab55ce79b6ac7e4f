import { exitCodes } from '../../errors.ts';
import type { InvocationResult, Report } from '../../types.ts';

/**
 * The end of a run in which functions gave no answer: which, why, and what to do about it.
 *
 * @param before the beginning of the sentence
 */
export function unanswered(
  results: readonly InvocationResult[],
  before = '',
): Pick<Report, 'ok' | 'code' | 'error'> {
  const failed = results.filter(({ status }) => status !== 'SUCCESS');
  const reasons = failed.map(({ error }) => error?.message ?? '');
  const names = failed.map((result) => result.function);
  const told =
    failed.length === 1
      ? `${names} did not answer. ${reasons}`
      : [
          `${failed.length} functions did not answer.`,
          ...names.map((name, index) => `${name}: ${reasons[index]}`),
        ].join('\n');
  const hints = [...new Set(failed.flatMap(({ error }) => error?.hint ?? []))].join('\n');
  const message = `${before}${told}`.trim();
  return {
    ok: false,
    code: exitCodes.invocation,
    error: { code: 'invocation-failed', message, ...(hints === '' ? {} : { hint: hints }) },
  };
}
