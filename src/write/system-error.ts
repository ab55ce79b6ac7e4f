import process from 'node:process';
import { Problem } from '../errors.ts';
import { refusal } from '../messages/messages.ts';

/** Codes of problems, by the system's error codes. */
const meanings = {
  EACCES: 'no-permission',
  EPERM: 'no-permission',
  EROFS: 'read-only',
  EEXIST: 'in-the-way',
  ENOTEMPTY: 'in-the-way',
  ENOTDIR: 'in-the-way',
  EISDIR: 'in-the-way',
  ELOOP: 'in-the-way',
  EFBIG: 'too-large',
  ENOENT: 'missing-folder',
  ENAMETOOLONG: 'name-too-long',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EXDEV: 'other-disk',
  EMFILE: 'too-many-open-files',
  ENFILE: 'too-many-open-files',
} as const;

/** Codes of problems that differ on Windows, where an open file cannot be replaced. */
const windowsMeanings = { EACCES: 'in-use', EPERM: 'in-use', EBUSY: 'in-use', UNKNOWN: 'in-use' } as const;

/** Longest path of a file, in characters, that every system call of Windows accepts. */
const longestWindowsFile = 259;

/** Failures that changing the file would not solve. */
const notOfTheFile: readonly Meaning[] = ['name-too-long', 'disk-full', 'too-many-open-files'];

type Meaning = (typeof meanings)[keyof typeof meanings] | 'in-use';

/**
 * The system's error as a Problem; any other error as it is.
 * @param file as for `explained`
 * @param system `process.platform`
 */
export function problemOf(file: string, error: unknown, system: string = process.platform): unknown {
  if (error instanceof Problem || !isSystemError(error)) return error;
  const { code, message, path } = error;
  // If one of our temporary folders could not be made, the problem is with the folder that it is in.
  const whole = path?.replace(/[\\/]\.create-hs-function-[^\\/]*$/, '');
  const values = { path: file === '.' ? (whole ?? file) : file, code };
  const meaning = isTooLong(file, path, system, code) ? 'name-too-long' : meaningOf(code, system);
  const problem =
    meaning === undefined
      ? refusal('write-failed', { ...values, reason: message })
      : refusal(meaning, values, inTheWay(meaning, file));
  problem.cause = error;
  return problem;
}

/** Windows reports a name or path that is too long as missing, or with an unknown error. */
function isTooLong(file: string, path: string | undefined, system: string, code: string): boolean {
  if (system !== 'win32' || !['ENOENT', 'UNKNOWN'].includes(code)) return false;
  return (path ?? '').length > longestWindowsFile || file.split('/').some((name) => name.length > 255);
}

function inTheWay(code: Meaning, file: string): { readonly conflicts?: readonly string[] } {
  return notOfTheFile.includes(code) ? {} : { conflicts: [file] };
}

function meaningOf(code: string, system: string): Meaning | undefined {
  const all: Readonly<Record<string, Meaning>> =
    system === 'win32' ? { ...meanings, ...windowsMeanings } : { ...meanings, EBUSY: 'in-use' };
  return Object.hasOwn(all, code) ? all[code] : undefined;
}

/** Not one of Node's own errors about arguments, which are our mistakes: their codes begin with `ERR_`. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return (
    error instanceof Error && /^(?:E[A-Z0-9]+|UNKNOWN)$/.test((error as NodeJS.ErrnoException).code ?? '')
  );
}

/**
 * Runs a step that works on one file.
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
