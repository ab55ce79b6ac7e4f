import { codeMeanings } from '../../data/commands.ts';
import { generateOptions, invokeOptions, type OptionRow } from '../../data/options.ts';
import { choicesOf, type TemplateSummary, writtenForms } from './help.ts';

/** The parts of README.md that are made from tables, as Markdown, by the name of their markers. */
export function readmeTables(templates: readonly TemplateSummary[]): Readonly<Record<string, string>> {
  return {
    options: [
      'Of creating and adding:',
      '',
      ...optionTable(generateOptions, templates),
      '',
      'Of `invoke`:',
      '',
      ...optionTable(invokeOptions, templates),
    ].join('\n'),
    codes: [
      '| Code | Meaning |',
      '| --- | --- |',
      ...codeMeanings.map(({ code, meaning }) => `| ${code} | ${meaning} |`),
    ].join('\n'),
  };
}

/** A text with the parts between `<!-- name -->` and `<!-- /name -->` replaced. */
export function fillReadme(text: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((filled, [name, part]) => {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const from = filled.indexOf(begin) + begin.length;
    const to = filled.indexOf(end);
    if (from < begin.length || to < from) throw new Error(`README.md has no ${begin} … ${end}`);
    return `${filled.slice(0, from)}\n${part}\n${filled.slice(to)}`;
  }, text);
}

function optionTable(table: Readonly<Record<string, OptionRow>>, templates: readonly TemplateSummary[]) {
  const rows = Object.entries(table).map(([name, row]) => {
    const choices = row.choices === undefined ? [] : choicesOf(row.choices, templates);
    const values = choices.length === 0 ? '' : `: ${choices.map(({ value }) => `\`${value}\``).join(', ')}`;
    const written = writtenForms(name, row).replaceAll('|', '\\|');
    return `| \`${written}\` | ${row.summary}${values} | ${row.default ?? ''} |`;
  });
  return ['| Option | What it says | Default |', '| --- | --- | --- |', ...rows];
}
