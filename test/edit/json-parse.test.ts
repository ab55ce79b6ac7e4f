import fc from 'fast-check';
import { getNodeValue, type ParseError, parseTree } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { editJson } from '../../src/edit/edit-json.ts';
import { parseJson } from '../../src/edit/json-scanner.ts';
import { Problem } from '../../src/errors.ts';
import * as thrown from '../thrown.ts';
import { documents } from './json-documents.ts';

const path = 'src/app/app.json';

function problemOf(text: string) {
  return thrown.problemOf(() => parseJson(path, text));
}

/** JSON, and JSON with a character removed, doubled, changed or inserted. */
const nearlyJson = fc
  .tuple(
    fc.oneof(
      fc.json({ maxDepth: 4 }),
      documents.map(({ text }) => text),
    ),
    fc.array(
      fc.record({
        at: fc.nat(),
        removed: fc.nat(2),
        added: fc.oneof(
          fc.constantFrom(
            '',
            ',',
            '{',
            '}',
            '[',
            ']',
            ':',
            '"',
            '\\',
            '/',
            '//',
            '/*',
            '*/',
            '0',
            '-',
            '.',
            'e1',
            'null',
            '\n',
            '\t',
            '\0',
            '\u00a0',
            '\ufeff',
            '\\u12',
          ),
          fc.string({ unit: 'binary', maxLength: 2 }),
        ),
      }),
      { maxLength: 3 },
    ),
  )
  .map(([text, changes]) =>
    changes.reduce((before, { at, removed, added }) => {
      const offset = at % (before.length + 1);
      return before.slice(0, offset) + added + before.slice(offset + removed);
    }, text),
  );

