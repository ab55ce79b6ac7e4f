import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { PackageManager } from '../../src/data/package-managers.ts';
import { projectSettings } from '../../src/install/project-settings.ts';
import { emptyFolder, writeFiles } from '../program.ts';

afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

/** Different spellings of one path. */
function spellings(file: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `./${'./'.repeat(index % 7)}x${index}/../${file}`);
}

/** How often the settings of a project make this process read a file, or list a folder, with this name. */
function readsOf(name: string, packageManager: PackageManager, files: Readonly<Record<string, string>>) {
  const top = emptyFolder();
  writeFiles(top, files);
  const [texts, folders] = [vi.spyOn(fs, 'readFileSync'), vi.spyOn(fs, 'readdirSync')];
  syncBuiltinESMExports();
  const { dangers } = projectSettings(packageManager, { directory: top, root: top, top, env: { HOME: top } });
  const seen = [...texts.mock.calls, ...folders.mock.calls].map(([file]) => path.basename(String(file)));
  vi.restoreAllMocks();
  syncBuiltinESMExports();
  return { dangers, count: seen.filter((one) => one === name).length };
}

const named = (values: readonly string[]) =>
  Object.fromEntries(values.map((value, index) => [`a${index}`, value]));

test.each<[PackageManager, (patches: readonly string[]) => object]>([
  ['pnpm', (patches) => ({ pnpm: { patchedDependencies: named(patches) } })],
  ['yarn', (patches) => ({ dependencies: named(patches.map((file) => `patch:a@npm%3A1.0.0#${file}`)) })],
])(
  '%s: a patch is read no more often, and its danger told once, if many packages name it',
  (packageManager, manifest) => {
    const [few, many] = [2, 300].map((count) =>
      readsOf('a.patch', packageManager, {
        'package.json': JSON.stringify(manifest(spellings('a.patch', count))),
        'a.patch': '--- a/../../../x\n+++ b/x\n',
      }),
    );
    expect(few?.count).toBeGreaterThan(0);
    expect(many?.count).toBe(few?.count);
    expect(many?.dangers).toEqual(few?.dangers);
    expect(many?.dangers.filter((danger) => danger.includes('a.patch changes files outside'))).toHaveLength(
      1,
    );
  },
);

test('the same text in many patches is looked through once', () => {
  const text = `diff --git a/x b/x\n${' line\n'.repeat(200)}`;
  const names = Array.from({ length: 100 }, (_, index) => `p${index}.patch`);
  const looked = vi.spyOn(RegExp.prototype, 'test');
  const { dangers, count } = readsOf('p7.patch', 'pnpm', {
    'package.json': JSON.stringify({ pnpm: { patchedDependencies: named(names) } }),
    ...Object.fromEntries(names.map((name) => [name, text])),
  });
  expect(looked.mock.calls.filter(([given]) => given === text)).toHaveLength(1);
  expect([dangers, count]).toEqual([[], 1]);
});

test('a folder of programs is listed no more often if a package names it many times', () => {
  const [few, many] = [2, 300].map((count) =>
    readsOf('programs', 'npm', {
      'package.json': JSON.stringify({ bin: named(spellings('programs', count)) }),
      'programs/a.js': '',
    }),
  );
  expect(few?.count).toBeGreaterThan(0);
  expect(many?.count).toBe(few?.count);
});
