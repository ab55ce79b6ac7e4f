import { rules } from 'virtual:rules';
import { type Found, type Rule, type WarningTime, warningOf } from '../rules/rule.ts';
import type { Warning } from '../types.ts';
import type { Facts } from './facts.ts';
import { ignoresIn } from './ignores.ts';

/**
 * The warnings that a command shows at a given time, from the rules marked for it. Leaves out what the project ignores, and
 * suggestions from rules that usually report something more severe.
 */
export function warningsIn(facts: Facts, time: WarningTime): readonly Warning[] {
  const ignores = ignoresIn(facts);
  const isIgnored = ({ id }: Rule, { path, at }: Found) =>
    ignores.hiding({ rule: id, path, line: at !== undefined && 'line' in at ? at.line : 1 }).length > 0;
  return rules
    .filter(({ warnsIn, layout }) => warnsIn?.includes(time) && (layout ?? facts.layout) === facts.layout)
    .flatMap((rule) =>
      [...rule.find(facts)]
        .filter(({ severity = rule.severity }) => severity !== 'suggestion' || rule.severity === 'suggestion')
        .filter((found) => !isIgnored(rule, found))
        .map((found) => warningOf(rule, found)),
    );
}
