import { expect, test } from 'vitest';
import { readManifest, readPackages } from '../../src/project/packages.ts';
import { folderWith } from '../project-shapes.ts';

test.each(['', '{', 'null', '1', '"abc"', '["abc"]'])('the package.json %s is as good as empty', (text) => {
  const folder = folderWith({ 'package.json': text });
  expect(readManifest(folder)).toEqual({});
  expect(readPackages(folder)).toEqual({ listed: [], installed: [] });
});

test('only an object lists dependencies', () => {
  const lists = { dependencies: 'abc', peerDependencies: ['a'], optionalDependencies: { b: '1' } };
  const folder = folderWith({ 'package.json': JSON.stringify({ name: 'own', ...lists }) });
  expect(readPackages(folder)).toEqual({ listed: ['b'], installed: ['own'] });
});
