import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What `--help` shows: a text that the build prepared beside the bundle, or a document made from the option tables. */
export async function readPrepared(name: 'help.txt' | 'help.json'): Promise<string> {
  if (name === 'help.txt') return read(name);
  const { helpDocument } = await import('./help.ts');
  const answersSchema: unknown = JSON.parse(read('answers.schema.json'));
  return `${JSON.stringify({ ...helpDocument(read('version.txt').trim()), answersSchema }, null, 1)}\n`;
}

function read(name: string): string {
  return readFileSync(path.join(__dirname, name), 'utf8');
}
