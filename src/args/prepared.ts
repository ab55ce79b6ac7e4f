import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { CommandName } from '../data/commands.ts';

/** What `--help` shows of a command, and of all of them for `create`: the build prepared it beside the bundle. */
export function helpFor(command: CommandName): string {
  return read(command === 'create' ? 'help.txt' : `help-${command}.txt`);
}

/** What `--help --json` shows: a document made from the option tables. */
export async function helpAsJson(version: string): Promise<string> {
  const { helpDocument } = await import('./help.ts');
  const answersSchema: unknown = JSON.parse(read('answers.schema.json'));
  return `${JSON.stringify({ ...helpDocument(version), answersSchema }, null, 1)}\n`;
}

function read(name: string): string {
  return readFileSync(path.join(__dirname, name), 'utf8');
}
