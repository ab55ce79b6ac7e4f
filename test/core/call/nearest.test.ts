import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nearest } from '../../../src/core/call/nearest.ts';

const options = ['--template', '--function', '--platform', '--package-manager', '--no-install', '--yes'];

describe('nearest', () => {
  test.each([
    ['--templat', '--template'],
    ['--tempalte', '--template'],
    ['--Functions', '--function'],
    ['--plattform', '--platform'],
    ['--packagemanager', '--package-manager'],
    ['--noinstall', '--no-install'],
  ])('%s is taken for %s', (word, meant) => {
    expect(nearest(word, options)).toBe(meant);
  });

  test.each(['--verbose', '-x', '', '--t'])('%j is not taken for anything', (word) => {
    expect(nearest(word, options)).toBeUndefined();
  });

  test('one wrong letter in a short word is forgiven', () => {
    expect(nearest('PST', ['GET', 'POST', 'PUT'])).toBe('POST');
    expect(nearest('pots', ['GET', 'POST', 'PUT'])).toBe('POST');
  });

  test('nothing is near where there is nothing', () => {
    expect(nearest('hello', [])).toBeUndefined();
  });

  test('a word finds itself among any others', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string({ minLength: 1 }), (others, word) => {
        expect(nearest(word, [...others, word])?.toLowerCase()).toBe(word.toLowerCase());
      }),
    );
  });
});
