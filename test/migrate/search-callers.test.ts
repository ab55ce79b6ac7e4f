import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { largestInputBytes } from '../../src/data/limits.ts';
import { searchCallers } from '../../src/migrate/find-callers.ts';
import { hasLinks } from '../left-out.ts';
import { filesFor, projectWith } from './migrated.ts';

const address = "fetch('/_hcms/api/geo')";

/** Searches a folder, and counts the pauses and what is read. */
function searched(root: string) {
  const files = filesFor(root);
  const read: string[] = [];
  const bytes = (file: string) => {
    read.push(file);
    return files.bytes(file);
  };
  const keeps = () => {
    throw new Error('The search keeps a text.');
  };
  const search = searchCallers({ ...files, bytes, read: keeps }, undefined, 'geo.functions');
  for (let pauses = 0; ; pauses++) {
    const { value, done } = search.next();
    if (done) return { ...value, read, pauses };
  }
}

test('each file that might have callers is read once, with a pause before it, and no text is kept', () => {
  const names = Array.from({ length: 50 }, (_, index) => `pages/deep/${index}.html`);
  const root = projectWith({
    ...Object.fromEntries(names.map((name, index) => [name, index === 7 ? address : ' '])),
    'geo.functions/own.js': address,
    'node_modules/x/index.js': address,
  });
  const { inside, read, pauses, hasMore } = searched(root);
  expect(inside).toEqual(['pages/deep/7.html']);
  expect([...read].sort()).toEqual([...names].sort());
  expect(pauses).toBeGreaterThanOrEqual(names.length);
  expect(hasMore).toBe(false);
});

test.runIf(hasLinks)('a file that many links lead to is read once', () => {
  const root = projectWith({ 'data/0.js': ' ' });
  for (let index = 1; index < 50; index++) fs.symlinkSync('0.js', path.join(root, `data/${index}.js`));
  expect(searched(root).read).toHaveLength(1);
});

test('the search ends where the files with old addresses become too large to keep, and says so', () => {
  const half = address.padEnd(largestInputBytes / 2);
  const root = projectWith(
    Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`${index}.js`, half])),
  );
  const { inside, hasMore, read } = searched(root);
  expect(inside).toHaveLength(2);
  expect(read).toHaveLength(3);
  expect(hasMore).toBe(true);
});
