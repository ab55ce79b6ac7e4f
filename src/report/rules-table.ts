import { rules } from 'virtual:rules';
import type { Rule } from '../rules/rule.ts';

/** The table of rules in docs/reference.md, by the name of its marker. */
export function rulesTable(): Readonly<Record<string, string>> {
  const rows = rules.map(
    ({ id, finds, severity, layout, fixable }: Rule) =>
      `| \`${id}\` | ${finds}${layout === undefined ? '' : ` (${files[layout]} only)`} | ${severity} | ${fixable ? 'yes' : ''} |`,
  );
  return {
    rules: ['| Rule | Finds | Severity | `--fix` |', '| --- | --- | --- | --- |', ...rows].join('\n'),
  };
}

const files = { 'serverless-json': '`serverless.json`', hsmeta: '`*-hsmeta.json`' } as const;
