import { largestInput, mostProjectText } from '../data/limits.ts';
import { Problem } from '../errors.ts';
import { printable } from '../terminal/text.ts';
import type { FaultOf, Flags, Lists, Numbers, Refusals, Strings, Texts, WordsOf } from './row.ts';
import { faultText, list, quoted } from './shown.ts';

interface FileOnDisk {
  /** Relative to the project, with `/`; `.` is the project's folder. */
  readonly path: string;
  /** The system's code, such as `EACCES`. */
  readonly code: string;
}

/** Why a file cannot be read, by the system's code: the end of a sentence. */
const unreadable: Readonly<Record<string, string>> = {
  EISDIR: 'it is not a regular file',
  EFBIG: `it is larger than ${largestInput}`,
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EBUSY: 'another program has it open',
  ENOENT: 'no such file',
  ENXIO: 'no such device',
  ENOTDIR: 'a part of its path is not a folder',
  ELOOP: 'its links are circular',
  ENAMETOOLONG: 'its path is too long',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8 text',
};

/** Refusals because a file cannot be read or written. Nothing is left half written. */
export const fileRefusals = {
  'no-drive': {
    exit: 'input',
    means: 'The drive or network share of a path does not exist.',
    words: ({ drive }: Strings<'drive'>) => ({
      message: `There is no drive or network share ${printable(drive)}.`,
      hint: 'Connect it, or choose a directory on another one.',
    }),
  },
  'impossible-directory': {
    exit: 'input',
    means: 'The directory is not allowed on Windows, or is in a .git folder.',
    words: ({ directory, fault }: { readonly directory: string; readonly fault: DirectoryFault }) => ({
      message: `${quoted(directory)} cannot be a directory: ${faultText(directoryFaults, fault)}.`,
      hint: 'Choose another name.',
    }),
  },
  'unreadable-file': {
    exit: 'input',
    means: 'A file that an option names cannot be read.',
    words: ({ option, path, code }: FileOnDisk & Strings<'option'>) => ({
      message: `${option} ${quoted(path)} cannot be read: ${unreadable[code] ?? code}.`,
      hint: option.startsWith('--')
        ? `Give ${option === '--body' ? '@ and ' : ''}the path of a file, or - for standard input.`
        : undefined,
    }),
  },
  'input-too-large': {
    exit: 'input',
    means: 'Standard input is too large.',
    words: ({ what }: Strings<'what'>) => ({
      message: `${printable(what)} is too large: the limit is ${largestInput}.`,
    }),
  },
  'input-too-slow': {
    exit: 'input',
    means: 'A pipe that an option names did not end in time.',
    words: ({ what, seconds }: Strings<'what'> & Numbers<'seconds'>) => ({
      message: `${printable(what)} did not end within ${seconds} seconds.`,
    }),
  },
  unreadable: {
    means: 'A file of the project cannot be read.',
    words: ({ path, code }: FileOnDisk) => ({
      message: `${printable(path)} cannot be read: ${unreadable[code] ?? code}.`,
      hint: 'Make it a regular file that you can read, then run the same command again.',
    }),
  },
  'project-too-large': {
    means: 'The files of the project are too large in all.',
    words: ({ path }: Strings<'path'>) => ({
      message: `${printable(path)} is not read: the project's files before it have more than ${mostProjectText / 1024 / 1024} MB in all.`,
      hint: 'Remove large files, or links that repeat one, from its source folder.',
    }),
  },
  'symlink-outside': {
    means: 'A path or symbolic link leads out of the project, into a .git folder, or to nothing.',
    words: ({ path }: Strings<'path'>) => ({
      message: `${printable(path)}, or a symbolic link in it, leads out of the project, into a .git folder, or to nothing.`,
      hint: 'Replace the link with a real file or folder, or use another path, then run the same command again.',
    }),
  },
  'no-permission': {
    means: 'Permission to read or write a file is denied.',
    words: unusable('permission denied', 'Allow yourself to read and write the file and its folder'),
  },
  'in-use': {
    means: 'Another program has a file open.',
    words: (file: FileOnDisk) => ({
      message: refused(file, 'another program has it open, or you may not change it'),
      hint: 'Close what uses it – an editor, a terminal in that folder – then run the same command again.',
    }),
  },
  'read-only': {
    means: 'The file system is read-only.',
    words: unusable(
      'the file system is read-only',
      'Choose another folder, or make the file system writable',
    ),
  },
  'in-the-way': {
    means: 'Something else is in the way.',
    words: unusable(
      'something else is there, or a file is in the place of a folder above it',
      'Move it away',
    ),
  },
  'too-large': {
    means: 'A file is too large to be read or written.',
    words: unusable(
      `it is larger than ${largestInput}, or than the system allows`,
      'Check that it is the right file, or move it away',
    ),
  },
  'missing-folder': {
    means: 'A folder that a file belongs in does not exist.',
    words: unusable(
      'one of its folders does not exist, or is a symbolic link to nothing',
      'Create the folder',
    ),
  },
  'name-too-long': {
    exit: 'input',
    means: 'A name or path is longer than the system allows.',
    words: (file: FileOnDisk) => ({
      message: refused(file, 'its name, or a path in it, is longer than the system allows'),
      hint: 'Choose a shorter name, or another folder.',
    }),
  },
  'disk-full': {
    exit: 'fault',
    means: 'The disk, or your quota on it, is full.',
    words: unusable('the disk, or your quota on it, is full', 'Free some space'),
  },
  'too-many-open-files': {
    means: 'Too many files are open.',
    words: unusable('too many files are open', 'Close some programs, or raise the limit (ulimit -n)'),
  },
  'other-disk': {
    means: 'A folder would be moved to another disk.',
    words: unusable(
      'it would be moved to another disk, or out of a folder that is mounted',
      'Replace the mounted folder with a real one that holds its files',
    ),
  },
  'write-failed': {
    exit: 'fault',
    means: 'A file could not be read or written.',
    words: ({ reason, ...file }: FileOnDisk & Strings<'reason'>) => ({
      message: refused(file, reason),
      hint: 'Check the reason above, then run the same command again.',
    }),
  },
  busy: {
    means: 'Another run is changing the project.',
    words: ({ processId, entry, unseen }: Numbers<'processId'> & Strings<'entry'> & Flags<'unseen'>) =>
      unseen
        ? {
            message: `A run on another machine, in a container or in another copy of this project is changing it, or was interrupted (${printable(entry)}).`,
            hint: `Run the same command there. If nothing runs there any more, or if that entry came with the project, check the project and delete everything whose name begins with ${printable(entry)}.`,
          }
        : {
            message: `Another run (process ${processId}) is changing this project.`,
            hint: 'Wait until it has ended, then run the same command again.',
          },
  },
  'no-record': {
    means: 'The record that undoes an interrupted run cannot be kept.',
    words: ({ folder }: Strings<'folder'>) => ({
      message: `${printable(folder)} is not writable, and each run keeps a record there of how to undo it. Nothing was written.`,
      hint: 'Make the folder writable for yourself only, or name another with XDG_STATE_HOME.',
    }),
  },
  'changed-on-disk': {
    means: 'A file changed after the plan was made.',
    words: ({ paths }: Lists<'paths'>) => ({
      message: `${list(paths)} changed in the meantime. Nothing was written.`,
      hint: 'Run the same command again.',
    }),
  },
  'not-undone': {
    exit: 'fault',
    means: 'A write failed, and so did undoing it.',
    words: ({ cause, failure }: { readonly cause: unknown; readonly failure: unknown }, wordsOf) => ({
      message: `${thrown(cause, wordsOf)} Restoring the files failed as well: ${thrown(failure, wordsOf)}`,
      hint: 'Run the same command again: it restores them first.',
    }),
  },
} as const satisfies Refusals;

