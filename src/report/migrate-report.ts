import { calledAs } from '../args/caller.ts';
import { formatCommand, optionWords } from '../args/command-line.ts';
import type { Proof } from '../commands/proof.ts';
import { recordName } from '../data/limits.ts';
import { type MigrateOptions, migrateOptions } from '../data/options.ts';
import { diffsOf, type Mask } from '../edit/diff.ts';
import type { Problem } from '../errors.ts';
import { interruptionProblem, refusal, warning } from '../messages/messages.ts';
import type { Migration } from '../migrate/migration.ts';
import { stepsAfter } from '../migrate/next-steps.ts';
import type { Session } from '../session.ts';
import { printable, type Style } from '../terminal/text.ts';
import type { Change, InvocationResult, ListedChange, Move, Report, Stop, Warning } from '../types.ts';
import { cliSteps, emptyReport } from './report.ts';

/** How a migration, or the undoing of one, was called. */
interface MigrationCall {
  readonly options: MigrateOptions;
  readonly session: Session;
  /** Whether a person saw the changes, warnings and diffs and agreed to them. */
  readonly reviewed: boolean;
  /** Masks the diffs; undefined if the report has none. */
  readonly hide: Mask | undefined;
}

/** Information about a migration that its report shows. */
interface MigrationSetting extends MigrationCall {
  /** Absolute path of the project. */
  readonly root: string;
  /** The command that installs the functions' missing packages; undefined if none are missing. */
  readonly install: string | undefined;
  readonly hasHubSpotCli: boolean;
}

/** The report of a planned migration. */
export function plannedMigration(migration: Migration, setting: MigrationSetting): Report {
  const { to: platformVersion, functionsDirectory } = migration;
  return reportOf(migration, { directory: setting.root, platformVersion, functionsDirectory }, setting);
}

/** The report of a finished migration. */
export function finishedMigration(
  migration: Migration,
  setting: MigrationSetting,
  proofs: readonly Proof[],
): Report {
  const { stop, terminal } = setting.session;
  const { style } = terminal.stdout;
  const restore = callOf({ restore: migration.archive }, setting.session);
  const unproven = proofs.filter(({ verdict }) => verdict === 'not-comparable' || verdict === 'unstable');
  const report = plannedMigration(migration, setting);
  return {
    ...report,
    error: verdictOf(proofs, stop, restore),
    invocations: proofs.map(({ after, before }) => (before === undefined ? after : { ...after, before })),
    lines: proofs.length === 0 ? [] : [proofs.map((proof) => proofLine(proof, style)).join('\n')],
    warnings: [...(setting.reviewed ? [] : report.warnings), ...unproven.map(unprovenWarning)],
    next: [
      ...(setting.hasHubSpotCli ? [] : cliSteps),
      ...stepsAfter(migration.left, setting.install, restore),
    ],
  };
}

/** The report of an undone migration. */
export function restoredReport(
  plan: Pick<Migration, 'moves' | 'changes' | 'warnings'>,
  project: NonNullable<Report['project']>,
  call: MigrationCall,
): Report {
  const dryRun = call.options['dry-run'] === true;
  return {
    ...reportOf(plan, project, call),
    title: dryRun ? 'Would restore' : 'Restored',
    dryRun,
    warnings: call.reviewed ? [] : plan.warnings,
  };
}

/**
 * The report of a run that had nothing to do.
 * @param message the reason
 */
export function nothingToMigrate(
  project: NonNullable<Report['project']>,
  message: string,
  options: MigrateOptions,
  session: Session,
): Report {
  return {
    ...emptyReport({ mode: 'migrate', project }),
    lines: [message],
    // In text output, `lines` already shows this message.
    warnings: options.json ? [warning('nothing-to-migrate', { reason: message })] : [],
    command: callOf({ ...options, yes: true }, session),
  };
}

function reportOf(
  { moves, changes, warnings }: Pick<Migration, 'moves' | 'changes' | 'warnings'>,
  project: NonNullable<Report['project']>,
  { options, session, reviewed, hide }: MigrationCall,
): Report {
  return {
    ...emptyReport({ mode: 'migrate', project }),
    changes: listedChanges(changes, moves),
    reviewed,
    ...(hide === undefined ? {} : { diffs: diffsOf(readChanges(changes), hide) }),
    warnings,
    command: callOf({ ...options, yes: true }, session),
  };
}

/** The changes that a person wants to read: all except the migration record. */
export function readChanges(changes: readonly Change[]): readonly Change[] {
  return changes.filter(({ path }) => !path.endsWith(`/${recordName}`));
}

/** Moves and changes in one list. The archived copy of an updated file is listed as `archive`. */
export function listedChanges(changes: readonly Change[], moves: readonly Move[]): readonly ListedChange[] {
  const copies = new Set(changes.filter(({ basedOn, after }) => basedOn?.bytes === after));
  return [
    ...moves.map(({ action, path, from }) => ({ action, path, from })),
    ...Array.from(copies, ({ path, basedOn }) => ({
      action: 'archive' as const,
      path,
      from: basedOn?.path ?? '',
    })),
    ...changes.filter((change) => !copies.has(change)).map(({ action, path }) => ({ action, path })),
  ];
}

/** @param restore the command that undoes the migration */
function verdictOf(proofs: readonly Proof[], stop: Stop, restore: string): Problem | undefined {
  if (stop.aborted) return interruptionProblem(stop, { at: 'before-all-ran' });
  const different = proofs.filter(({ verdict }) => verdict === 'different');
  if (different.length === 0) return undefined;
  const told = different.map(({ before, after }) => {
    const was = `${printable(after.function)} answered ${before && answerOf(before)} before the move and`;
    return after.status === 'SUCCESS'
      ? `${was} ${answerOf(after)} after it.`
      : `${was} fails after it: ${answerOf(after)}`;
  });
  return refusal('answers-differ', { answers: told, restore });
}

/** A response as JSON, or why there is none. */
function answerOf({ status, response, error }: InvocationResult): string {
  return status === 'SUCCESS' ? printable(JSON.stringify(response ?? null)) : (error?.message ?? status);
}

function proofLine({ after, before, verdict }: Proof, style: Style): string {
  const name = printable(after.function);
  const answer = answerOf(after);
  switch (verdict) {
    case 'same':
      return `${style.good('same')}       ${name}: ${answer}, before and after`;
    case 'different':
      return `${style.bad('different')}  ${name}: ${before && answerOf(before)} before, ${answer} after`;
    case 'unstable':
      return `${style.notice('varies')}     ${name}: another answer each time, after the move too`;
    case 'not-comparable':
      return `${style.notice(after.status === 'SUCCESS' ? 'after only' : 'not run')} ${name}: ${answer}`;
  }
}

function unprovenWarning({ after, before, verdict }: Proof): Warning {
  const name = after.function;
  if (verdict === 'unstable') return warning('not-comparable', { name, why: undefined });
  const why =
    before === undefined
      ? 'It was not run before the move.'
      : before.error?.code === 'missing-package'
        ? 'Before the move it could not be run here.'
        : `Before the move it failed: ${answerOf(before)}`;
  return warning('not-comparable', { name, why });
}

function callOf(options: MigrateOptions, { env, version }: Session): string {
  const { diff: _diff, json: _json, color: _color, ...said } = options;
  const { program } = calledAs(env, version);
  return formatCommand([...program, 'migrate', ...optionWords(migrateOptions, said)]);
}
