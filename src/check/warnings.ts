import { rules } from 'virtual:rules';
import { type Found, type Rule, type WarningTime, warningOf } from '../rules/rule.ts';
import type { Warning } from '../types.ts';
import type { Facts } from './facts.ts';
import { ignoresIn } from './ignores.ts';

/**
 * What a command warns of at some time, by the rules that are marked for it. A suggestion of a rule whose findings usually are
 * more, and what the project ignores, is left out.
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
