import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runWords } from '../program.ts';
import { folderWith } from '../project-shapes.ts';

test.each([
  ['fails', { program: '/no/such/program' }],
  ['passes', { program: path.resolve('bin/create-hs-function.cjs') }],
])('a Windows scenario that %s leaves no temporary files', async (outcome, setting) => {
  const folder = folderWith({ 'temporary/other': '' });
  const [told, out, temporary] = ['setting.json', 'out.json', 'temporary'].map((name) =>
    path.join(folder, name),
  ) as [string, string, string];
  writeFileSync(told, JSON.stringify({ tools: '', registry: '', all: false, ...setting }));
  const driver = path.resolve('test/windows/scenarios/drive.cjs');
  const env = { TMPDIR: temporary, TEMP: temporary, TMP: temporary };
  await runWords([process.execPath, driver, told, out, 'nothing else is touched'], folder, { env });
  const { done, results } = JSON.parse(readFileSync(out, 'utf8'));
  expect([done, results.length, results[0].failure === undefined]).toEqual([true, 1, outcome === 'passes']);
  expect(readdirSync(temporary)).toEqual(['other']);
});
