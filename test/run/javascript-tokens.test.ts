import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { javascriptTokens } from '../../src/run/source.ts';

const texts = (source: string) => javascriptTokens(source).map(({ kind, text }) => `${kind} ${text}`);

describe('javascriptTokens', () => {
  it('takes any text without an error, and gives lines that it has', () => {
    const piece = fc.constantFrom(
      '`',
      '${',
      '}',
      '{',
      '/',
      '/*',
      '*/',
      '//',
      "'",
      '"',
      '\\',
      '\n',
      'a',
      '[',
      ']',
      ' ',
      '#!',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (source) => {
          const lines = source.split('\n').length;
          for (const { line } of javascriptTokens(source)) {
            expect(line).toBeGreaterThan(0);
            expect(line).toBeLessThanOrEqual(lines);
          }
        },
      ),
    );
  });

  it('leaves out comments, and looks into templates', () => {
    expect(texts('#!/usr/bin/env node\na /* b */ // c\n`d @{e + `@{f}`} g`'.replaceAll('@', '$'))).toEqual([
      'word a',
      'template d ',
      'word e',
      'punctuator +',
      'template ',
      'word f',
      'template ',
      'template  g',
    ]);
  });

  it('tells a regular expression from a division', () => {
    expect(texts("a / b / 'c'; return /'/.test(d)")).toEqual([
      'word a',
      'punctuator /',
      'word b',
      'punctuator /',
      'string c',
      'punctuator ;',
      'word return',
      "regex /'/",
      'punctuator .',
      'word test',
      'punctuator (',
      'word d',
      'punctuator )',
    ]);
    expect(texts("x = /[/'\"]\\//g + '\\''")).toEqual([
      'word x',
      'punctuator =',
      'regex /[/\'"]\\//g',
      'punctuator +',
      "string \\'",
    ]);
  });

  it('counts lines through strings, templates and comments of several lines', () => {
    const source = "/*\n*/ a '\\\n' `\n@{\nb}\n` c".replaceAll('@', '$');
    const lines = javascriptTokens(source).flatMap(({ kind, text, line }) =>
      kind === 'word' ? [[text, line]] : [],
    );
    expect(lines).toEqual([
      ['a', 2],
      ['b', 5],
      ['c', 6],
    ]);
  });
});
