import { describe, expect, it } from 'vitest';
import { excerpt } from '../../src/edit/json-scanner.ts';

describe('excerpt', () => {
  it('shows the line, two before it, and the column', () => {
    const text = Array.from({ length: 12 }, (_, index) => `line ${index + 1}`).join('\r\n');
    expect(excerpt(text, 10, 6)).toBe(` 8 | line 8
 9 | line 9
10 | line 10
   |      ^`);
    expect(excerpt(text, 1, undefined)).toBe('1 | line 1');
  });

  it('shows the part of a long line that matters', () => {
    const shown = excerpt(`${'a'.repeat(5000)}!${'b'.repeat(5000)}`, 1, 5001);
    const [line = '', mark = ''] = shown.split('\n');
    expect(line.length).toBeLessThan(110);
    expect(line[mark.indexOf('^')]).toBe('!');
  });
});
