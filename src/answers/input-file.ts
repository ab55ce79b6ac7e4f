import path from 'node:path';
import { Problem } from '../errors.ts';
import { refusal } from '../messages/messages.ts';
import type { Session } from '../session.ts';
import { isPipe, readInputStream, readPipe } from '../terminal/input.ts';
import { readBytes } from '../write/read-file.ts';

/**
 * Reads the input that an option names: standard input for `-`, a pipe (such as a process substitution `<(command)`), or a
 * file.
 * @param named as the user wrote it, relative to the working directory
 * @param option for messages, such as `--answers`
 * @throws Problem (code 2) if the input is missing, not a regular file, too large or not UTF-8, or if a pipe does not end in
 * time
 */
export async function readInput(named: string, option: string, session: Session): Promise<string> {
  const { cwd, terminal, signal } = session;
  const file = path.resolve(cwd, named);
  try {
    if (named === '-') return utf8(await readInputStream(terminal.stdin, `${option} -`, signal));
    if (isPipe(file)) return utf8(await readPipe(file, `${option} "${named}"`, signal));
  } catch (error) {
    throw error instanceof Problem ? error : unreadable(error, named, option);
  }
  return readInputFile(cwd, named, option);
}

/** Reads a file relative to `cwd`, which can also be a file of the project. Throws the same errors. */
export function readInputFile(cwd: string, named: string, option: string): string {
  try {
    return utf8(readBytes(path.resolve(cwd, named)));
  } catch (error) {
    throw unreadable(error, named, option);
  }
}

function utf8(bytes: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

function unreadable(error: unknown, named: string, option: string): Problem {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return refusal('unreadable-file', { option, path: named, code });
}
