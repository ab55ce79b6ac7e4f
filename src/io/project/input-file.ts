import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { printable } from '../../core/report/printable.ts';
import { inputProblem, type Problem } from '../../errors.ts';

/** Bytes that a file named on the command line may have. */
const largest = 16 * 1024 * 1024;

/**
 * The text of a file that an option names.
 *
 * @param named as the person wrote it, relative to `cwd`
 * @param option for messages, such as `--answers`
 * @throws Problem (code 2) where it is missing, no file, too large, or not UTF-8
 */
export function readInputFile(cwd: string, named: string, option: string): string {
  const file = path.resolve(cwd, named);
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) throw unusable(option, named, 'there is no such file');
  if (!stats.isFile()) throw unusable(option, named, 'it is no file');
  if (stats.size > largest) throw unusable(option, named, `it is larger than ${largest / 1024 / 1024} MB`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw unusable(
      option,
      named,
      code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8 text' : `${code}`,
    );
  }
}

function unusable(option: string, named: string, reason: string): Problem {
  return inputProblem('unreadable-file', `${option} ${printable(named)} cannot be read: ${reason}.`);
}
