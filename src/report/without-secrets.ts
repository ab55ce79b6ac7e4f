import { calledAs } from '../args/caller.ts';
import { createWords, formatCommand } from '../args/command-line.ts';
import { commandNames, commands } from '../data/commands.ts';
import { exitCodes } from '../errors.ts';
import type { Session } from '../session.ts';
import type { ToldReport } from '../types.ts';
import { maskOfWords, redactorOf, valuesAround } from './mask.ts';
import { masked, resultWithout } from './mask-tokens.ts';
import { framesOf } from './report.ts';

/**
 * Masks secret values in what a report says itself: these texts repeat what the user typed, and names from code and
 * configuration. Findings, diffs and what functions return are masked where they are made. An error report without a
 * command gets the command as it was typed. The message of an internal error can contain anything, so ordinary values are
 * masked there too. If the secrets cannot be read, only the code locations of an internal error and the option names of the
 * command are kept.
 * @param typed the program's arguments; secrets in folders that they name are masked too
 */
export function withoutSecrets(report: ToldReport, typed: readonly string[], session: Session): ToldReport {
  const folders = typed.map((word) => word.replace(/^--[a-z-]+=/, ''));
  const secrets = valuesAround([report.project?.directory, ...folders], session);
  const hide = maskOfWords(secrets);
  const { warnings, next, lines, error } = report;
  const { problem } = report.install;
  const install = { ...report.install, ...(problem !== undefined && { problem: hide(problem) }) };
  const told = { ...report, install, ...masked({ warnings, next, ...(lines && { lines }) }, hide) };
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
  const called = calledAs(env, version);
  const isCommand = commandNames.some((name) => name === typed[0]);
  return formatCommand(isCommand ? [...called.program, ...typed] : createWords(called, [], typed));
}
