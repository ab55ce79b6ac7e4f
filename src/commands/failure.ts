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
import { emptyReport, framesOf, type Known, shownProject } from '../report/report.ts';
import type { Session } from '../session.ts';
import type { Project, Report, ToldReport } from '../types.ts';
import { problemOf } from '../write/system-error.ts';
import { halfChanged } from './choose-project.ts';

/**
 * The report of a run that ended in an error: a Problem, what the system refused, or an internal error. If an interrupted
 * run left the project half changed, that may be the cause, so a warning says so.
 */
export function failedRun(error: unknown, known: Known): Report {
  const thrown = problemOf('.', error);
  const cause = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  // Of an internal error all is told, with its stack, since only its authors can fix it.
  const found = thrown instanceof Problem ? thrown : refusal('fault', { cause });
  const root = found.code === 'busy' ? undefined : known.project?.directory;
  const warnings = root === undefined ? [] : (unlessRefused(() => halfChanged(root)) ?? []);
  // It has the corrected command.
  const { command = '' } = found.code === 'swallowed-flags' ? (found.values as { command: string }) : {};
  return { ...emptyReport(known), warnings, command, error: found };
}

/** The same for a command of a project: the one that it had read, or the one around the working directory. */
export function failedIn(
  mode: Known['mode'],
  error: unknown,
  project: Project | undefined,
  { cwd }: Session,
): Report {
  return failedRun(error, { mode, project: knownProject(project, () => findProjectAround(cwd)) });
}

/**
 * What the report says about the project that the run stopped in: where it could not be read, what its `hsproject.json`
 * says, whose absolute path `find` gives.
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

/** Undefined for what cannot be read: the run has already stopped for that reason, and reports it. */
function unlessRefused<Value>(look: () => Value): Value | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/**
 * A report whose warnings, command and error are without the values of secrets: they repeat names in code and configuration,
 * and what was typed. An error has the command as it was typed. The message of an internal error may contain anything, so
 * ordinary values are removed, too; if the secrets cannot be read, only the places in the code are kept, and of the command
 * only the names of options.
 *
 * @param typed the program's arguments; secrets in folders that they name count, too
 */
export function withoutSecrets(report: ToldReport, typed: readonly string[], session: Session): ToldReport {
  const folders = typed.map((word) => word.replace(/^--[a-z-]+=/, ''));
  const known = valuesAround([report.project?.directory, ...folders], session);
  const hide = maskOfWords(known);
  const warnings = report.warnings.map((one) => ({ ...one, message: hide(one.message) }));
  if (report.error === undefined) return { ...report, warnings, command: hide(report.command) };
  const isFault = report.code === exitCodes.fault;
  const text = isFault ? redactorOf(known).text : hide;
  const { message, hint } = report.error;
  const [first = ''] = message.split('\n');
  const told = isFault && known === undefined ? `${first}\n${framesOf(message)}` : message;
  const withoutValues = (word: string) => (isOwnWord(word) ? word : '***');
  const command =
    text(report.command) || typedCommand(typed.map(known === undefined ? withoutValues : text), session);
  return {
    ...report,
    warnings,
    command,
    error: { ...report.error, message: text(told), hint: hint && text(hint) },
  };
}

/** Is it the name of a command, or of an option without a value? */
function isOwnWord(word: string): boolean {
  const name = word.replace(/^--(?:no-)?/, '');
  return commands.some((command) => command.name === name || Object.hasOwn(command.options, name));
}

/** What was typed, as a command. */
function typedCommand(typed: readonly string[], { env, version }: Session): string {
  const { program, create, separator } = calledAs(env, version);
  const isCommand = commandNames.some((name) => name === typed[0]);
  const before = isCommand ? program : typed.length === 0 ? create : [...create, ...separator];
  return formatCommand([...before, ...typed]);
}
