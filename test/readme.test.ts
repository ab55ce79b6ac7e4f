import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { templates } from 'virtual:template-table';
import { expect, test } from 'vitest';
import { fillReadme, readmeTables } from '../src/core/call/readme-tables.ts';
import { generateOptions, invokeOptions } from '../src/data/options.ts';
import { platforms } from '../src/data/platforms.ts';
import { program } from './program.ts';

const root = path.join(import.meta.dirname, '..');
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');

test('the README lists every option and code as the program has them', () => {
  expect(readme).toBe(fillReadme(readme, readmeTables(templates)));
});

test('the README names no option that there is not', () => {
  const known = new Set(
    Object.entries({ ...invokeOptions, ...generateOptions }).flatMap(([name]) => [
      `--${name}`,
      `--no-${name}`,
    ]),
  );
  const named = readme.match(/(?<![\w-])--[a-z][\w-]*/g) ?? [];
  expect(named.filter((flag) => !known.has(flag))).toEqual([]);
  expect(named.length).toBeGreaterThan(50);
});

test('the README tells of every template and platform version', () => {
  for (const { name } of templates) expect(readme).toContain(`| \`${name}\` |`);
  for (const { version, layout, today } of platforms) {
    if (layout === undefined) expect(readme).toContain(version);
    else expect(readme).toContain(`| \`${version}\` |`);
    if (layout !== undefined) expect(readme).toContain(today);
  }
});

test('every file that the README links to is there', () => {
  const links = [...readme.matchAll(/\]\((?!#|https?:)([^)]+)\)/g)].map(([, target]) => target ?? '');
  expect(links.filter((target) => !existsSync(path.join(root, target)))).toEqual([]);
  expect(links.length).toBeGreaterThan(2);
});

test('help lists every option, template and platform version', () => {
  const help = execFileSync(process.execPath, [program(), '--help'], { encoding: 'utf8' });
  for (const [name, row] of Object.entries({ ...invokeOptions, ...generateOptions })) {
    expect(help).toContain('shownNegated' in row ? `--no-${name}` : `--${name}`);
    expect(help.replace(/\s+/g, ' ')).toContain(row.summary);
  }
  for (const { name, summary } of templates) expect(help).toContain(`${name.padEnd(8)}  ${summary}`);
});