describe('Reading JSON', () => {
  test('strict JSON is what JSON.parse says, also where the file is edited, and nothing else is strict', () => {
    fc.assert(
      fc.property(nearlyJson, (text) => {
        let wanted: unknown;
        try {
          wanted = { value: JSON.parse(text) };
        } catch {
          wanted = undefined;
        }
        if (wanted !== undefined) {
          expect(parseJson(path, text)).toEqual(wanted);
          expect(editJson(path, text, [], [])).toEqual({ text, edits: [], kept: [] });
          return;
        }
        try {
          expect(parseJson(path, text).loose).toBeDefined();
          expect(editJson(path, text, [], []).text).toBe(text);
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid-json', details: { conflicts: [path] } });
          expect(() => editJson(path, text, [], [])).toThrow(Problem);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('comments and trailing commas are read as another parser reads them', () => {
    fc.assert(
      fc.property(documents, ({ text, strict, value }) => {
        const errors: ParseError[] = [];
        const tree = parseTree(text, errors, { allowTrailingComma: true });
        expect(errors).toEqual([]);
        expect(parseJson(path, text).value).toEqual(tree && getNodeValue(tree));
        expect(parseJson(path, text).value).toEqual(value);
        if (strict) expect(parseJson(path, text).loose).toBeUndefined();
      }),
    );
  });

  const both = ['comments', 'trailing commas'];
  test.each([
    ['{"a":\n1} // said', { a: 1 }, 2, 4, ['comments']],
    ['/* said */ [1, 2, ]', [1, 2], 1, 1, both],
    ['{"a": "// not /* said */",}', { a: '// not /* said */' }, 1, 26, ['trailing commas']],
    ['{"a" /**/ : /**/ 1 /**/ , /**/ }', { a: 1 }, 1, 6, both],
    ['[1,] // , ]', [1], 1, 3, both],
    ['[[1, // inner\n],]', [[1]], 1, 4, both],
    ['\ufeff{"a": 1}', { a: 1 }, 1, 1, ['a byte order mark']],
    ['\ufeff[1,]', [1], 1, 1, ['a byte order mark', 'trailing commas']],
  ])('%j is read, and what strict JSON refuses is named, with the place of the first', (...row) => {
    const [text, value, line, column, kinds] = row;
    expect(parseJson(path, text)).toEqual({ value, loose: { line, column, kinds } });
  });

  test('a byte order mark has no column', () => {
    expect(problemOf('\ufeff{"a": x}').message).toMatch(/line 1, column 7/);
  });

  test.each([
    ['a missing colon', '{\n  "a" 1\n}', 2, 7, 'expected ":", found "1".'],
    ['a missing comma', '{\r\n  "a": 1\r\n  "b": 2\r\n}', 3, 3, 'expected "," or "}", found "\\"".'],
    ['a wrong bracket', '{"a": [1}', 1, 9, 'expected "," or "]", found "}".'],
    ['a wrong bracket further in', '{"a": {"b": [[1}]}}', 1, 16, 'expected "," or "]", found "}".'],
    [
      'an unclosed string',
      '{\n  "a": "x\n}',
      2,
      8,
      'the string that starts here has no closing quote on its line.',
    ],
    ['a key without quotes', '{a: 1}', 1, 2, 'expected a key in double quotes or "}", found "a".'],
    [
      'a key in single quotes',
      '{"x": {\'a\': 1}}',
      1,
      8,
      'expected a key in double quotes or "}", found "\'".',
    ],
    [
      'an unknown escape',
      '{"a": "\\q"}',
      1,
      8,
      'there is no such escape sequence in JSON; write \\\\ for a backslash.',
    ],
    [
      'a control character',
      '["\u0001"]',
      1,
      3,
      'a string has a control character; write it as \\u and four digits.',
    ],
    ['the end too early', '{"a":', 1, 6, 'expected a value, found the end of the file.'],
    ['nothing', '', 1, 1, 'expected a value, found the end of the file.'],
    ['something after the end', '{}\n\n{}', 3, 1, 'expected the end of the file, found "{".'],
    ['a leading zero', '[01]', 1, 3, 'expected "," or "]", found "1".'],
    ['a comma too many', '[1,,2]', 1, 4, 'expected a value, found ",".'],
    [
      'an unclosed comment',
      '{} /* x',
      1,
      4,
      'this slash does not start a comment, or the comment is not closed.',
    ],
  ])('%s is told with its place and an excerpt', (_, text, line, column, what) => {
    const { message, hint, exit } = problemOf(text);
    const [first, ...shown] = message.split('\n');
    expect(first).toBe(`${path} (line ${line}, column ${column}) is not valid JSON: ${what}`);
    expect(shown.at(-1)).toBe(`${' '.repeat(String(line).length)} | ${' '.repeat(column - 1)}^`);
    expect(hint).toMatch(`line ${line}`);
    expect(exit).toBe(3);
  });

  test('an error about a broken file only shows keys', () => {
    const text =
      '{"name": "my canary", "a": canary,\n \'b\': "canary \\" canary", "c": "canary": 12345, "d": canary x}';
    const words = problemOf(text).message;
    expect(words).toContain('"name"');
    expect(words.replace('"canary":', '')).not.toMatch(/canary|12345/);
  });

  test.each(['KEY=canary', '# OLD=canary\nKEY = canary', 'export KEY="canary\n'])(
    'an error about a .env read as JSON shows no value: %j',
    (text) => {
      const words = problemOf(text).message;
      expect(words).toContain('**');
      expect(words).not.toContain('canary');
    },
  );

  test('an excerpt passes no escape sequence on to the terminal', () => {
    expect(problemOf('\u001b[31m{}').message).not.toContain('\u001b');
  });

  test.each(['{"a":', '['])('100,000 levels of %s are refused, without running out of stack', (opening) => {
    const deep = opening.repeat(100_000);
    expect(problemOf(deep).message).toMatch(/nested more than 500 levels deep/);
    expect(() =>
      editJson(path, `{"deep": ${deep}`, [{ at: [], key: 'x', value: 1, ifDifferent: 'keep' }], []),
    ).toThrow(Problem);
  });

  test('whatever is read can be written again: valid JSON with any number of levels is read as it is, or refused', () => {
    for (const levels of [1, 400, 999, 1001, 5000, 100_000]) {
      for (const [open, close] of [
        ['[', ']'],
        ['{"a":', '}'],
      ] as const) {
        const text = `${open.repeat(levels)}1${close.repeat(levels)}`;
        if (levels > 1000) expect(problemOf(text).message).toMatch(/nested more than \d+ levels deep/);
        else expect(JSON.stringify(parseJson(path, text).value)).toBe(text);
      }
    }
  });

  test('100,000 levels that are closed are refused where the file is to be edited', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(thrown.problemOf(() => editJson(path, `{"deep": ${deep}}`, [], [])).message).toMatch(
      /nested more/,
    );
  });

  test.each(['__proto__', 'constructor', 'prototype'])(
    'a member called %s is a member like others',
    (key) => {
      const text = `{"${key}": {"polluted": true}, /* */ }`;
      const { value } = parseJson(path, text);
      expect(Object.getOwnPropertyDescriptor(value, key)?.value).toEqual({ polluted: true });
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    },
  );
});
