import { withoutSecretValues } from '../check/secret-values.ts';
import type { ToldReport } from '../types.ts';

/**
 * Masks tokens and keys in the parts of a report that repeat options, answers and configuration. If someone enters a secret
 * where a name belongs, it must not end up in terminal histories and logs. The function's own output is not changed.
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
