import type { MigrateOptions } from '../data/options.ts';
import type { Mask } from '../edit/diff.ts';
import { memoized } from '../memoized.ts';
import { warning } from '../messages/messages.ts';
import type { Migration, MigrationFiles } from '../migrate/migration.ts';
import { linkNotes } from '../migrate/moved-links.ts';
import { type ProjectFiles, projectFiles, wholeProjectFiles } from '../project/files.ts';
import { repositoryRoot } from '../project/ignored.ts';
import { maskOf, valuesAround } from '../report/mask.ts';
import { type Session, signalsHeard } from '../session.ts';
import type { Warning } from '../types.ts';
import { currentFileReader } from '../write/files.ts';
import { readLinks, sameReader } from '../write/inspect.ts';

/** Helpers for both migrating a folder and undoing that. */

/** A project's files. Unlike elsewhere, an unreadable folder stops the migration. */
export function migrationFiles(root: string): MigrationFiles {
  return withBytes(wholeProjectFiles(root), root);
}

/** The same files with access to their bytes. A file that changes after its text was read is refused. */
export function withBytes(files: ProjectFiles, root: string): MigrationFiles {
  const texts = new Map<string, string | undefined>();
  const read = (path: string): string | undefined => {
    const text = files.read(path);
    texts.set(path, text);
    return text;
  };
  return { ...files, read, bytes: sameReader(currentFileReader(root), (path) => texts.get(path)) };
}

/** Notes about the symbolic links that a migration, or undoing it, affects. Unreadable folders are skipped. */
export function notesAboutLinks(
  moved: Pick<Migration, 'moves' | 'changes'>,
  root: string,
  session: Session,
): Promise<readonly Warning[]> {
  const links = memoized((folder: string) => readLinks(root, folder));
  return linkNotes(moved, { ...projectFiles(root), links }, () => signalsHeard(session));
}

/** A warning if git has uncommitted changes. */
export async function uncommittedWarnings(root: string, signal: AbortSignal): Promise<readonly Warning[]> {
  if (repositoryRoot(root) === undefined) return [];
  const { uncommittedFiles } = await import('../project/git.ts');
  const count = await uncommittedFiles(root, signal);
  return count === 0 ? [] : [warning('uncommitted-changes', { count })];
}

/**
 * Masks the diffs of a report; undefined if it has none. Call it before files move: values that it finds stay hidden in
 * the whole report.
 * @param reviewed whether the user has already seen the diffs
 */
export function maskOfDiffs(
  root: string,
  { diff, from }: MigrateOptions,
  reviewed: boolean,
  session: Session,
): Mask | undefined {
  const secrets = valuesAround([root, from], session);
  return diff && !reviewed ? maskOf(secrets) : undefined;
}
