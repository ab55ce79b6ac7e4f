import { rules } from 'virtual:rules';
import { codeMeanings, commands } from '../data/commands.ts';
import type { OptionTable } from '../data/options.ts';
import type { Rule } from '../rules/rule.ts';
import { choicesOf, writtenForms } from './help.ts';

/** The parts of docs/reference.md that are generated from tables, as Markdown, by the name of their markers. */
export function referenceTables(): Readonly<Record<string, string>> {
  return {
    options: commands
      .map(({ title, options }) => [`Options of ${title}:`, '', ...optionTable(options)].join('\n'))
      .join('\n\n'),
    codes: [
      '| Code | Meaning |',
      '| --- | --- |',
      ...codeMeanings.map(({ code, meaning }) => `| ${code} | ${meaning} |`),
    ].join('\n'),
    rules: ['| Rule | Finds | Severity | `--fix` |', '| --- | --- | --- | --- |', ...rules.map(ruleRow)].join(
      '\n',
    ),
  };
}

function ruleRow({ id, finds, severity, layout, fixable }: Rule): string {
  const files = { 'serverless-json': '`serverless.json`', hsmeta: '`*-hsmeta.json`' };
  const only = layout === undefined ? '' : ` (${files[layout]} only)`;
  return `| \`${id}\` | ${finds}${only} | ${severity} | ${fixable ? 'yes' : ''} |`;
}

/** Replaces the parts of a text between `<!-- name -->` and `<!-- /name -->`. */
export function fillMarked(text: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((filled, [name, part]) => {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const from = filled.indexOf(begin) + begin.length;
    const to = filled.indexOf(end);
    if (from < begin.length || to < from) throw new Error(`There is no ${begin} … ${end}`);
    return `${filled.slice(0, from)}\n${part}\n${filled.slice(to)}`;
  }, text);
}

function optionTable(table: OptionTable) {
  const rows = Object.entries(table).map(([name, row]) => {
    const choices = choicesOf(row.choices);
    const values = choices.length === 0 ? '' : `: ${choices.map(({ value }) => `\`${value}\``).join(', ')}`;
    const written = writtenForms(name, row).replaceAll('|', '\\|');
    return `| \`${written}\` | ${row.summary}${values} | ${row.default ?? ''} |`;
  });
  return ['| Option | Description | Default |', '| --- | --- | --- |', ...rows];
}
