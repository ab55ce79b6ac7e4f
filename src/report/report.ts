import type { PackageManager } from '../data/package-managers.ts';
import { exitCodes, type Problem } from '../errors.ts';
import { groupBy } from '../group-by.ts';
import { distinct, fault } from '../messages/at-hand.ts';
import { refusal } from '../messages/messages.ts';
import { invocationText } from '../run/logs.ts';
import {
  onOneLine,
  printable,
  printableJson,
  printableText,
  type Style,
  wrapWords,
} from '../terminal/text.ts';
import type {
  InstallResult,
  InvocationResult,
  ListedChange,
  NextStep,
  Project,
  Report,
  ToldReport,
  ToldWarning,
} from '../types.ts';
import { changeLines, planTree } from './plan-tree.ts';

/** What a run knew when it stopped. */
export type Known = Pick<Report, 'mode' | 'project'>;

/** The project information that reports contain. */
export function shownProject({ root, platformVersion, functionsDirectory }: Project) {
  return { directory: root, platformVersion, functionsDirectory };
}

/** The report of a run that did nothing. All other reports extend it. */
export function emptyReport({ mode, project }: Known): Report {
  return {
    mode,
    project,
    changes: [],
    install: skippedInstall('npm'),
    invocations: [],
    warnings: [],
    next: [],
    command: '',
  };
}

/**
 * Turns a report into text. Message texts are loaded only if needed. An internal error does not need them, because they
 * might be what failed to load.
 */
export async function inWords(report: Report): Promise<ToldReport> {
  const { error, warnings, install, ...rest } = report;
  const told = warnings.filter(
    (one) => 'message' in one && one.about === undefined,
  ) as readonly ToldWarning[];
  if (told.length < warnings.length || (error !== undefined && error.code !== 'fault')) {
    const { toldReport } = await import('../messages/words.ts');
    return toldReport(report);
  }
  const { problem: _, ...installed } = install;
  const silent = { ...rest, install: installed, warnings: distinct(told) };
  if (error === undefined) return { ...silent, ok: true, code: exitCodes.done };
  const words = fault.words(error.values as Parameters<typeof fault.words>[0]);
  return { ...silent, ok: false, code: exitCodes.fault, error: { code: error.code, ...words } };
}

/**
 * The report of an internal error when the rest of this program cannot be loaded. It only contains code locations, since the
 * error's message might contain secrets.
 */
export function bareFault(thrown: unknown, known: Known): Report {
  const cause = thrown instanceof Error ? framesOf(thrown.stack ?? '') : '';
  return { ...emptyReport(known), error: refusal('fault', { cause }) };
}

/** The lines of a stack trace that contain code locations. */
export function framesOf(text: string): string {
  return text
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}

/** The report as a JSON document for programs, with a final newline. */
export function reportDocument(report: ToldReport): string {
  const { ok, code, mode, project, changes, diffs, install, invocations } = report;
  const { findings, warnings, next, command, error } = report;
  const document = {
    ok,
    code,
    mode,
    project,
    changes: changes.map(({ action, path, from }) => ({ action, path, from })),
    diffs,
    install,
    invocations: invocations.map(documentOfInvocation),
    findings: findings?.map(({ rule, severity, path, line, column, message, hint, fixable }) => {
      return { rule, severity, path, line, column, message, hint, fixable };
    }),
    warnings,
    next: next.map(({ command, why }) => ({ command, why })),
    command,
    error,
  };
  // `dev` prints one JSON object per line, and this is the last one.
  const text =
    mode === 'dev' ? JSON.stringify({ event: 'end', ...document }) : JSON.stringify(document, null, 2);
  return `${printableJson(text)}\n`;
}

function documentOfInvocation({ function: name, logs, before, ...outcome }: InvocationResult) {
  const { status, durationMs, response, error } = outcome;
  const said = logs.map(({ level, message }) => ({ level, message }));
  const old = before && outcomeOf(before);
  return { function: name, status, durationMs, response, logs: said, error, before: old };
}

function outcomeOf({ status, durationMs, response, error }: InvocationResult) {
  return { status, durationMs, response, error };
}

/**
 * The report as text: what was created, how functions answered, and what to do next. Commands are not wrapped, so that they
 * can be copied. Ends with a newline unless empty.
 */
