import path from 'node:path';
import { calledAs } from '../args/caller.ts';
import { formatCommand, optionWords } from '../args/command-line.ts';
import type { Facts } from '../check/facts.ts';
import { type CheckOptions, checkOptions } from '../data/options.ts';
import type { Mask } from '../edit/diff.ts';
import { groupBy } from '../group-by.ts';
import { memoized } from '../memoized.ts';
import { refusal } from '../messages/messages.ts';
import type { Rule } from '../rules/rule.ts';
import type { Session } from '../session.ts';
import { isOn, lineWidth } from '../terminal/terminal.ts';
import { plainStyle, printable, printableText, type Style, wrapWords } from '../terminal/text.ts';
import type { Change, Finding, Report, Severity, Warning } from '../types.ts';
import { githubText, sarifText } from './check-formats.ts';
import { maskOf, maskOfWords, valuesAround } from './mask.ts';
import { planTree } from './plan-tree.ts';
import { countOf, diffInColor, emptyReport } from './report.ts';

/** A project that was checked. */
export interface CheckedProject {
  /** Absolute path. */
  readonly root: string;
  /** The path from the repository root to the project, ending in `/`; empty if they are the same. */
  readonly prefix: string;
  readonly facts: Facts;
  /** The findings that remain after fixes. */
  readonly findings: readonly Finding[];
  readonly ignored: number;
  readonly rules: readonly Rule[];
  /** The changes made by fixes, or planned with `--dry-run`. */
  readonly changes: readonly Change[];
  readonly diffs: readonly string[];
  /** Warnings about the run itself. */
  readonly warnings: readonly Warning[];
}

/** The report of a check, with its text in the requested format. */
export function checkReport(project: CheckedProject, options: CheckOptions, session: Session): Report {
  const { root, facts, changes } = project;
  const secrets = valuesAround([root], session);
  const hide = maskOfWords(secrets);
  // Lines of code that the text quotes are masked separately, by `maskOf`.
  const findings = project.findings.map((one) => ({
    ...one,
    message: hide(one.message),
    hint: hide(one.hint),
  }));
  const failing = findings.filter(
    ({ severity }) => severity === 'error' || (options.strict && severity === 'warning'),
  );
  const isFixable = findings.some(({ fixable }) => fixable);
  const [folder] = facts.folders;
  return {
    ...emptyReport({
      mode: 'check',
      project: { directory: root, platformVersion: facts.platformVersion, functionsDirectory: folder?.path },
    }),
    changes: changes.map(({ action, path: file }) => ({ action, path: file })),
    ...(options.diff ? { diffs: project.diffs } : {}),
    findings,
    ...(options.json ? {} : { text: textOf({ ...project, findings }, maskOf(secrets), options, session) }),
    warnings: project.warnings,
    next:
      isFixable && !options.fix
        ? [{ command: commandOf({ fix: true }, session), why: 'fixes what can be fixed safely' }]
        : [],
    command: commandOf(options, session),
    error: failing.length === 0 ? undefined : refusal('findings', { counts: countsOf(failing) }),
  };
}

/** The command that checks again with these options, without those that only change what is shown. */
function commandOf(
  { help, version: _, color, json, diff, ...said }: CheckOptions,
  { env, version }: Session,
) {
  const { program } = calledAs(env, version);
  return formatCommand([...program, 'check', ...optionWords(checkOptions, said)]);
}

function textOf(project: CheckedProject, hide: Mask, options: CheckOptions, session: Session): string {
  const { env, terminal, version } = session;
  const { findings, prefix } = project;
  const format = options.format ?? (env.GITHUB_ACTIONS && !options.diff ? 'github' : 'text');
  if (format === 'sarif') return sarifText(findings, project.rules, prefix, version);
  const isForCi = format === 'github' || isOn(env.CI);
  const shown = isForCi ? findings.filter(({ severity }) => severity !== 'suggestion') : findings;
  const said = (style: Style) => summary(project, shown, commandOf({ fix: true }, session), style);
  if (format === 'github') return `${githubText(shown, prefix)}${said(plainStyle)}\n`;
  const { style } = terminal.stdout;
  const columns = lineWidth(terminal.stdout);
  const lineOf = lineReader(project, hide);
  const byFile = Array.from(
    groupBy(shown, ({ path }) => path),
    ([path, found]) => {
      const texts = found.map((finding) => findingText(finding, lineOf(finding), style, columns));
      return [style.bold(printable(path)), ...texts].join('\n');
    },
  );
  const texts = [...byFile, wrapWords(said(style), columns)].join('\n\n');
  return `${fixedText(project, options, style)}${texts}\n`;
}

