// Writes the tables of options, rules and exit codes into docs/reference.md.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { load } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { fillMarked, referenceTables } = await load('src/args/reference.ts');
const reference = `${root}/docs/reference.md`;
const text = await readFile(reference, 'utf8');
await writeFile(reference, fillMarked(text, referenceTables()));
