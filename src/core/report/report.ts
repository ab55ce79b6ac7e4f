import type { PackageManager } from '../../data/package-managers.ts';
import type { InstallResult, InvocationResult, Report } from '../../types.ts';
import { wrapWords } from '../conversation/wrap.ts';
import { packageManagerRow } from '../install/package-manager.ts';
import { invocationText } from '../invocation/invocation-log.ts';
import { planTree } from './plan-text.ts';
import { printable, printableJson, printableText } from './printable.ts';
import type { Style } from './style.ts';

/** The report as the JSON document that programs read, with a final newline. */
export function reportDocument(report: Report): string {
  const { ok, code, mode, project, changes, install, invocations, warnings, next, command, error } = report;
  const document = {
    ok,
    code,
    mode,
    project,
    changes: changes.map(({ action, path }) => ({ action, path })),
    install,
    invocations: invocations.map(documentOfInvocation),
    warnings,
    next,
    command,
    ...(error === undefined ? {} : { error }),
  };
  return `${printableJson(JSON.stringify(document, null, 2))}\n`;
}

function documentOfInvocation(result: InvocationResult) {
  return {
    function: result.function,
    status: result.status,
    durationMs: result.durationMs,
    response: result.response,
    logs: result.logs.map(({ level, message }) => ({ level, message })),
    ...(result.error === undefined ? {} : { error: result.error }),
  };
}

/**
 * The report for a person: what was made, what answered, and what to do next. Ends with a newline unless empty.
 *
 * @param columns characters in a line; commands are not broken, so that they can be copied
 */
export function reportText(report: Report, style: Style, columns: number): string {
  const parts = [
    changesText(report, style),
    ...(report.diffs ?? []).map(printableText),
    ...report.invocations.map((result) => invocationText(result, style)),
    nextText(report, style, columns),
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${parts.join('\n\n')}\n`;
}

function changesText({ project, changes, mode, dryRun }: Report, style: Style): string {
  if (project === null || changes.length === 0) return '';
  const changed = changes.filter(({ action }) => action !== 'unchanged');
  if (changed.length === 0 && !dryRun)
    return `${style.good('Nothing to do:')} every file is as it should be.`;
  const verb = mode === 'create' ? 'create' : 'add to';
  const title = dryRun ? `Would ${verb}` : mode === 'create' ? 'Created' : 'Added to';
  const name = project.directory.split(/[\\/]/).at(-1) ?? '';
  const version = style.dim(`platform version ${printable(project.platformVersion ?? '')}`);
  const tree = planTree(dryRun ? changes : changed, name, style);
  return `${style.bold(`${title} ${printable(name)}`)}, ${version}\n${tree}`;
}

function nextText({ next, snippets = [], command, mode, ok }: Report, style: Style, columns: number): string {
  const steps = next.map((step) => {
    const why = wrapWords(`    ${printableText(step.why)}`, columns);
    return `  ${style.bold(printableText(step.command))}\n${style.dim(why)}`;
  });
  const again = command !== '' && mode !== 'invoke' && ok;
  return [
    ...(steps.length === 0 ? [] : [`${style.bold('Next')}\n${steps.join('\n')}`]),
    ...(snippets.length === 0
      ? []
      : [`${style.bold('Called from a UI extension')}\n${snippets.map((line) => `  ${line}`).join('\n')}`]),
    ...(again ? [`${style.bold('The same without questions')}\n  ${printableText(command)}`] : []),
  ].join('\n\n');
}

/** An install that there was no need or no wish for. */
export function skippedInstall(packageManager: PackageManager): InstallResult {
  const command = packageManagerRow(packageManager).install.join(' ');
  return { status: 'skipped', packageManager, command, durationMs: 0 };
}

/** What a person is told of an error. */
export interface ErrorWords {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** An error for a person: what happened, and what to do. No final newline. */
export function errorText({ code, message, hint }: ErrorWords, style: Style): string {
  if (code === 'interrupted') return printableText(message);
  const advice = hint === undefined ? '' : `\n${printableText(hint)}`;
  return `${style.bad('Error:')} ${printableText(message)}${advice}`;
}

/** A warning for a person, in one line or more. No final newline. */
export function warningText(message: string, style: Style): string {
  return `${style.notice('Note:')} ${printableText(message)}`;
}
