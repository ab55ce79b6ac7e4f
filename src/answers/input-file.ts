import path from 'node:path';
import { inputProblem } from '../errors.ts';
import { printable } from '../terminal/text.ts';
import { readBytes, unreadableReasons } from '../write/read-file.ts';

const reasons: Readonly<Record<string, string>> = {
  ...unreadableReasons,
  ENOENT: 'there is no such file',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8 text',
};

/**
 * The text of a file that an option names.
 *
 * @param named as the person wrote it, relative to `cwd`
 * @param option for messages, such as `--answers`
 * @throws Problem (code 2) where it is missing, no file, too large, or not UTF-8
 */
export function readInputFile(cwd: string, named: string, option: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readBytes(path.resolve(cwd, named)));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const reason = reasons[code] ?? code;
    throw inputProblem('unreadable-file', `${option} ${printable(named)} cannot be read: ${reason}.`);
  }
}
