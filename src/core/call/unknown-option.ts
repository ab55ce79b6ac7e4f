import type { OptionRow } from '../../data/options.ts';
import { inputProblem, type Problem } from '../../errors.ts';
import { printable } from '../report/printable.ts';
import { flagsOf, shortFlagsOf } from './flags.ts';
import { nearest, nearestOption } from './nearest.ts';

type Tables = Readonly<Record<string, Readonly<Record<string, OptionRow>>>>;

/**
 * An option that a command does not have; it names the nearest that it has, or the command that has it.
 *
 * @param rawName as it was typed, with its dashes
 * @param tables the options of every command
 */
export function unknownOption(rawName: string, command: string, tables: Tables): Problem {
  const shown = printable(rawName);
  const elsewhere = Object.keys(tables).find(
    (name) => name !== command && flagsOf(tables[name] ?? {}).includes(rawName),
  );
  if (elsewhere !== undefined) {
    const owner = elsewhere === 'generate' ? 'creating and adding' : elsewhere;
    return inputProblem('unknown-option', `${shown} is an option of ${owner}, not of this command.`, {
      hint: 'See --help.',
    });
  }
  const own = tables[command] ?? {};
  const near = nearest(rawName, flagsOf(own));
  return inputProblem('unknown-option', `There is no option ${shown}.`, {
    hint:
      near === undefined
        ? `The nearest is ${nearestOption(rawName, [...flagsOf(own), ...shortFlagsOf(own)])}; --help lists all.`
        : `Did you mean ${near}?`,
  });
}
