import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Problem } from '../../src/errors.ts';
import { functionErrors } from '../../src/messages/run.ts';
import { safeValues } from '../../src/messages/shown.ts';
import { refusals, toldError, warnings, wordsOf } from '../../src/messages/words.ts';
import { emptyReport, reportText } from '../../src/report/report.ts';
import { plainStyle } from '../../src/terminal/text.ts';
import type { ToldReport } from '../../src/types.ts';

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

/** What commands, errors and other messages say; their lines are kept. */
const texts = [
  'thrown',
  'message',
  'hint',
  'output',
  'cause',
  'excerpt',
  'answers',
  'why',
  'meant',
  'command',
];

/** Values for a row: a name as a text, in a list, and as a path, under every key that the row takes apart. */
function valuesFor(words: (...values: never[]) => unknown, name: string): readonly object[] {
  const [, keys = ''] = /^\s*\(?\{([^}]*)\}/.exec(words.toString()) ?? [];
  const named = keys.split(',').map((key) => key.split(/[=:]/)[0]?.trim() ?? '');
  const all = (value: unknown) =>
    Object.fromEntries(
      named.filter((key) => /^\w+$/.test(key) && !texts.includes(key)).map((key) => [key, value]),
    );
  return [all(name), all([name]), all([name, name]), { ...all(name), ...namesIn(all([name]), /s$/) }];
}

const namesIn = (values: object, plural: RegExp) =>
  Object.fromEntries(Object.entries(values).filter(([key]) => plural.test(key)));

test('a line feed in a name makes no line of its own, whatever the message', () => {
  const told = { refusal: wordsOf, warning: wordsOf, error: toldError };
  let tried = 0;
  for (const [kind, table] of Object.entries({
    refusal: refusals,
    warning: warnings,
    error: functionErrors,
  })) {
    for (const [code, { words }] of Object.entries(table)) {
      const linesOf = (values: object) => {
        const of = kind === 'refusal' ? new Problem(code, values, {}) : { code, values };
        const { message, hint } = told[kind as 'refusal'](of as Problem);
        return `${message}\n${hint}`.split('\n').length;
      };
      const plain = valuesFor(words, 'name');
      for (const [index, values] of valuesFor(words, 'na\nme').entries()) {
        let lines: number;
        try {
          lines = linesOf(plain[index] as object);
        } catch {
          continue;
        }
        tried += 1;
        expect(linesOf(values), `${kind} ${code}`).toBe(lines);
      }
    }
  }
  expect(tried).toBeGreaterThan(200);
});

test('a line feed is spelled out however deep a name is, and kept in what an error or a program says', () => {
  const error = new Error('a\nb');
  expect(
    safeValues({
      names: ['a\nb'],
      owner: { file: 'a\nb', n: 1 },
      thrown: 'a\nb',
      cause: error,
      no: undefined,
    }),
  ).toEqual({
    names: ['a\\nb'],
    owner: { file: 'a\\nb', n: 1 },
    thrown: 'a\nb',
    cause: error,
    no: undefined,
  });
  expect(safeValues(undefined)).toBe(undefined);
});

test('every text gets its values where line feeds are spelled out', () => {
  const source = new URL('../../src/', import.meta.url);
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const calls = files.flatMap(
    (file) => readFileSync(new URL(file, source), 'utf8').match(/\.words\(\w[^)]*/g) ?? [],
  );
  const safe = /^\.words\((safeValues|values|\{ version \}|error\.values)/;
  expect(calls.filter((call) => !safe.test(call))).toEqual([]);
});

test('a line feed in a name makes no line of its own in the next steps', () => {
  const next = [{ command: 'hs project upload', why: 'Its endpoints: a\nFORGED b.' }];
  const report = { ...emptyReport({ mode: 'migrate', project: null }), next } as unknown as ToldReport;
  expect(reportText(report, plainStyle, 80)).toContain('a\\nFORGED b.');
});
