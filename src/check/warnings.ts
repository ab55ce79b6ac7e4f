import { rules } from 'virtual:rules';
import { mostWarnings } from '../data/limits.ts';
import { warning } from '../messages/messages.ts';
import { type WarningTime, warningOf } from '../rules/rule.ts';
import type { Warning } from '../types.ts';
import type { Facts } from './facts.ts';
import { ignoresIn } from './ignores.ts';

/**
 * The warnings that a command shows at a given time, from the rules marked for it. Leaves out what the project ignores, and
 * suggestions from rules that usually report something more severe.
 */
export function warningsIn(facts: Facts, time: WarningTime): readonly Warning[] {
  const all: Warning[] = [];
  for (const one of warningsOf(facts, time)) {
    if (all.length === mostWarnings) return [...all, warning('more-findings', { most: mostWarnings })];
    all.push(one);
  }
  return all;
}

function* warningsOf(facts: Facts, time: WarningTime): Generator<Warning> {
  const ignores = ignoresIn(facts);
  for (const rule of rules) {
    const { id, severity, layout = facts.layout, warnsIn, find } = rule;
    if (layout !== facts.layout || !warnsIn?.includes(time)) continue;
    for (const found of find(facts)) {
      const { path, at } = found;
      if (found.severity === 'suggestion' && severity !== 'suggestion') continue;
      const line = at !== undefined && 'line' in at ? at.line : 1;
      if (ignores.hiding({ rule: id, path, line }).length === 0) yield warningOf(rule, found);
    }
  }
}
