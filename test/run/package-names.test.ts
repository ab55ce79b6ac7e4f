import { expect, test } from 'vitest';
import { packageOf } from '../../src/run/package-name.ts';

test.each([
  ['axios', 'axios'],
  ['lodash.merge/fp', 'lodash.merge'],
  ['@hubspot/api-client/lib/x', '@hubspot/api-client'],
  ['fs/promises', 'fs'],
  ['JSONStream', 'JSONStream'],
])('%s is of the package %s', (specifier, name) => {
  expect(packageOf.exec(specifier)?.[0]).toBe(name);
});

test.each([
  'x; touch y',
  '$(id)',
  '-g',
  'a b/c',
  'a\nb',
  '`id`',
  "a'b",
  '@a b/c',
  '@a/-b',
  './a',
  '_a',
  '.a',
  'a@npm:b',
  'git+ssh://a/b',
  '#a',
  'node:fs',
  '@/a',
])(
  'code cannot have something proposed or written as the name of a package that no package has: %j',
  (specifier) => {
    expect(packageOf.test(specifier)).toBe(false);
  },
);
