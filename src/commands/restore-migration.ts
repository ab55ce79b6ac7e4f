import path from 'node:path';
import { recordName } from '../data/limits.ts';
import type { MigrateOptions } from '../data/options.ts';
import { refusal, warning } from '../messages/messages.ts';
import { archiveFolder, planRestoration, recordOf, restoredName } from '../migrate/archive.ts';
import type { MigrationFiles } from '../migrate/migration.ts';
import { allConflicts } from '../migrate/settle.ts';
import { readJson } from '../project/files.ts';
import { envProtection } from '../project/ignored.ts';
import { relativePath } from '../project/same-file.ts';
import { nothingToMigrate, restoredReport } from '../report/migrate-report.ts';
import { canAsk, type Session, signalsHeard } from '../session.ts';
import { printable } from '../terminal/text.ts';
import type { Move, Report } from '../types.ts';
import { isInside } from '../write/files.ts';
import { isLocalEnv } from '../write/read-file.ts';
import { assertUnchanged } from '../write/staging.ts';
import { applyInterruptibly } from '../write/transaction.ts';
import {
  maskOfDiffs,
  migrationFiles,
  notesAboutLinks,
  uncommittedWarnings,
} from './migration-surroundings.ts';

/** Undoes a migration, using the record in its archive. */
export async function restore(
  given: string,
  configFile: string | undefined,
  options: MigrateOptions,
  session: Session,
): Promise<Report> {
  const root = configFile === undefined ? session.cwd : path.dirname(configFile);
  const files = migrationFiles(root);
  const archive = archiveOf(given, root, files, session);
  if (archive === undefined) {
    const done = `Nothing to do: ${printable(given)} is restored already.`;
    return nothingToMigrate({ directory: root }, done, options, session);
  }
  const recordFile = `${archive}/${recordName}`;
  const record = recordOf(recordFile, readJson(recordFile, files.read(recordFile) ?? '').value);
  const kept = archiveFolder(files, archive.startsWith('.') ? '.' : 'src', record.to);
  const { moves, changes, warnings, refusals } = planRestoration(record, archive, kept, files);
  if (refusals.length > 0) throw allConflicts(refusals);
  const links = await notesAboutLinks({ moves, changes }, root, session);
  const all = [
    ...warnings,
    // The others lead where they did before the migration.
    ...links.filter(({ code }) => code !== 'link-elsewhere'),
    warning('kept', { folder: kept }),
    ...(await uncommittedWarnings(root, session.signal)),
  ];
  const reviewed = !options['dry-run'] && canAsk(options, session);
  const hide = maskOfDiffs(root, options, reviewed, session);
  assertUnchanged(root, changes, moves);
  if (reviewed) {
    const { confirmMigration } = await import('../prompts/confirm-migration.ts');
    const plan = { moves, changes, warnings: all };
    await confirmMigration(plan, root, (name) => `restoring ${name} from ${archive}`, options, session);
  }
  if (!options['dry-run']) {
    await signalsHeard(session);
    await applyInterruptibly(root, changes, moves, () => signalsHeard(session));
  }
  const project = {
    directory: root,
    ...(record.from === 'design-manager' ? {} : { platformVersion: record.from }),
  };
  const call = { options, session, reviewed, hide };
  const report = restoredReport({ moves, changes, warnings: all }, project, call);
  const exposed = options['dry-run'] ? [] : await exposedEnvs(moves, root, session);
  return { ...report, warnings: [...report.warnings, ...exposed] };
}

/**
 * The folder in the project that holds the record of a migration; undefined if an earlier run restored it.
 * @throws Problem `no-archive` (code 2)
 */
function archiveOf(given: string, root: string, files: MigrationFiles, { cwd }: Session): string | undefined {
  const places = [cwd, root].map((from) => relativePath(root, path.resolve(from, given)));
  const hasRecord = (folder: string) => files.read(`${folder}/${recordName}`) !== undefined;
  const found = places.find((folder) => isInside(folder) && hasRecord(folder));
  if (found !== undefined || places.some((folder) => isRestored(files, folder))) return found;
  throw refusal('no-archive', { given, recordName });
}

/** Warns about each `.env` or `.env.local` moved to a place where git does not ignore it, because the ignore rules are restored too. */
async function exposedEnvs(moves: readonly Move[], root: string, { signal }: Session) {
  const moved = moves.filter((one) => isLocalEnv(one.path));
  const warnings = moved.map(async ({ path: envFile }) => {
    const functionsDirectory = path.posix.dirname(envFile);
    // The files are in place: if the rules cannot be read now, that must not fail the run.
    const names = [path.posix.basename(envFile)];
    const isExposed = await envProtection({ root, functionsDirectory }, signal, names).then(
      ({ ignoreFile }) => ignoreFile !== undefined,
      () => true,
    );
    return isExposed ? [warning('restored-env', { envFile })] : [];
  });
  return (await Promise.all(warnings)).flat();
}

/** Whether an earlier run already restored this archive and left its remains next to it. */
function isRestored(files: MigrationFiles, archive: string): boolean {
  const parent = path.posix.dirname(archive);
  if (!/^\.?archive$/.test(parent)) return false;
  return files.names(parent).some((name) => files.names(`${parent}/${name}`).includes(restoredName(archive)));
}
