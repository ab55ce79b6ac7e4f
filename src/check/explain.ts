import type { CheckOptions } from '../data/options.ts';
import type { Rule } from '../rules/rule.ts';
import type { Screen } from '../terminal/terminal.ts';
import { printableJson, wrapWords } from '../terminal/text.ts';

/** Explains what a rule finds, why it matters and what the source is, as text or (with `--json`) as JSON. */
export function explain(rule: Rule, { json, format }: CheckOptions, screen: Screen): string {
  const { id, severity, layout, finds, why, source, fixable = false } = rule;
  if (json || format === 'json') {
    const document = { rule: id, severity, ...(layout && { layout }), finds, why, source, fixable };
    return `${printableJson(JSON.stringify(document, null, 2))}\n`;
  }
  const { bold, dim } = screen.style;
  const files = layout === undefined ? '' : ` · ${layoutNames[layout]}`;
  const lines = [
    `${bold(id)} ${dim(`${severity}${fixable ? ' · --fix' : ''}${files}`)}`,
    '',
    `Finds ${finds}.`,
    '',
    why,
    '',
    `Source: ${source}.`,
    '',
    `To ignore it on a line: // hs-ignore ${id}: why it is fine here`,
    `In JSON: "hsIgnore": {"${id}": "why it is fine here"} in the functions folder's package.json`,
  ];
  return `${wrapWords(lines.join('\n'), screen.isTerminal ? screen.columns() : 100)}\n`;
}

const layoutNames = { 'serverless-json': 'serverless.json', hsmeta: '*-hsmeta.json' } as const;