/** The changes made by fixes; empty without `--fix`. */
function fixedText({ root, changes, diffs }: CheckedProject, options: CheckOptions, style: Style): string {
  if (!options.fix) return '';
  if (changes.length === 0) return 'Nothing that --fix can fix.\n\n';
  const title = options['dry-run'] ? 'Would fix' : 'Fixed';
  const tree = planTree(changes, path.basename(root), style);
  const inColor = diffs.map((diff) => diffInColor(diff, style));
  return `${[`${style.bold(title)}\n${tree}`, ...inColor].join('\n\n')}\n\n`;
}

function lineReader({ facts }: CheckedProject, mask: Mask): LineOf {
  const texts = new Map([...facts.codes, ...facts.extensions].map((code) => [code.path, code.text]));
  const linesOf = memoized((file: string) => texts.get(file)?.split(/\r\n|\n|\r/));
  return ({ path: file, line, column }) => {
    const text = linesOf(file)?.[line - 1];
    return text && { code: mask(text), column: mask(text.slice(0, column - 1)).length + 1 };
  };
}

/** The line of code that a finding refers to, without secret values, and the column in it; undefined if it would not help. */
type LineOf = (finding: Finding) => Excerpt | '' | undefined;

interface Excerpt {
  readonly code: string;
  readonly column: number;
}

/** Maximum length of a shown line of code, in characters. */
const longestLine = 100;

function findingText(finding: Finding, code: ReturnType<LineOf>, style: Style, columns: number): string {
  const { line, column, severity, message, hint, rule, fixable } = finding;
  const place = `  ${line}:${column}  ${severity}  `;
  const said = `${indent}${printable(message)}  ${style.dim(rule)}`;
  const arrow = style.unicode ? '→' : '->';
  const fix = fixable && !hint.includes('--fix') ? ' (--fix does it)' : '';
  return [
    wrapWords(said, columns - place.length + indent.length).replace(
      indent,
      `  ${line}:${column}  ${marked(severity, style)}  `,
    ),
    ...(code ? [style.dim(excerptOf(code, columns - indent.length))] : []),
    wrapWords(`${indent}${arrow} ${printableText(hint)}${fix}`, columns),
  ].join('\n');
}

const indent = ' '.repeat(6);

/** The line of code with a marker under the column. A longer line is cut to the part around it. */
function excerptOf({ code, column }: Excerpt, columns: number): string {
  const width = Math.max(20, Math.min(longestLine, columns));
  const start = column > width ? column - Math.ceil(width / 2) : 0;
  const shown = printable(code.slice(start, start + width).replaceAll('\t', ' '));
  return `${indent}${shown.trimEnd()}\n${indent}${' '.repeat(Math.max(0, column - 1 - start))}^`;
}

function marked(severity: Severity, style: Style): string {
  if (severity === 'error') return style.bad('error');
  return severity === 'warning' ? style.notice('warning') : style.dim('suggestion');
}

/** A summary of what was found and checked. Suggestions are not shown in CI, where nobody reads them. */
function summary(
  { findings: all, facts, ignored }: CheckedProject,
  findings: readonly Finding[],
  fixes: string,
  style: Style,
): string {
  const looked = countOf(facts.functions.length, 'function');
  const bundled = facts.codes.filter((code) => code.bundled).length;
  const hidden = all.length - findings.length;
  const besides = [
    ...(findings.length === 0 ? [] : [`${looked} checked`]),
    ...(bundled === 0 ? [] : [`${countOf(bundled, 'bundled file')} skipped`]),
    ...(ignored === 0 ? [] : [`${ignored} ignored`]),
    ...(hidden === 0 ? [] : [`${countOf(hidden, 'suggestion')} not shown in CI`]),
  ];
  const more = besides.length === 0 ? '' : ` (${besides.join(', ')})`;
  if (findings.length === 0) return `${style.good(looked)}, no findings${more}`;
  const fixable = findings.filter((finding) => finding.fixable).length;
  const found = countsOf(findings).join(', ');
  const offer = fixable === 0 ? '' : `\n${fixable} can be fixed: ${fixes}`;
  const places = countOf(new Set(findings.map(({ path }) => path)).size, 'file');
  return `${style.bold(found)} in ${places}${more}${offer}`;
}

/** Counts by severity such as `2 errors` and `1 warning`, without zeros. */
export function countsOf(findings: readonly Finding[]): readonly string[] {
  const severities: readonly Severity[] = ['error', 'warning', 'suggestion'];
  return severities.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [countOf(count, severity)];
  });
}
