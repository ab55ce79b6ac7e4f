import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactor, shortestRedacted } from '../../../src/core/invocation/redact.ts';
import type { Json } from '../../../src/types.ts';

/** Values as a UTF-8 file can hold them, long enough to be hidden; none of the marks that stand in their place. */
const secret = fc
  .string({ unit: 'binary', minLength: shortestRedacted, maxLength: 30 })
  .filter((value) => value.isWellFormed() && !value.includes('*') && value.trim().length >= shortestRedacted);

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
      'x-***': ['******', '***', 1234567, true, null],
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

  it('leaves values that are too short', () => {
    const { text, found } = redactor({ STAGE: 'dev', EMPTY: '' });
    expect(text('dev in development')).toBe('dev in development');
    expect(found.size).toBe(0);
  });
});
