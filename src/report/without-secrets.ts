import { calledAs } from '../args/caller.ts';
import { createWords, formatCommand } from '../args/command-line.ts';
import { commandNames, commands } from '../data/commands.ts';
import { exitCodes } from '../errors.ts';
import type { Session } from '../session.ts';
import type { ToldReport } from '../types.ts';
import { exempt } from './exempt.ts';
import { maskOfWords, redactorOf, valuesAround } from './mask.ts';
import { masked } from './mask-tokens.ts';
import { framesOf } from './report.ts';

/**
 * Masks secret values in what a report says itself: these texts repeat what the user typed, and names from code and
 * configuration. An error report without a command gets the command as it was typed. The message of an internal error can
 * contain anything, so ordinary values are masked in that report too. If the secrets cannot be read, only the code locations
 * of an internal error and the option names of the command are kept.
 * @param typed the program's arguments; secrets in folders that they name are masked too
 */
export function withoutSecrets(report: ToldReport, typed: readonly string[], session: Session): ToldReport {
  const folders = typed.map((word) => word.replace(/^--[a-z-]+=/, ''));
  const secrets = valuesAround([report.project?.directory, ...folders], session);
  const isFault = report.code === exitCodes.fault;
  const hide = isFault ? redactorOf(secrets).text : maskOfWords(secrets);
  const told = masked(isFault && !secrets.isComplete ? withoutMessage(report) : report, hide, exempt.values);
  if (told.error === undefined || told.command !== '') return told;
  const withoutValues = (word: string) => (isOwnWord(word) ? word : '***');
  return { ...told, command: typedCommand(typed.map(secrets.isComplete ? hide : withoutValues), session) };
}

/** A report of an internal error with only the code locations of its message. */
function withoutMessage({ error, ...report }: ToldReport): ToldReport {
  const [first = ''] = error?.message.split('\n') ?? [];
  return { ...report, error: error && { ...error, message: `${first}\n${framesOf(error.message)}` } };
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