export type DirectoryFault = FaultOf<typeof directoryFaults>;

/** Reasons why a directory cannot be created (Windows' rules or git's): the end of a sentence. */
export const directoryFaults = {
  character: ({ character }: Strings<'character'>) => `Windows does not allow ${quoted(character)} in a name`,
  'final-dot': () => 'on Windows, a name cannot end in a full stop',
  'final-space': () => 'on Windows, a name cannot end in a space',
  device: () => 'Windows reserves this name for a device',
  git: () => 'git takes a name in it for its own folder, .git',
  'too-long': ({ limit }: Numbers<'limit'>) =>
    `its path is longer than the ${limit} characters that Windows allows`,
} as const satisfies Texts<string>;

function thrown(error: unknown, wordsOf: WordsOf): string {
  if (error instanceof Problem) return wordsOf(error).message;
  return error instanceof Error ? error.message : String(error);
}

/** Makes the words for a file that the system refuses; `remedy` is what to do before running the same command again. */
function unusable(reason: string, remedy: string) {
  return (file: FileOnDisk) => ({
    message: refused(file, reason),
    hint: `${remedy}, then run the same command again.`,
  });
}

function refused({ path, code }: FileOnDisk, reason: string): string {
  const name = path === '.' ? "The project's folder" : printable(path);
  return `${name} cannot be read or written: ${reason} (${code}).`;
}
