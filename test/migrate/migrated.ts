import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DesignManagerTask } from '../../src/migrate/design-manager-scene.ts';
import { parsedSources } from '../../src/migrate/findings.ts';
import type { Migration, MigrationFiles } from '../../src/migrate/migration.ts';
import { projectFor } from '../../src/migrate/plan-design-manager.ts';
import { planDesignManager, planLegacy } from '../../src/migrate/plan-migration.ts';
import { readMigratable } from '../../src/migrate/project-config.ts';
import { projectFiles } from '../../src/project/files.ts';
import { presentReader } from '../../src/write/files.ts';
import { emptyFolder, filesOf, writeFiles } from '../program.ts';

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));

/** Every fixture: a project before, and what has to come of it. */
export const samples: readonly string[] = fs.readdirSync(fixtures);

/** The files of a fixture, or of what is to come of it. */
export function sample(name: string, part: 'before' | 'after'): Record<string, string> {
  return filesOf(path.join(fixtures, name, part));
}

/** A folder of its own with the files of a fixture. */
export function copied(name: string): string {
  const root = emptyFolder();
  fs.cpSync(path.join(fixtures, name, 'before'), root, { recursive: true });
  return root;
}

/** A folder of its own with these files. */
export function projectWith(files: Readonly<Record<string, string>>): string {
  const root = emptyFolder();
  writeFiles(root, files);
  return root;
}

export function filesFor(root: string): MigrationFiles {
  return { ...projectFiles(root), bytes: presentReader(root) };
}

/** The plan of a legacy project's migration. */
export function planOf(root: string, skippedCards: readonly string[] = []): Migration {
  const files = filesFor(root);
  const config = readMigratable(files, 'hsproject.json');
  return planLegacy(
    {
      files,
      ...config,
      sources: parsedSources(root, files),
      answers: 'return',
      skippedCards,
      ignoreFile: undefined,
    },
    '2026.09',
  );
}

/** The plan of design-manager functions that become a new project. */
export function planOfFolder(
  root: string,
  folder: string,
  given: Partial<Pick<DesignManagerTask, 'project' | 'fixCallers' | 'ignoreFile' | 'outside'>> = {},
): Migration {
  const files = filesFor(root);
  return planDesignManager({
    files,
    folder,
    outside: undefined,
    project: projectFor('Geo functions'),
    version: '2026.09',
    sources: parsedSources(root, given.outside ?? files),
    fixCallers: true,
    ignoreFile: undefined,
    ...given,
  });
}

/** The files of a folder without those that a migration keeps. */
export function withoutArchive(root: string): Record<string, string> {
  return Object.fromEntries(Object.entries(filesOf(root)).filter(([file]) => !/^\.?archive\//.test(file)));
}