export function reportText(report: ToldReport, style: Style, columns: number): string {
  const parts = [
    changesText(report, style, columns),
    ...(report.diffs ?? []).map((diff) => diffInColor(diff, style)),
    ...(report.lines?.map((line) => wrapWords(line, columns, 2)) ?? invocationTexts(report, style, columns)),
    wrapWords(summaryText(report, style), columns),
    nextText(report, style, columns),
    repeatText(report, style),
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${parts.join('\n\n')}\n`;
}

const titles: Readonly<Partial<Record<Report['mode'], readonly [done: string, planned: string]>>> = {
  create: ['Created', 'Would create'],
  add: ['Added to', 'Would add to'],
  migrate: ['Migrated', 'Would migrate'],
};

function changesText(report: ToldReport, style: Style, columns: number): string {
  const { project, changes, mode, dryRun, reviewed, title: given } = report;
  if (project === null || changes.length === 0) return '';
  const changed = changes.filter(({ action }) => action !== 'unchanged');
  const name = printable(project.directory.split(/[\\/]/).at(-1) ?? '');
  if (changed.length === 0 && !dryRun)
    return wrapWords(`${style.good('Nothing to do:')} ${name} is already up to date.`, columns);
  const { platformVersion } = project;
  const version =
    platformVersion === undefined ? '' : style.dim(` (platform version ${printable(platformVersion)})`);
  const isMigration = mode === 'migrate';
  const counts = dryRun && !isMigration ? '' : `: ${countsOf(changed)}`;
  const title = `${given ?? titles[mode]?.[dryRun ? 1 : 0] ?? ''} ${name}${counts}`;
  const headOf = (text: string) => wrapWords(`${text}${version}`, columns, 2);
  if (dryRun) return `${headOf(style.bold(title))}\n${planTree(changes, name, style)}`;
  const sign = style.good(style.unicode ? '✔' : '+');
  const head = headOf(`${sign} ${style.bold(title)}`);
  if (reviewed) return head;
  if (isMigration) return `${head}\n${planTree(changed, name, style)}`;
  const list = style.flat ? changeLines(changed) : changesByFolder(changed, style, columns);
  const kept = changes.filter((change) => mode === 'create' && !changed.includes(change));
  const names = kept.map(({ path }) => printable(path)).join(', ');
  return `${head}\n${list}${names && wrapWords(`\n  Kept as it was: ${names}`, columns, 2)}`;
}

/** What is said of the files of each kind of change, in this order. */
const counted = { move: 'moved', archive: 'archived', create: 'new', update: 'changed' } as const;

/** The numbers of changes, such as `12 files`, `2 new files, 1 changed` and `9 files moved, 2 archived, 3 new`. */
function countsOf(changes: readonly ListedChange[]): string {
  const counts = Object.entries(counted)
    .map(([kind, word]) => ({ word, count: changes.filter(({ action }) => action === kind).length }))
    .filter(({ count }) => count > 0);
  if (counts.every(({ word }) => word === 'new')) return countOf(changes.length, 'file');
  const parts = counts.map(({ word, count }, index) => {
    if (index > 0) return `${count} ${word}`;
    return word === 'new' ? countOf(count, 'new file') : `${countOf(count, 'file')} ${word}`;
  });
  return parts.join(', ');
}

/** A number with its noun, such as `1 file` and `2 files`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** One line per folder with the names of its files. Changed files are marked differently from new ones. */
function changesByFolder(changes: readonly ListedChange[], style: Style, columns: number): string {
  const folders = groupBy(changes, ({ path }) => path.slice(0, path.lastIndexOf('/') + 1));
  // Keeps a mark and its file name on one line. NUL is a safe separator because printable names do not contain it.
  const named = (folder: string) => (change: ListedChange) =>
    `${change.action === 'update' ? style.notice('~') : style.good('+')}\0${printable(change.path.slice(folder.length))}`;
  return [...folders]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([folder, files]) => [
      ...(folder === '' ? [] : [printable(folder)]),
      files.map(named(folder)).join('  '),
    ])
    .map((words) => wrapWords(`  ${words.join(' ')}`, columns, 2))
    .join('\n')
    .replaceAll('\0', ' ');
}

/** A report about a single new function does not repeat its name. */
function invocationTexts(
  { invocations, mode }: ToldReport,
  style: Style,
  columns: number,
): readonly string[] {
  const named = mode === 'invoke' || invocations.length > 1;
  return invocations.map((result) => invocationText(result, style, named, columns));
}

function summaryText({ invocations, mode }: ToldReport, style: Style): string {
  if (mode !== 'invoke' || invocations.length < 2) return '';
  const failed = invocations.filter(({ status }) => status !== 'SUCCESS').length;
  const parts = [
    `${invocations.length - failed} succeeded`,
    ...(failed === 0 ? [] : [style.bad(`${failed} failed`)]),
  ];
  return style.bold(`${countOf(invocations.length, 'function')}: ${parts.join(', ')}`);
}

/** The error to show as text. Why functions failed was already shown with each of them. */
export function shownError({ error, lines, mode, invocations }: ToldReport): ToldReport['error'] {
  if (error?.code !== 'invocation-failed' || lines !== undefined) return error;
  const failed = invocations
    .filter(({ status }) => status !== 'SUCCESS')
    .map((result) => printable(result.function));
  const told =
    invocations.length === 1
      ? `${failed[0]} failed.`
      : `${failed.length} of ${countOf(invocations.length, 'function')} failed: ${failed.join(', ')}.`;
  return { code: error.code, message: mode === 'invoke' ? told : `The files are in place, but ${told}` };
}

function nextText({ next }: ToldReport, style: Style, columns: number): string {
  if (next.length === 0) return '';
  const steps = next.map(({ command, why, isObvious }, index) => {
    const number = `${index + 1}.`.padStart(4);
    const line = `${number} ${style.bold(printableText(command))}`;
    const reason = wrapWords(`     ${onOneLine(printableText(why))}`, columns);
    return isObvious ? line : `${line}\n${style.dim(reason)}`;
  });
  return `${style.bold('Next steps')}\n${steps.join('\n')}`;
}

/**
 * Shown only after prompts, because otherwise the user has just typed the command. Not shown for a migration, which is not
 * repeated.
 */
function repeatText({ command, reviewed, mode }: ToldReport, style: Style): string {
  if (!reviewed || command === '' || mode === 'migrate') return '';
  return `${style.bold('To repeat this without prompts')}\n  ${printableText(command)}`;
}

/** A unified diff with colored additions and removals. No final newline. */
export function diffInColor(diff: string, style: Style): string {
  return printableText(diff.trimEnd())
    .split('\n')
    .map((line) => {
      if (/^(---|\+\+\+) /.test(line)) return style.bold(line);
      if (line.startsWith('+')) return style.good(line);
      if (line.startsWith('-')) return style.bad(line);
      return line.startsWith('@@ ') ? style.dim(line) : line;
    })
    .join('\n');
}

/** An install that was not needed or not requested. */
export function skippedInstall(packageManager: PackageManager): InstallResult {
  return { status: 'skipped', packageManager, command: `${packageManager} install`, durationMs: 0 };
}

/** An error as text: what happened, and what to do. No final newline. */
export function errorText({ code, message, hint }: NonNullable<ToldReport['error']>, style: Style): string {
  if (code === 'interrupted') return printableText(message);
  const advice = hint === undefined ? '' : `\n${printableText(hint)}`;
  return `${style.bad('Error:')} ${printableText(message)}${advice}`;
}

/** A warning as text, in one or more lines. No final newline. */
export function warningText(message: string, style: Style): string {
  return `${style.notice('Note:')} ${printableText(message)}`;
}

/**
 * The error of a run in which functions failed; undefined if all of them answered.
 * @param inPlace whether files were written before
 */
export function unansweredProblem(
  results: readonly InvocationResult[],
  inPlace = false,
): Problem | undefined {
  const failed = results.filter(({ status }) => status !== 'SUCCESS');
  if (failed.length === 0) return undefined;
  return refusal('invocation-failed', {
    failed: failed.map(({ function: name, error }) => ({
      name,
      message: error?.message ?? '',
      hint: error?.hint,
    })),
    inPlace,
  });
}

/** How to get HubSpot's CLI. One command per step, because Windows PowerShell 5 does not support `&&`. */
export const cliSteps: readonly NextStep[] = [
  {
    command: 'npm install --global @hubspot/cli',
    why: "Installs HubSpot's CLI, which is not on this machine.",
  },
  { command: 'hs account auth', why: 'Connects your account.', isObvious: true },
];
