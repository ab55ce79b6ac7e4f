import { editJson } from '../edit/edit-json.ts';
import { jsonSource, scanJson } from '../edit/json-scanner.ts';
import { changeFor, editedBytes, textOf } from '../plan/changes.ts';
import { gitignoreFile } from '../plan/plan.ts';
import { archiveFolder } from './archive.ts';
import type { DesignManagerTask } from './design-manager-scene.ts';
import type { LegacyTask } from './legacy-scene.ts';
import type { Drafted, Migration, MigrationFiles, MigrationTask } from './migration.ts';
import { draftDesignManager } from './plan-design-manager.ts';
import { draftLegacy } from './plan-legacy.ts';
import { readmeNotes, updatedReadme } from './readme.ts';
import { allConflicts, type Draft, settleDraft } from './settle.ts';

/**
 * Plans the migration of a project to a newer platform version.
 * @throws Problem (code 3) that lists every conflict
 */
export function planLegacy(project: LegacyTask, to: string): Migration {
  const { files, configFile, platformVersion, sourceDirectory } = project;
  const drafted = draftLegacy(project);
  const { draft } = drafted;
  const updated = [
    ...draft.updated,
    versionUpdate(files, configFile, to),
    ...updatedReadme(files, drafted, { from: platformVersion, to }),
  ];
  const versions = { from: platformVersion || 'no-version', to };
  return finish({ ...drafted, draft: { ...draft, updated } }, versions, project, sourceDirectory);
}

/**
 * Plans the migration of design-manager functions into a project.
 * @throws Problem (code 3) that lists every conflict
 */
export function planDesignManager(task: DesignManagerTask): Migration {
  const versions = { from: 'design-manager', to: task.version };
  return finish(draftDesignManager(task), versions, task, task.project.sourceDirectory);
}

function finish(
  { draft, refusals, notes, ...drafted }: Drafted,
  versions: Pick<Migration, 'from' | 'to'>,
  { files, ignoreFile }: MigrationTask,
  sourceDirectory: string,
): Migration {
  const archive = archiveFolder(files, sourceDirectory, versions.from);
  const settled = settleDraft(withProtection(draft, ignoreFile, files), versions, archive, files);
  const { moves, changes } = settled;
  const inTheWay = [...refusals, ...settled.refusals];
  if (inTheWay.length > 0) throw allConflicts(inTheWay);
  const warnings = [...notes, ...readmeNotes(files, moves, changes, versions.from)];
  return { ...drafted, ...versions, archive, moves, changes, warnings };
}

/** Keeps a moved or new `.env`, `.env.local` and the like out of git. */
function withProtection(
  draft: Draft,
  ignoreFileOf: MigrationTask['ignoreFile'],
  files: MigrationFiles,
): Draft {
  const ignoreFile = ignoreFileOf([...draft.moves, ...draft.written.map(({ path }) => ({ path }))]);
  if (ignoreFile === undefined) return draft;
  const before = files.bytes(ignoreFile);
  const { change } = changeFor(gitignoreFile(ignoreFile, false), before);
  if (change.action === 'unchanged') return draft;
  const file = { path: ignoreFile, bytes: change.after };
  return before === undefined
    ? { ...draft, written: [...draft.written, file] }
    : { ...draft, updated: [...draft.updated, file] };
}

/** `hsproject.json` with another platform version; all other bytes stay the same. */
function versionUpdate(files: MigrationFiles, path: string, version: string): Draft['updated'][number] {
  const before = files.bytes(path) ?? new Uint8Array();
  const text = textOf(path, before);
  const root = scanJson(jsonSource(path, text));
  const entry = root?.named.get('platformVersion');
  if (entry === undefined) {
    const member = { at: [], key: 'platformVersion', value: version, ifDifferent: 'conflict' } as const;
    return { path, bytes: editedBytes(before, text, editJson(path, text, [member], []).edits) };
  }
  const edit = {
    offset: entry.valueStart,
    length: entry.end - entry.valueStart,
    content: JSON.stringify(version),
  };
  return { path, bytes: editedBytes(before, text, [edit]) };
}
