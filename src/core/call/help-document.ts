import { templates } from 'virtual:template-table';
import { codeMeanings, commands } from '../../data/commands.ts';
import { generateOptions, invokeOptions, type OptionRow } from '../../data/options.ts';
import { choicesOf, writtenForms } from './help.ts';

type Table = Readonly<Record<string, OptionRow>>;

/** The value of `--help --json`: commands, options with choices and defaults, and exit codes. */
export function helpDocument(version: string) {
  return {
    name: 'create-hs-function',
    version,
    commands: commands.map((command) => ({
      ...command,
      options: describeOptions(tableOf(command.name)),
    })),
    codes: codeMeanings,
  };
}

function tableOf(command: (typeof commands)[number]['name']): Table {
  if (command === 'generate') return generateOptions;
  return command === 'invoke' ? invokeOptions : {};
}

function describeOptions(table: Table) {
  return Object.entries(table).map(([name, row]) => ({
    name,
    flags: writtenForms(name, row),
    kind: row.kind,
    summary: row.summary,
    ...(row.value === undefined ? {} : { value: row.value }),
    ...(row.choices === undefined ? {} : { choices: choicesOf(row.choices, templates) }),
    ...(row.default === undefined ? {} : { default: row.default }),
  }));
}
