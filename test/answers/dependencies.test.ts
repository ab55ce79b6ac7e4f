import { describe, expect, test } from 'vitest';
import { parseDependencies } from '../../src/answers/dependencies.ts';
import { toldParse } from '../thrown.ts';

describe('dependencies', () => {
  test.each([
    ['axios', { axios: '*' }],
    ['@hubspot/api-client', { '@hubspot/api-client': '*' }],
    ['@hubspot/api-client@^12.0.0', { '@hubspot/api-client': '^12.0.0' }],
    ['axios@1', { axios: '1' }],
    ['axios@next', { axios: 'next' }],
    ['axios@1.2.3-beta.1+build', { axios: '1.2.3-beta.1+build' }],
    ['axios@>=1.2 <2 || ~3.x', { axios: '>=1.2 <2 || ~3.x' }],
    ['axios@>= 1.2', { axios: '>= 1.2' }],
    ['axios@1.2 - 1.4', { axios: '1.2 - 1.4' }],
    ['axios@*', { axios: '*' }],
    ['JSONStream', { JSONStream: '*' }],
    ['constructor', { constructor: '*' }],
  ])('%s is taken', (written, value) => {
    expect(parseDependencies([written])).toEqual({ value });
  });

  test.each([
    ['axios', 'axios@^1'],
    ['axios@^1', 'axios@latest'],
    ['axios@^1', 'axios', 'axios@^1'],
  ])('a package that is named with a range and without gets the range (%s, %s)', (...written) => {
    expect(parseDependencies(written)).toEqual({ value: { axios: '^1' } });
  });

  test('a package that is named twice alike counts once, with two ranges it is refused', () => {
    expect(parseDependencies(['axios@1', 'axios@1'])).toEqual({ value: { axios: '1' } });
    expect(toldParse(parseDependencies(['axios@1', 'axios@2']))).toMatchObject({
      problem: expect.stringContaining('Use one range'),
    });
  });

  test.each([
    'file:../x',
    'axios@file:../x',
    'git+ssh://git@github.com/a/b.git',
    'https://example.com/x.tgz',
    'axios@https://example.com/x.tgz',
    'axios@npm:other@1',
    'user/repository',
    'axios@user/repository',
    'github:user/repository',
    'workspace:*',
    './x',
    '../x',
    '/x',
    '~/x',
    'C:\\x',
    'axios@x.tgz',
    'axios@1.0.0-x.TAR.GZ',
  ])('%s is not on npm and is refused with the reason', (written) => {
    expect(toldParse(parseDependencies([written]))).toMatchObject({
      problem: expect.stringContaining('only installs public npm packages'),
    });
  });

  test.each([
    ['--global', 'an option'],
    ['-g', 'an option'],
    ['', 'has no name'],
    ['@', 'URL-friendly'],
    ['node_modules', 'not a valid package name'],
    ['a b', 'URL-friendly'],
    ['\ud800', 'URL-friendly'],
    ['fs', 'part of Node.js'],
    ['node:test', 'part of Node.js'],
    ['axios@', 'neither a range'],
    ['axios@1.2.3.4', 'neither a range'],
    ['axios@^', 'neither a range'],
    ['axios@1 --global', 'neither a range'],
    ['axios@$(id)', 'neither a range'],
  ])('%j is refused: %s', (written, reason) => {
    expect(toldParse(parseDependencies([written]))).toMatchObject({
      problem: expect.stringContaining(reason),
    });
  });
});
