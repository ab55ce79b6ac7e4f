// Puts the tables of options, codes and rules, and the benchmark's table, into README.md.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { load } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { fillReadme, readmeTables } = await load('src/args/help.ts');
const { rulesTable } = await load('src/report/rules-table.ts');
const { templates } = await load('virtual:template-table');
const text = await readFile(`${root}/README.md`, 'utf8');
await writeFile(`${root}/README.md`, fillReadme(text, { ...readmeTables(templates), ...rulesTable() }));
