import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A text that the build prepared beside the bundle. */
export function readPrepared(name: 'help.txt' | 'help.json'): string {
  return readFileSync(path.join(__dirname, name), 'utf8');
}
