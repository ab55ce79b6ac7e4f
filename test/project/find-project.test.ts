import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findProject } from '../../src/project/find-project.ts';
import { hasLinks } from '../left-out.ts';
import { emptyFolder, writeFiles } from '../program.ts';

test('a project is found from its own folder, from deep inside, and from a folder that does not exist yet', () => {
  const root = emptyFolder();
  writeFiles(root, { 'hsproject.json': '{}', 'src/app/cards/Card.tsx': '' });
  for (const start of ['.', 'src', 'src/app/cards', 'new/deeper', 'src/app/cards/Card.tsx']) {
    expect(findProject(join(root, start))).toBe(join(root, 'hsproject.json'));
  }
});

test('the file name counts without case, as for the HubSpot tools', () => {
  const root = emptyFolder();
  writeFiles(root, { 'HSProject.JSON': '{}' });
  mkdirSync(join(root, 'src'));
  expect(findProject(join(root, 'src'))).toBe(join(root, 'HSProject.JSON'));
});

test('the nearest project counts, and a folder of that name is none', () => {
  const root = emptyFolder();
  writeFiles(root, {
    'hsproject.json': '{}',
    'inner/hsproject.json': '{}',
    'inner/deep/hsproject.json/x': '',
  });
  expect(findProject(join(root, 'inner/deep'))).toBe(join(root, 'inner/hsproject.json'));
});

test('outside a project the search ends at the file-system root', () => {
  expect(findProject(join(emptyFolder(), 'a/b'))).toBeUndefined();
});

test.runIf(hasLinks)('a project is found through a link to its folder', () => {
  const root = emptyFolder();
  writeFiles(root, { 'real/hsproject.json': '{}' });
  symlinkSync(join(root, 'real'), join(root, 'link'));
  expect(findProject(join(root, 'link'))).toBe(join(root, 'link/hsproject.json'));
});
