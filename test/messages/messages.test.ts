import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { refusals, warnings } from '../../src/messages/messages.ts';

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

test('what a code means is one line for the list of codes', () => {
  for (const table of [refusals, warnings]) {
    for (const [code, { means }] of Object.entries(table)) expect(means, code).toMatch(/^\S.{10,110}\.$/);
  }
});
