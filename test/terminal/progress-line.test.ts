import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { duration, endLine, progressLine } from '../../src/terminal/progress.ts';
import { plainStyle } from '../../src/terminal/text.ts';

const work = { title: 'npm install', detail: 'axios', elapsedMs: 12_900 };

describe('long work', () => {
  test('tells what it is doing and for how long', () => {
    expect(progressLine(work, '-', 80)).toBe('- npm install (12 s)  axios');
    expect(progressLine({ ...work, detail: '' }, '-', 80)).toBe('- npm install (12 s)');
  });

  test('ends as one line that says whether it went well', () => {
    expect(endLine(work, true, plainStyle)).toBe('✔ npm install (12 s)');
    expect(endLine(work, false, { ...plainStyle, unicode: false })).toBe('x npm install (12 s)');
  });

  test('is never wider than the terminal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 60 }), (detail, columns) => {
        expect([...progressLine({ ...work, detail }, '-', columns)].length).toBeLessThan(columns);
      }),
    );
    expect(progressLine({ ...work, title: '漢字漢字' }, '-', 8)).toBe('- 漢字');
  });

  test.each([
    [0, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min 0 s'],
    [3_725_000, '62 min 5 s'],
  ])('%i milliseconds are %s', (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });
});
