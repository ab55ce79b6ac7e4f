import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type CommandName, commandRow } from '../data/commands.ts';

/** The help for a command, or for all commands in the case of `create`. The build puts the text next to the bundle. */
export function helpFor(command: CommandName): string {
  const whole = read('help.txt');
  if (command === 'create') return whole;
  const { title, usage, summary } = commandRow(command);
  const [, options = ''] = whole.split(`Options of ${title}\n`);
  return [
    `${summary[0]?.toUpperCase()}${summary.slice(1)}.`,
    `Usage\n  ${usage}`,
    `Options\n${options.split('\n\n')[0]}`,
    'See npx create-hs-function --help for the other commands and the exit codes.\n',
  ].join('\n\n');
}

/** The output of `--help --json`, generated from the option tables. */
export async function helpAsJson(version: string): Promise<string> {
  const { helpDocument } = await import('./help.ts');
  const answersSchema: unknown = JSON.parse(read('answers.schema.json'));
  return `${JSON.stringify({ ...helpDocument(version), answersSchema }, null, 1)}\n`;
}

function read(name: string): string {
  return readFileSync(path.join(__dirname, name), 'utf8');
}
