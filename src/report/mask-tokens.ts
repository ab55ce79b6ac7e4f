import { withoutSecretValues } from '../check/secret-values.ts';
import type { ToldReport } from '../types.ts';

/**
 * A report without tokens and keys in what it repeats of options, answers and configuration: anyone who types or lists a
 * value where a name belongs would find it in a terminal's history and in logs. What a function said stays as it is.
 */
export function maskTokens(report: ToldReport): ToldReport {
  const { warnings, next, command, error } = report;
  return {
    ...report,
    warnings: masked(warnings),
    next: masked(next),
    command: masked(command),
    error: masked(error),
  };
}

function masked<Value>(value: Value): Value {
  if (typeof value === 'string') return withoutSecretValues(value) as Value;
  if (Array.isArray(value)) return value.map(masked) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, masked(one)])) as Value;
}
