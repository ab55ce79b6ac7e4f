import { templates } from 'virtual:template-table';
import { offeredPlatforms } from '../answers/choices.ts';
import { codeMeanings, commands } from '../data/commands.ts';
import { type Choices, formats, methods, type OptionRow, type OptionTable } from '../data/options.ts';
import { packageManagers } from '../data/package-managers.ts';
import type { RefusalRow } from '../messages/row.ts';
import { functionErrors } from '../messages/run.ts';
import { exitCodeOf, refusals, warnings } from '../messages/words.ts';
import { wrapWords } from '../terminal/text.ts';

/** A value that an option accepts, with a line that explains it. */
export interface Choice {
  readonly value: string;
  readonly summary?: string;
}

/** The values of an option with `choices`, in display order; empty for other options. */
export function choicesOf(choices: Choices | undefined): readonly Choice[] {
  const lists: Readonly<Record<Choices, readonly Choice[]>> = {
    templates: templates.map(({ name, summary }) => ({ value: name, summary })),
    platforms: offeredPlatforms().map((row) => ({ value: row.version, summary: row.today })),
    methods: methods.map((value) => ({ value })),
    packageManagers: packageManagers.map(({ name }) => ({ value: name })),
    formats: formats.map((value) => ({ value })),
  };
  return choices === undefined ? [] : lists[choices];
}

/** The text of `--help`, at most 80 columns wide, with a final newline. */
export function helpText(): string {
  return [
    'Creates HubSpot serverless functions and runs each once, as HubSpot would.',
    '',
    'Usage',
    ...rows(commands.map(({ usage, summary }) => [usage, summary])),
    '',
    ...commands.flatMap(({ title, options }) => [`Options of ${title}`, ...optionRows(options), '']),
    'Templates',
    ...rows(templates.map(({ name, summary }) => [name, summary])),
    '',
    'Platform versions',
    ...rows(choicesOf('platforms').map(({ value, summary }) => [value, summary ?? ''])),
    '',
    'Scripts and agents',
    '  Prompts appear only in a terminal. Without one, in CI, or with --yes or --json,',
    '  defaults are used; where there is no default, the run ends with code 2 and',
    '  names every missing option.',
    '    npx create-hs-function@latest my-app --json',
    '    npm create hs-function@latest -- --function contact --template contact --yes',
    '  npm create needs the -- before options; pnpm, yarn and bun do not. With --json,',
    '  use npx: npm create prints lines of its own to standard output (npm 10 and 11).',
    '',
    'Exit codes',
    ...rows(codeMeanings.map(({ code, meaning }) => [String(code), meaning])),
    '',
  ].join('\n');
}

/** How an option is shown, such as `--yes, -y` or `--token / --no-token`. */
export function writtenForms(name: string, row: OptionRow): string {
  if (row.shownNegated) return `--no-${name}`;
  const long = row.negatable ? `--${name} / --no-${name}` : `--${name}`;
  const value = row.value === undefined ? '' : row.value.startsWith('[') ? row.value : ` ${row.value}`;
  return `${long}${row.short ? `, -${row.short}` : ''}${value}`;
}

function optionRows(table: OptionTable): string[] {
  return rows(
    Object.entries(table).map(([name, row]) => {
      const values = choicesOf(row.choices).map(({ value }) => value);
      const choices = values.length === 0 ? '' : ` (${values.join(', ')})`;
      const byDefault = row.default === undefined ? '' : ` [${row.default}]`;
      return [writtenForms(name, row), `${row.summary}${choices}${byDefault}`];
    }),
  );
}

const summaryColumn = 32;
const width = 80;

/** Formats two columns. Long summaries are wrapped; if the first column is too wide, the summary starts on the next line. */
function rows(cells: readonly (readonly [string, string])[]): string[] {
  const widest = Math.max(...cells.map(([first]) => first.length)) + 4;
  const column = Math.min(widest, summaryColumn);
  return cells.flatMap(([first, summary]) => {
    const lines = wrapWords(summary, width - column).split('\n');
    const head = `  ${first}`;
    const fits = head.length + 2 <= column;
    const indented = lines.map((line) => ' '.repeat(column) + line);
    return fits ? [head.padEnd(column) + lines[0], ...indented.slice(1)] : [head, ...indented];
  });
}

/** The value of `--help --json`: commands, options with choices and defaults, exit codes, and error and warning codes. */
export function helpDocument(version: string) {
  return {
    name: 'create-hs-function',
    version,
    commands: commands.map(({ name, usage, summary, options }) => ({
      name,
      usage,
      summary,
      options: describeOptions(options),
    })),
    codes: codeMeanings,
    errors: Object.entries<RefusalRow>(refusals).map(([code, row]) => ({
      code,
      exit: exitCodeOf(row),
      meaning: row.means,
    })),
    warnings: Object.entries(warnings).map(([code, { means }]) => ({ code, meaning: means })),
    functionErrors: Object.entries(functionErrors).map(([code, { means }]) => ({ code, meaning: means })),
  };
}

function describeOptions(table: OptionTable) {
  return Object.entries(table).map(([name, row]) => ({
    name,
    flags: writtenForms(name, row),
    kind: row.kind,
    summary: row.summary,
    value: row.value,
    choices: row.choices && choicesOf(row.choices),
    default: row.default,
  }));
}
