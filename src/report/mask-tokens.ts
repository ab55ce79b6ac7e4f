import { withoutSecretValues } from '../check/secret-values.ts';
import type { Mask } from '../edit/diff.ts';
import type { InvocationResult, ToldReport } from '../types.ts';

/**
 * Masks tokens and keys in the parts of a report that repeat options, answers and configuration. If someone enters a secret
 * where a name belongs, it must not end up in terminal histories and logs. The function's own output is not changed.
 */
export function maskTokens(report: ToldReport): ToldReport {
  const { warnings, next, command, error } = report;
  return { ...report, ...masked({ warnings, next, command, error }, withoutSecretValues) };
}

/** Members whose text is one of this program's own identifiers. */
const identifiers: ReadonlySet<string> = new Set(['code', 'rule', 'severity', 'state']);

/** Masks secrets in what this program says about a failed function, whose own output is masked already. */
export function resultWithout(result: InvocationResult, hide: Mask): InvocationResult {
  return result.error === undefined ? result : { ...result, error: masked(result.error, hide) };
}

/** A value with every text in it masked. Keys, and members that are identifiers of this program, are kept. */
export function masked<Value>(value: Value, hide: Mask): Value {
  if (typeof value === 'string') return hide(value) as Value;
  if (Array.isArray(value)) return value.map((one) => masked(one, hide)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, identifiers.has(key) ? one : masked(one, hide)]),
  ) as Value;
}
