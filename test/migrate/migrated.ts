import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DesignManagerTask } from '../../src/migrate/design-manager-scene.ts';
import { searchCallers } from '../../src/migrate/find-callers.ts';
import { parsedSources } from '../../src/migrate/findings.ts';
import type { Migration, MigrationFiles } from '../../src/migrate/migration.ts';
import { projectFor } from '../../src/migrate/plan-design-manager.ts';
import { planDesignManager, planLegacy } from '../../src/migrate/plan-migration.ts';
import { readMigratable } from '../../src/migrate/project-config.ts';
import { projectFiles } from '../../src/project/files.ts';
import { currentFileReader } from '../../src/write/files.ts';
import { emptyFolder, filesOf, writeFiles } from '../program.ts';

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));

/** Every fixture: a project, and the expected result. */
export const samples: readonly string[] = fs.readdirSync(fixtures);

/** The files of a fixture, before or after the migration. */
export function sample(name: string, part: 'before' | 'after'): Record<string, string> {
  return filesOf(path.join(fixtures, name, part));
}

/** A new folder with the files of a fixture. */
export function copied(name: string): string {
  const root = emptyFolder();
  fs.cpSync(path.join(fixtures, name, 'before'), root, { recursive: true });
  return root;
}

/** A new folder with these files. */
export function projectWith(files: Readonly<Record<string, string>>): string {
  const root = emptyFolder();
  writeFiles(root, files);
  return root;
}

export function filesFor(root: string): MigrationFiles {
  return { ...projectFiles(root), bytes: currentFileReader(root) };
}

/** The plan for migrating a legacy project. */
export function planOf(
  root: string,
  skippedCards: readonly string[] = [],
  files = filesFor(root),
): Migration {
  const config = readMigratable(files, 'hsproject.json');
  return planLegacy(
    {
      files,
      ...config,
      sources: parsedSources(root, files),
      answers: 'return',
      skippedCards,
      ignoreFile: () => undefined,
    },
    '2026.09',
  );
}

/** The plan for turning design-manager functions into a new project. */
export function planOfFolder(
  root: string,
  folder: string,
  given: Partial<Pick<DesignManagerTask, 'project' | 'fixCallers' | 'ignoreFile' | 'outside'>> = {},
): Migration {
  const files = filesFor(root);
  return planDesignManager({
    calling: searched(searchCallers(files, given.outside, folder)),
    files,
    folder,
    outside: undefined,
    project: projectFor('Geo functions'),
    version: '2026.09',
    sources: parsedSources(root, given.outside ?? files),
    fixCallers: true,
    ignoreFile: () => undefined,
    ...given,
  });
}

/** The result of a search without pauses. */
function searched<Result>(search: Generator<undefined, Result>): Result {
  for (;;) {
    const { value, done } = search.next();
    if (done) return value;
  }
}

/** The files of a folder without those that a migration archives. */
export function withoutArchive(root: string): Record<string, string> {
  return Object.fromEntries(Object.entries(filesOf(root)).filter(([file]) => !/^\.?archive\//.test(file)));
}
