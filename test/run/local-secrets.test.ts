import path from 'node:path';
import { expect, test } from 'vitest';
import { localSecrets } from '../../src/run/secrets.ts';
import { emptyFolder, writeFiles } from '../program.ts';

test("a folder's secrets are read once for all functions, and each run has its own list of those that it showed", () => {
  const folder = emptyFolder();
  writeFiles(folder, { 'one/.env': 'KEY=value-of-one', 'two/.env': 'KEY=value-of-two' });
  const secretsIn = localSecrets(undefined);
  const [one, again, two] = ['one', 'one', 'two'].map((name) => secretsIn(path.join(folder, name)));
  expect(again).toBe(one);
  const [first, second] = [one?.redactor(), one?.redactor()];
  expect(first?.text('value-of-one, value-of-two')).toBe('***, value-of-two');
  expect([first, second].map((redactor) => [...(redactor?.found ?? [])])).toEqual([['KEY'], []]);
  expect(two?.redactor().text('value-of-one, value-of-two')).toBe('value-of-one, ***');
});
