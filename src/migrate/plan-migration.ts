import { posix } from 'node:path';
import { editJson } from '../edit/edit-json.ts';
import { jsonSource, scanJson } from '../edit/json-scanner.ts';
import type { Problem } from '../errors.ts';
import { refusal } from '../messages/messages.ts';
import { changeFor, editedBytes, textOf } from '../plan/changes.ts';
import { gitignoreFile } from '../plan/plan.ts';
import { archiveFolder } from './archive.ts';
import type { DesignManagerTask } from './design-manager-scene.ts';
import type { LegacyTask } from './legacy-scene.ts';
import type { Drafted, Migration, MigrationFiles } from './migration.ts';
import { draftDesignManager } from './plan-design-manager.ts';
import { draftLegacy } from './plan-legacy.ts';
import { readmeNotes, updatedReadme } from './readme.ts';
import { type Draft, settleDraft } from './settle.ts';

interface LegacyProject extends LegacyTask {
  /** The real name of `hsproject.json`. */
  readonly configFile: string;
  readonly platformVersion: string;
}

/**
 * Plans the migration of a project to a newer platform version.
 *
 * @throws Problem (code 3) that lists everything in the way
 */
export function planLegacy(project: LegacyProject, to: string): Migration {
  const { files, configFile, platformVersion, sourceDirectory } = project;
  const drafted = draftLegacy(project);
  const draft = 'draft' in drafted ? drafted : undefined;
  const updated = [
    versionUpdate(files, configFile, to),
    ...(draft ? updatedReadme(files, draft, { from: platformVersion, to }) : []),
  ];
  return finish(
    {
      ...drafted,
      ...(draft && { draft: { ...draft.draft, updated: [...draft.draft.updated, ...updated] } }),
    },
    { from: platformVersion || 'no-version', to },
    project,
    sourceDirectory,
  );
}

/**
 * Plans the way of design-manager functions into a project.
 *
 * @throws Problem (code 3) that lists everything in the way
 */
export function planDesignManager(task: DesignManagerTask): Migration {
  const { project, version } = task;
  const sourceDirectory = project.kind === 'new' ? 'src' : project.sourceDirectory;
  return finish(draftDesignManager(task), { from: 'design-manager', to: version }, task, sourceDirectory);
}

function finish(
  drafted: Drafted | { readonly refusals: readonly Problem[] },
  versions: { readonly from: string; readonly to: string },
  { files, ignoreFile }: { readonly files: MigrationFiles; readonly ignoreFile: string | undefined },
  sourceDirectory: string,
): Migration {
  if (!('draft' in drafted)) throw everythingInTheWay(drafted.refusals);
  const archive = archiveFolder(files, sourceDirectory, versions.from);
  const draft = withProtection(drafted.draft, ignoreFile, files);
  const { moves, changes, refusals } = settleDraft(draft, versions, archive, files);
  const all = [...drafted.refusals, ...refusals];
  if (all.length > 0) throw everythingInTheWay(all);
  return {
    ...versions,
    archive,
    moves,
    changes,
    warnings: [...drafted.notes, ...readmeNotes(files, moves, changes, versions.from)],
    functions: drafted.functions,
    functionsDirectory: drafted.functionsDirectory,
    left: drafted.left,
    appDirectories: drafted.appDirectories,
    placeOf: drafted.placeOf,
  };
}

/** Keeps `.env` out of git in its new place, where it gets one. */
function withProtection(draft: Draft, ignoreFile: string | undefined, files: MigrationFiles): Draft {
  const hasEnv = [...draft.moves, ...draft.written].some(({ path }) => posix.basename(path) === '.env');
  if (!hasEnv || ignoreFile === undefined) return draft;
  const before = files.bytes(ignoreFile);
  const { change } = changeFor(gitignoreFile(ignoreFile, false), before);
  if (change.action === 'unchanged') return draft;
  const file = { path: ignoreFile, bytes: change.after };
  return before === undefined
    ? { ...draft, written: [...draft.written, file] }
    : { ...draft, updated: [...draft.updated, file] };
}

/** `hsproject.json` with another platform version, all other bytes as they are. */
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

/** One problem that says everything in the way at once. */
export function everythingInTheWay(problems: readonly Problem[]): Problem {
  const keyOf = ({ code, values }: Problem) => JSON.stringify([code, values]);
  const distinct = [...new Map(problems.map((problem) => [keyOf(problem), problem])).values()];
  const [first] = distinct;
  if (first !== undefined && distinct.length === 1) return first;
  const conflicts = [...new Set(distinct.flatMap(({ details }) => details.conflicts ?? []))];
  return refusal('cannot-migrate', { problems: distinct }, { conflicts });
}
