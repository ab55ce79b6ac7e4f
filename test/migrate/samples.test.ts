import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { planRestoration, recordOf } from '../../src/migrate/archive.ts';
import { applyChanges } from '../../src/write/transaction.ts';
import { contents, snapshot } from '../faults/snapshot.ts';
import { filesOf } from '../program.ts';
import { copied, filesFor, planOf, planOfFolder, sample, samples, withoutArchive } from './migrated.ts';

function migrationOf(name: string, root: string) {
  return name === 'design-manager' ? planOfFolder(root, 'theme/geo.functions') : planOf(root);
}

describe.each(samples)('%s', (name) => {
  test('becomes the expected project', () => {
    const root = copied(name);
    const { changes, moves } = migrationOf(name, root);
    applyChanges(root, changes, moves);
    expect(withoutArchive(root)).toEqual(sample(name, 'after'));
  });

  test('loses no file: each is still there, byte for byte', () => {
    const root = copied(name);
    const before = Object.values(filesOf(root));
    const { changes, moves } = migrationOf(name, root);
    applyChanges(root, changes, moves);
    const after = Object.values(filesOf(root));
    for (const text of before) expect(after).toContain(text);
  });

  test('is restored byte for byte, including file modes', () => {
    const root = copied(name);
    const before = contents(snapshot(root));
    const { changes, moves, archive } = migrationOf(name, root);
    applyChanges(root, changes, moves);
    const files = filesFor(root);
    const record = recordOf('record', JSON.parse(files.read(`${archive}/migration.json`) ?? ''));
    const {
      moves: back,
      changes: written,
      refusals,
      warnings,
    } = planRestoration(record, archive, `${path.posix.dirname(archive)}/2026.09`, files);
    expect([refusals, warnings]).toEqual([[], []]);
    applyChanges(root, written, back);
    const isKept = ([file]: [string, string]) => /^\.?archive(\/|$)/.test(file);
    const after = Object.entries(contents(snapshot(root))).filter((entry) => !isKept(entry));
    expect(Object.fromEntries(after)).toEqual(before);
  });
});
