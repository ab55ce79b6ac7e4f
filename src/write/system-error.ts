import { largestInput } from '../data/limits.ts';
import { type ExitCode, exitCodes, Problem } from '../errors.ts';
import { printable } from '../terminal/text.ts';

interface Meaning {
  readonly exit: ExitCode;
  readonly code: string;
  /** Ends the sentence "<file> cannot be read or written: …". */
  readonly reason: string;
  readonly hint: string;
}

const { conflict, fault, input } = exitCodes;

const noPermission: Meaning = {
  exit: conflict,
  code: 'no-permission',
  reason: 'you may not do that',
  hint: 'Give yourself permission to read and write the file and its folder, and run the same command again.',
};

const inTheWay: Meaning = {
  exit: conflict,
  code: 'in-the-way',
  reason: 'something else is in its place or in the place of one of its folders',
  hint: 'Move away what is there, and run the same command again.',
};

const diskFull: Meaning = {
  exit: fault,
  code: 'disk-full',
  reason: 'the disk, or your share of it, is full',
  hint: 'Make room, and run the same command again.',
};

const tooManyFiles: Meaning = {
  exit: fault,
  code: 'too-many-open-files',
  reason: 'too many files are open',
  hint: 'Close some programs, or raise the limit (ulimit -n), and run the same command again.',
};

const meanings: Readonly<Record<string, Meaning>> = {
  EACCES: noPermission,
  EPERM: noPermission,
  EROFS: {
    exit: conflict,
    code: 'read-only',
    reason: 'the file system is read-only',
    hint: 'Choose another folder, or make the file system writable, and run the same command again.',
  },
  EEXIST: inTheWay,
  ENOTEMPTY: inTheWay,
  ENOTDIR: inTheWay,
  EISDIR: inTheWay,
  EFBIG: {
    exit: conflict,
    code: 'too-large',
    reason: `it is larger than ${largestInput}, or than the system lets you write`,
    hint: 'See whether it is the right file, or move it away, and run the same command again.',
  },
  ENOENT: {
    exit: conflict,
    code: 'missing-folder',
    reason: 'one of its folders is gone, or is a symbolic link that leads nowhere',
    hint: 'Make the folder, and run the same command again.',
  },
  ENAMETOOLONG: {
    exit: input,
    code: 'name-too-long',
    reason: 'its name is longer than the file system allows',
    hint: 'Choose a shorter name or another folder.',
  },
  ENOSPC: diskFull,
  EDQUOT: diskFull,
  EMFILE: tooManyFiles,
  ENFILE: tooManyFiles,
};

/**
 * What the system's refusal means, as a Problem; any other error as it is.
 *
 * @param file as for `explained`
 */
export function problemOf(file: string, error: unknown): unknown {
  if (error instanceof Problem || !isSystemError(error)) return error;
  const { exit, code, reason, hint } = meanings[error.code] ?? {
    exit: fault,
    code: 'write-failed',
    reason: `the system said ${error.message}`,
    hint: 'Look into what the system said, and run the same command again.',
  };
  const name = file === '.' ? "The project's folder" : printable(file);
  const problem = new Problem(exit, code, `${name} cannot be read or written: ${reason} (${error.code}).`, {
    hint,
    ...(exit === conflict ? { conflicts: [file] } : {}),
  });
  problem.cause = error;
  return problem;
}

/** Node's own complaints about arguments, which are our mistakes, have codes that begin with `ERR_`. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return error instanceof Error && /^E[A-Z0-9]+$/.test((error as NodeJS.ErrnoException).code ?? '');
}

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
