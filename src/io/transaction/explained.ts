import { problemOf } from './system-error.ts';

/**
 * Runs a step that works on one file.
 *
 * @param file named in the message; relative to the project, with `/`
 * @throws Problem that says what the system's refusal means and what to do about it; any other error as it is
 */
export function explained<Result>(file: string, step: () => Result): Result {
  try {
    return step();
  } catch (error) {
    throw problemOf(file, error);
  }
}
