import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { refusals, warnings } from '../../src/messages/words.ts';

const folder = new URL('../../src/messages/', import.meta.url);

test('no two topics share a code', async () => {
  const topics = await Promise.all(
    readdirSync(folder).map((file): Promise<Record<string, object>> => import(`${folder}${file}`)),
  );
  for (const [kind, table] of [
    [/Refusals$|^ends$/, refusals],
    [/Warnings$/, warnings],
  ] as const) {
    const codes = topics.flatMap((topic) =>
      Object.entries(topic).flatMap(([name, rows]) => (kind.test(name) ? Object.keys(rows) : [])),
    );
    expect(codes.sort()).toEqual(Object.keys(table).sort());
  }
});

test('the meaning of a code fits on one line', () => {
  for (const table of [refusals, warnings]) {
    for (const [code, { means }] of Object.entries(table)) expect(means, code).toMatch(/^\S.{10,110}\.$/);
  }
});

test('no refusal and no warning is worded elsewhere', () => {
  const source = new URL('../../src/', import.meta.url);
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    // Rules word their findings themselves, and `dev` words its HTTP responses where it sends them.
    .filter((file) => file.endsWith('.ts') && !/^(messages|rules|check|serve)\/|^errors\.ts$/.test(file));
  expect(files.length).toBeGreaterThan(50);
  const worded = /new Problem\(|\bcode: '[a-z-]+',\s*message\b|\bproblem: [`']/;
  expect(files.filter((file) => worded.test(readFileSync(new URL(file, source), 'utf8')))).toEqual([]);
});
