import { describe, expect, test } from 'vitest';
import { offeredPlatforms, parseChoice, parseMethods, parsePlatform } from '../../src/answers/choices.ts';
import { toldParse } from '../thrown.ts';

describe('choices', () => {
  test('a mistyped word is refused with all valid ones, and the closest is suggested', () => {
    expect(toldParse(parseChoice('helo', 'template', ['hello', 'contact', 'proxy']))).toEqual({
      problem: 'Unknown template "helo". Choose hello, contact or proxy.',
      proposal: 'hello',
    });
    expect(toldParse(parseChoice('zzz', 'template', ['hello']))).toEqual({
      problem: 'Unknown template "zzz". Choose hello.',
    });
  });

  test('methods are taken in any case, each once, always in the same order', () => {
    expect(parseMethods(['post', 'GET', 'Post '])).toEqual({ value: ['GET', 'POST'] });
  });

  test('an unknown method, and none at all, is refused', () => {
    expect(parseMethods(['PSOT'])).toMatchObject({ proposal: 'POST' });
    expect(toldParse(parseMethods([' options ']))).toMatchObject({
      problem: expect.stringContaining('"options"'),
    });
    expect(parseMethods(['OPTIONS'])).toHaveProperty('problem');
    expect(parseMethods([])).toHaveProperty('problem');
  });

  test('a platform version without serverless functions is refused with the reason, and never offered', () => {
    expect(toldParse(parsePlatform('2025.2'))).toMatchObject({
      problem: expect.stringContaining('no serverless functions'),
    });
    expect(offeredPlatforms().map((row) => row.version)).not.toContain('2025.2');
  });

  test('a version whose functions answer through a callback is refused with the reason, and with the way out of it', () => {
    expect(toldParse(parsePlatform('2023.1'))).toEqual({
      problem: expect.stringMatching(/no longer builds .*2023\.1.* callback.* run migrate in it\.$/),
    });
  });

  test('for a version later than all known ones, the latest is suggested', () => {
    expect(parsePlatform('2027.03')).toMatchObject({ proposal: 'latest' });
    expect(parsePlatform('2023.3')).toMatchObject({ proposal: '2023.2' });
  });

  test('every offered platform version is taken', () => {
    for (const row of offeredPlatforms()) expect(parsePlatform(row.version)).toEqual({ value: row });
  });

  test('latest is the newest version that HubSpot builds', () => {
    expect(parsePlatform('latest')).toEqual({ value: offeredPlatforms().findLast(({ built }) => built) });
  });

  test('a platform version that does not exist is refused with the nearest', () => {
    expect(parsePlatform('2026.3')).toMatchObject({ proposal: '2026.03' });
  });
});
