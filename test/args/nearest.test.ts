import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nearest, nearestOption } from '../../src/args/nearest.ts';

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

describe('nearestOption', () => {
  const known = ['--yes', '-y', '--json', '--functions-directory', '--function', '--install', '--no-install'];

  test.each([
    ['--inst', '--install'],
    ['--func', '--function'],
    ['--no-yes', '--yes'],
    ['--no-jsn', '--json'],
    ['--no-instal', '--no-install'],
    ['--Functions-dri', '--functions-directory'],
    ['--no-inst', '--no-install'],
    ['-x', '-y'],
  ])('%s is nearest to %s', (word, meant) => {
    expect(nearestOption(word, known)).toBe(meant);
  });

  test('anything at all is nearest to something', () => {
    fc.assert(
      fc.property(fc.string(), (word) => {
        expect(options).toContain(nearestOption(word, options));
      }),
    );
  });
});
