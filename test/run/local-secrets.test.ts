import { writeFileSync } from 'node:fs';
import path from 'node:path';
import dotenv from 'dotenv';
import { describe, expect, test } from 'vitest';
import { envOfFolder } from '../../src/check/read-env.ts';
import { largestDotenvBytes, mostDotenvLines } from '../../src/data/limits.ts';
import { projectFiles } from '../../src/project/files.ts';
import { redactor } from '../../src/run/redact.ts';
import { localSecrets, providedSecrets, readLocalSecrets, shortSecrets } from '../../src/run/secrets.ts';
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

test('a secret that has the name of what every object has has the value of the file, or none', () => {
  const folder = emptyFolder();
  writeFiles(folder, { '.env': 'toString=value' });
  const { values } = localSecrets(undefined)(folder);
  const names = ['toString', 'constructor', '__proto__', 'valueOf'];
  expect(providedSecrets(names, values)).toEqual({ toString: 'value' });
  expect(shortSecrets(names, values)).toEqual([]);
});

test('values of every .env file of the folder are hidden, whichever provides them', () => {
  const folder = emptyFolder();
  writeFiles(folder, {
    '.env': 'KEY=value-of-env\nONLY=value-only-there\nNEW=replace-me',
    '.env.local': 'KEY=value-of-local',
    '.env.staging': 'KEY=value-of-staging',
    '.env.example': 'KEY=value-of-example',
    '.env.d/file': 'KEY=value-in-folder',
  });
  const local = localSecrets(undefined)(folder);
  const redactor = local.redactor();
  expect(local.values).toEqual({ KEY: 'value-of-local' });
  expect(
    redactor.text(
      'value-of-env, value-only-there, value-of-local, value-of-staging, value-of-example, replace-me',
    ),
  ).toBe('***, ***, ***, ***, value-of-example, replace-me');
  expect([...redactor.found]).toEqual(['KEY of .env', 'ONLY', 'KEY', 'KEY of .env.staging']);
});

test('also where none of them provides any', () => {
  const folder = emptyFolder();
  writeFiles(folder, { '.env.development': 'KEY=value-of-development' });
  const local = localSecrets(undefined)(folder);
  expect([local.file, local.values]).toEqual([undefined, {}]);
  expect(local.redactor().text('value-of-development')).toBe('***');
});

test.each([
  ['bytes', (size: number) => `KEY=value-of-key #${'x'.repeat(size - 18)}`, largestDotenvBytes],
  [
    'bytes, with a line feed',
    (size: number) => `KEY=value-of-key #${'x'.repeat(size - 19)}\n`,
    largestDotenvBytes,
  ],
  ['lines', (size: number) => `KEY=value-of-key${'\n'.repeat(size)}`, mostDotenvLines],
  ['lines of Windows', (size: number) => `KEY=value-of-key${'\r\n'.repeat(size)}`, mostDotenvLines],
] as const)(
  'a .env with as many %s as it may have has values, and all of them are hidden; with one more it has none',
  (_, text, most) => {
    const at = (size: number, others: Record<string, string> = {}) => {
      const folder = emptyFolder();
      writeFiles(folder, { '.env': text(size), ...others });
      const local = localSecrets(undefined)(folder);
      return [local.values, local.redactor().text('value-of-key'), local.hasUnread];
    };
    const given = [{ KEY: 'value-of-key' }, '***'];
    expect([most - 1, most].map((size) => at(size))).toEqual([
      [...given, false],
      [...given, false],
    ]);
    expect(at(most, { '.env.other': 'KEY=other-value' })).toEqual([...given, true]);
    expect(at(most + 1)).toEqual([{}, 'value-of-key', true]);
  },
);

describe.each(['utf-16le', 'utf-16be'])('a .env in %s', (encoding) => {
  const written = (text: string) => {
    const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
    return encoding === 'utf-16le' ? bytes : bytes.swap16();
  };

  test.each(['abc123secretVALUE', 'pässwörd-with-ümläuts'])(
    'has no values, as for dotenv, and shows none: %s',
    (value) => {
      const folder = emptyFolder();
      const bytes = written(`# c\nA_KEY=${value}\nB="x"\n`);
      writeFileSync(path.join(folder, '.env'), bytes);
      expect(dotenv.parse(bytes.toString())).toEqual({});
      const secrets = readLocalSecrets(folder, undefined);
      expect(secrets).toMatchObject({ values: {}, failure: 'UTF-16', hasUnread: false });
      const { text } = redactor(secrets.hidden);
      const own = written(value).subarray(2);
      for (const shown of [
        value,
        own.toString('hex'),
        own.toString('hex').toUpperCase(),
        own.toString(),
        bytes.toString('base64'),
      ])
        expect(text(shown)).toContain('***');
      expect(text(own.toString('hex'))).toBe('***');
      expect(text(own.toString())).toBe('***');
    },
  );

  test('is named by check instead of its values', () => {
    const root = emptyFolder();
    writeFileSync(path.join(root, '.env'), written('A_KEY=abc123secretVALUE\n'));
    expect(envOfFolder(projectFiles(root), '.')).toMatchObject({ failure: 'UTF-16', names: new Map() });
  });
});
