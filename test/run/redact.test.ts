import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortestHiddenInText } from '../../src/data/limits.ts';
import { redactor } from '../../src/run/redact.ts';
import type { Json } from '../../src/types.ts';
import { countSteps } from '../steps.ts';

/** Values as a UTF-8 file can hold them, long enough to be hidden; none of the marks that stand in their place. */
const secret = fc
  .string({ unit: 'binary', minLength: shortestHiddenInText, maxLength: 30 })
  .filter(
    (value) => value.isWellFormed() && !value.includes('*') && value.trim().length >= shortestHiddenInText,
  );

describe('redactor', () => {
  it('leaves no secret value in any text, however it is surrounded and encoded', () => {
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        const { text } = redactor({ KEY: value });
        for (const form of [value, encodeURIComponent(value), JSON.stringify({ value })]) {
          expect(text(before + form + after)).not.toContain(
            form.includes('{') ? JSON.stringify(value) : form,
          );
        }
        expect(text(Buffer.from(value).toString('base64'))).toMatch(/^\*\*\*=*$/);
      }),
    );
  });

  it('changes nothing where no secret stands, and keeps the shape of JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(redactor({ KEY: 'never \u0001 there' }).json(value as Json)).toEqual(value);
      }),
    );
  });

  it('hides values in members, keys, and numbers that are one as a whole', () => {
    const { json, found } = redactor({ KEY: 'a-key', PIN: '123456', UNUSED: 'unused-value' });
    expect(json({ 'x-a-key': ['a-keya-key', 123456, 1234567, true, null] })).toEqual({
      'x-***': ['***', '***', 1234567, true, null],
    });
    expect([...found]).toEqual(['KEY', 'PIN']);
  });

  it('hides the longer one of two values that overlap', () => {
    expect(redactor({ SHORT: 'abcd', LONG: 'abcdefgh' }).text('abcdefgh abcd')).toBe('*** ***');
  });

  it('hides each line of a value of several lines, but no short ones', () => {
    const { text } = redactor({ KEY: '-----BEGIN\nabcdefgh\n\nxy\n' });
    expect(text('-----BEGIN, abcdefgh, xy')).toBe('***, ***, xy');
  });

  it('hides a value that is too short only where it stands alone', () => {
    const { text, whole, json, found } = redactor({ STAGE: 'dev', PIN: '12', EMPTY: '' });
    expect(text('dev in development')).toBe('dev in development');
    expect(whole('dev in development')).toBe('dev in development');
    expect(json(['', 'deva', 120, '1'])).toEqual(['', 'deva', 120, '1']);
    expect(found.size).toBe(0);
    expect([whole('dev'), whole(' dev\t')]).toEqual(['***', '***']);
    expect(json({ dev: ['dev', 12, { x: '12' }] })).toEqual({ '***': ['***', '***', { x: '***' }] });
    expect([...found]).toEqual(['STAGE', 'PIN']);
  });

  it.each(['', 'a', 'ab', 'abc', 'user:', 'ÄÖ'])('hides a value in base64 behind %j', (before) => {
    const value = 'S3cr3t>>Value??';
    const { text } = redactor({ KEY: value });
    for (const after of ['', ':', '::', ':::']) {
      for (const encoding of ['base64', 'base64url'] as const) {
        const shown = text(Buffer.from(before + value + after).toString(encoding));
        expect(shown).toContain('***');
        // What is left around it holds at most one letter of the value at either end.
        const left = shown.split('***').map((part) => Buffer.from(part, encoding).toString());
        expect(left.join('')).not.toMatch(/3c|r3|Va|lu/);
        expect(shown.length).toBeLessThan(((before.length * 2 + after.length) * 4) / 3 + 12);
      }
    }
  });

  it('takes no chance match of few characters for base64', () => {
    const { text } = redactor({ KEY: 'test' });
    // "Rlc3" stands in the base64 of every text with "test" in the second place.
    expect(text('Rlc3 HRlc3')).toBe('Rlc3 HRlc3');
  });

  const anySize = fc
    .string({
      unit: fc.constantFrom('a', 'B', '7', '"', "'", '`', '\\', '\n', ' ', '+', '/', '%', 'ä', '☃', '\u001b'),
    })
    .chain((unit) => fc.integer({ min: 1, max: 600 }).map((times) => unit.repeat(times)))
    .filter((value) => value.trim().length >= shortestHiddenInText && value.trim() === value);

  it('leaves no value of any size in an object that is logged, in JSON or in a form', () => {
    fc.assert(
      fc.property(anySize, (value) => {
        const { text } = redactor({ KEY: value });
        const shown = [
          inspect({ value }, { breakLength: Number.POSITIVE_INFINITY, maxStringLength: null }),
          JSON.stringify({ value }),
          new URLSearchParams({ value }).toString(),
        ];
        for (const one of shown) expect(text(one)).toMatch(/^[{ ]*"?value"?[:=] ?["'`]?\*\*\*["'`]?[ }]*$/);
      }),
    );
  });

  it('shows no beginning of a value wherever it was cut', () => {
    fc.assert(
      fc.property(secret, fc.integer({ min: shortestHiddenInText, max: 30 }), (value, length) => {
        fc.pre(!value.includes('…'));
        expect(redactor({ KEY: value }).text(`x ${value.slice(0, length)}…`)).toBe('x ***…');
      }),
    );
    const long = Array.from({ length: 500 }, (_, index) => index.toString(36)).join('-');
    for (let length = shortestHiddenInText; length < long.length; length += 1) {
      const shown = redactor({ KEY: long }).text(`${long.slice(0, length)}…`);
      expect(shown.replace('***', '').length).toBeLessThanOrEqual(shortestHiddenInText);
    }
  });

  it('takes a value of a megabyte, and a thousand values', () => {
    const bundle = Array.from({ length: 2000 }, (_, index) => `${index}`.padStart(64, 'MIIB')).join('\n');
    expect(redactor({ BUNDLE: bundle }).text(`it is\n${bundle}\n`)).toMatch(/^it is\s*\*{3}\s*$/);
    const many = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [`K${index}`, `value-${index}-`]),
    );
    expect(redactor(many).text('value-7-, value-999-, value-1000-')).toBe('***, ***, value-1000-');
  });

  it('takes steps in proportion to the text, whatever the values share with it', () => {
    const values = Array.from({ length: 40 }, (_, index) => [`K${index}`, `${'a'.repeat(4 + index)}b`]);
    const { text } = redactor(Object.fromEntries(values));
    const [few = 0, many = 0] = [2000, 8000].map((length) => countSteps('a'.repeat(length), text));
    expect(many / few).toBeLessThan(4.2);
  });
});
