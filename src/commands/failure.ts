import { realpathSync } from 'node:fs';
import path from 'node:path';
import { calledAs } from '../args/caller.ts';
import { formatCommand } from '../args/command-line.ts';
import { commandNames, commands } from '../data/commands.ts';
import { exitCodes, Problem } from '../errors.ts';
import { refusal } from '../messages/messages.ts';
import { projectFiles, refuseLinksOutside } from '../project/files.ts';
import { findProjectAround } from '../project/find-project.ts';
import { readProjectConfig } from '../project/project.ts';
import { maskOfWords, redactorOf, valuesAround } from '../report/mask.ts';
import { masked, resultWithout } from '../report/mask-tokens.ts';
import { emptyReport, framesOf, type Known, shownProject } from '../report/report.ts';
import type { Session } from '../session.ts';
import type { Project, Report, ToldReport } from '../types.ts';
import { problemOf } from '../write/system-error.ts';
import { halfChangedWarnings } from './choose-project.ts';

/**
 * The report of a run that ended with an error: a Problem, a system error or an internal error. An interrupted earlier run
 * that left the project half changed might be the cause, so this adds a warning about it.
 */
export function failedRun(error: unknown, known: Known): Report {
  const thrown = problemOf('.', error);
  const cause = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  // An internal error is reported in full, with its stack, because only the authors can fix it.
  const found = thrown instanceof Problem ? thrown : refusal('fault', { cause });
  const root = found.code === 'busy' ? undefined : known.project?.directory;
  const warnings = root === undefined ? [] : (unlessRefused(() => halfChangedWarnings(root)) ?? []);
  // A `swallowed-flags` error contains the corrected command.
  const { command = '' } = found.code === 'swallowed-flags' ? (found.values as { command: string }) : {};
  return { ...emptyReport(known), warnings, command, error: found };
}

/** The same report for a command that works in a project: the one it has read, or the one around the working directory. */
export function failedIn(
  mode: Known['mode'],
  error: unknown,
  project: Project | undefined,
  { cwd }: Session,
): Report {
  return failedRun(error, { mode, project: knownProject(project, () => findProjectAround(cwd)) });
}

/**
 * What the report says about the project in which the run stopped. If the project could not be read, this comes from its
 * `hsproject.json`.
 * @param find returns the absolute path of `hsproject.json`
 */
export function knownProject(
  project: Project | undefined,
  find: () => string | undefined,
): Report['project'] {
  if (project !== undefined) return shownProject(project);
  const configFile = unlessRefused(find);
  if (configFile === undefined) return null;
  const directory = realpathSync.native(path.dirname(configFile));
  const platformVersion = unlessRefused(() => versionIn(directory, path.basename(configFile)));
  return { directory, platformVersion };
}

function versionIn(root: string, configFile: string): string {
  const files = projectFiles(root);
  refuseLinksOutside(files, [configFile]);
  return readProjectConfig(configFile, files.read(configFile) ?? '').platformVersion;
}

/** Undefined if reading fails: the run has already stopped and reports the reason. */
function unlessRefused<Value>(look: () => Value): Value | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/**
 * Masks secret values in what a report says itself: these texts repeat what the user typed, and names from code and
 * configuration. Findings, diffs and what functions return are masked where they are made. An error report without a command gets the command as it was typed. The message of an internal error can
 * contain anything, so ordinary values are masked there too. If the secrets cannot be read, only the code locations of an
 * internal error and the option names of the command are kept.
 * @param typed the program's arguments; secrets in folders that they name are masked too
 */
export function withoutSecrets(report: ToldReport, typed: readonly string[], session: Session): ToldReport {
  const folders = typed.map((word) => word.replace(/^--[a-z-]+=/, ''));
  const secrets = valuesAround([report.project?.directory, ...folders], session);
  const hide = maskOfWords(secrets);
  const { warnings, next, lines, error } = report;
  const told = { ...report, ...masked({ warnings, next, ...(lines && { lines }) }, hide) };
  const invocations = report.invocations.map((result) => resultWithout(result, hide));
  if (error === undefined) return { ...told, invocations, command: hide(report.command) };
  const isFault = report.code === exitCodes.fault;
  const text = isFault ? redactorOf(secrets).text : hide;
  const [first = ''] = error.message.split('\n');
  const message = isFault && !secrets.isComplete ? `${first}\n${framesOf(error.message)}` : error.message;
  const withoutValues = (word: string) => (isOwnWord(word) ? word : '***');
  const command =
    text(report.command) || typedCommand(typed.map(secrets.isComplete ? text : withoutValues), session);
  return { ...told, invocations, command, error: masked({ ...error, message }, text) };
}

/** Whether a word is the name of a command, or of an option without a value. */
function isOwnWord(word: string): boolean {
  const name = word.replace(/^--(?:no-)?/, '');
  return commands.some((command) => command.name === name || Object.hasOwn(command.options, name));
}

/** What the user typed, formatted as a command. */
function typedCommand(typed: readonly string[], { env, version }: Session): string {
  const { program, create, separator } = calledAs(env, version);
  const isCommand = commandNames.some((name) => name === typed[0]);
  const before = isCommand ? program : typed.length === 0 ? create : [...create, ...separator];
  return formatCommand([...before, ...typed]);
}
