import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { templates } from 'virtual:template-table';
import { expect, test } from 'vitest';
import { fillMarked, referenceTables } from '../src/args/reference.ts';
import { codeMeanings, commands } from '../src/data/commands.ts';
import { createOptions, invokeOptions } from '../src/data/options.ts';
import { isOffered, platforms } from '../src/data/platforms.ts';
import { refusals, warnings } from '../src/messages/words.ts';
import { emptyFolder, program, run } from './program.ts';

const root = path.join(import.meta.dirname, '..');
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

test('the reference lists every option, rule and code as the program has them', () => {
  const reference = readFileSync(path.join(root, 'docs/reference.md'), 'utf8');
  expect(reference).toBe(fillMarked(reference, referenceTables()));
});

test('the README is short, and names every command', () => {
  expect(readme.split('\n').length).toBeLessThanOrEqual(261);
  for (const { name } of commands.slice(1)) expect(readme).toContain(`create-hs-function ${name}`);
});

test('the README names no option that does not exist', () => {
  const known = new Set(
    commands.flatMap(({ options }) => Object.keys(options)).flatMap((name) => [`--${name}`, `--no-${name}`]),
  );
  const named = readme.match(/(?<![\w-])--[a-z][\w-]*/g) ?? [];
  expect(named.filter((flag) => !known.has(flag))).toEqual([]);
  expect(named.length).toBeGreaterThan(20);
});

test('the README mentions every template and platform version', () => {
  for (const { name } of templates) expect(readme).toContain(`| \`${name}\` |`);
  for (const row of platforms) {
    const { version, today } = row;
    expect(readme).toContain(isOffered(row) ? `| \`${version}\` |` : version);
    if (isOffered(row)) expect(readme).toContain(today);
  }
});

test('what the README shows of a run is what is printed', async () => {
  const folder = emptyFolder();
  await run(folder, ['shop', '--yes', '--no-invoke']);
  const { stdout } = await run(path.join(folder, 'shop'), ['invoke']);
  const timeless = (text: string) => text.replace(/^\S+Z/gm, '<time>').replace(/\d+ms/, '<duration>');
  expect(timeless(readme)).toContain(`\n\`\`\`\n${timeless(stdout)}\`\`\`\n`);
});

test('every file that the README links to exists', () => {
  const links = [...readme.matchAll(/\]\((?!#|https?:)([^)]+)\)/g)].map(([, target]) => target ?? '');
  expect(links.filter((target) => !existsSync(path.join(root, target.replace(/#.*/, ''))))).toEqual([]);
  expect(links.length).toBeGreaterThan(2);
});

test('help lists every option, template and platform version', () => {
  const help = execFileSync(process.execPath, [program(), '--help'], { encoding: 'utf8' });
  for (const [name, row] of commands.flatMap(({ options }) => Object.entries(options))) {
    expect(help).toContain('shownNegated' in row ? `--no-${name}` : `--${name}`);
    expect(help.replace(/\s+/g, ' ')).toContain(row.summary);
  }
  for (const { name, summary } of templates) expect(help).toContain(`${name.padEnd(8)}  ${summary}`);
});

test('help as JSON has every option with its choices, the codes, and the schema of answers files', () => {
  const text = execFileSync(process.execPath, [program(), '--help', '--json'], { encoding: 'utf8' });
  const help = JSON.parse(text);
  const [generate, invoke] = help.commands;
  expect(generate.options.map(({ name }: { name: string }) => name)).toEqual(Object.keys(createOptions));
  expect(invoke.options.map(({ name }: { name: string }) => name)).toEqual(Object.keys(invokeOptions));
  const { choices } = generate.options.find(({ name }: { name: string }) => name === 'template');
  expect(choices).toEqual(templates.map(({ name, summary }) => ({ value: name, summary })));
  expect(help).toMatchObject({ name: 'create-hs-function', version, codes: codeMeanings });
  const codesOf = (rows: readonly { code: string }[]) => rows.map(({ code }) => code);
  expect(codesOf(help.errors)).toEqual(Object.keys(refusals));
  expect(codesOf(help.warnings)).toEqual(Object.keys(warnings));
  const schema = readFileSync(path.join(program(), '../../dist/answers.schema.json'), 'utf8');
  expect(help.answersSchema).toEqual(JSON.parse(schema));
});
