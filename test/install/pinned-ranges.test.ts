import { expect, test } from 'vitest';
import { packagesOfAnyRange, pinnedRanges } from '../../src/install/pinned-ranges.ts';
import type { Plan } from '../../src/types.ts';
import { emptyFolder, writeFiles } from '../program.ts';

const manifest = '{\n    "dependencies": { "a": "*", "b": "*", "c": "^1", "d": "*" }, // ours\n}\n';

function projectWith(text: string): string {
  const root = emptyFolder();
  writeFiles(root, {
    'functions/package.json': text,
    'functions/node_modules/a/package.json': '{"version": "2.3.4"}',
    'functions/node_modules/b/package.json': '{"version": "1.0.0"}',
    'functions/node_modules/c/package.json': '{"version": "1.9.9"}',
  });
  return root;
}

test('packages without a range get that of the installed version, and every other byte stays', () => {
  const change = pinnedRanges(projectWith(manifest), 'functions', ['a', 'c', 'd']);
  expect(Buffer.from(change?.after ?? '').toString()).toBe(manifest.replace('"a": "*"', '"a": "^2.3.4"'));
});

test('nothing changes where no package is open', () => {
  const root = projectWith(manifest);
  expect(pinnedRanges(root, 'functions', [])).toBeUndefined();
  expect(pinnedRanges(root, 'functions', ['c', 'd'])).toBeUndefined();
});

test('a wanted package is of any range only where package.json then says so', () => {
  const change = { path: 'functions/package.json', after: Buffer.from(manifest) };
  const dependencies = { b: '*', c: '*', d: '^2' };
  const answers = { functions: [{ dependencies }] };
  const plan = { answers, functionsDirectory: 'functions', changes: [change] } as unknown as Plan;
  expect(packagesOfAnyRange(plan)).toEqual(['b']);
  expect(packagesOfAnyRange({ ...plan, changes: [] })).toEqual([]);
});
