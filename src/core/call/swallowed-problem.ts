import { inputProblem, type Problem } from '../../errors.ts';
import { packageManagerRow } from '../install/package-manager.ts';
import { printable } from '../report/printable.ts';
import { callWords, formatCommand } from './command-line.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * npm took options for its own, and what it left can be read in several ways.
 *
 * @param pending names of the options whose values are among the words
 * @param words what was left of the arguments
 * @param command operands and options of the most probable reading
 */
export function swallowedProblem(
  pending: readonly string[],
  words: readonly string[],
  command: { readonly operands: readonly string[]; readonly flags: readonly string[] },
  env: Environment,
): Problem {
  const flags = [...new Set(pending)].map((name) => `--${name}`).join(' and ') || 'an option';
  const shown = words.map((word) => `"${printable(word)}"`).join(' and ');
  const left =
    words.length === 0 ? 'left no value for it' : `left ${shown}, which can be read in more than one way`;
  const { reason, place } = waysOf(env);
  const corrected = formatCommand(calledAs(env, command.operands, command.flags), 'posix');
  return inputProblem('swallowed-flags', `npm took ${flags} for its own, ${reason}, and ${left}.`, {
    hint: `${place}: ${corrected}`,
  });
}

/** What to do where there are too many operands: one may be the value of an option that npm took, and dropped. */
export function lostOptionHint(env: Environment): string {
  const example = calledAs(env, ['my-app'], ['--template', 'hello']).join(' ');
  return `npm may have taken an option for its own. ${waysOf(env).place}, as in: ${example}`;
}

function waysOf({ npm_command }: Environment) {
  return npm_command === 'init'
    ? { reason: 'because no -- stands before it', place: 'Put -- before the options' }
    : {
        reason: 'as neither the program nor a -- stands before it',
        place: 'Put the options behind the program',
      };
}

/** The words of a call, through what called. */
function calledAs(
  env: Environment,
  operands: readonly string[],
  flags: readonly string[],
): readonly string[] {
  return env.npm_command === 'init'
    ? callWords({ packageManager: 'npm', version: 'latest' }, operands, flags)
    : [...packageManagerRow('npm').execute, 'create-hs-function@latest', ...operands, ...flags];
}
