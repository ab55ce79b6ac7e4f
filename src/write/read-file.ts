import { constants, existsSync, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { largestInputBytes } from '../data/limits.ts';

/**
 * Opens without waiting, in case the file became a pipe in the meantime; Windows has no such flag. Node's documentation
 * allows a number as a flag, its types do not.
 */
const flag = (constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)) as unknown as string;
const asText = { encoding: 'utf8', flag } as const;

/**
 * The bytes of an untrusted file. Symbolic links are followed, but not from another name to a `.env`: the contents of
 * other files may be shown in messages and diffs.
 * @throws the system's error, such as `ENOENT`; `EISDIR` for anything but a regular file (a pipe or a device would
 *   never end) and for a link to a `.env`, `EFBIG` for more than 16 MB
 */
export function readBytes(file: string): Buffer {
  refuseEndless(file);
  return readFileSync(file, { flag });
}

/** The text of an untrusted file. Bytes that are not UTF-8 become `\ufffd`. */
export function readText(file: string): string {
  refuseEndless(file);
  return readFileSync(file, asText);
}

/**
 * Returns true if a file consists of exactly these bytes.
 * @throws as `readBytes`
 */
export function holdsBytes(file: string, bytes: Uint8Array): boolean {
  return Buffer.compare(readBytes(file), bytes) === 0;
}

function refuseEndless(file: string): void {
  const own = lstatSync(file);
  const isLink = own.isSymbolicLink();
  const stats = isLink ? statSync(file) : own;
  if (isLink) refuseDisguise(file, realpathSync.native(file));
  if (!stats.isFile()) throw notRegular(file);
  if (stats.size > largestInputBytes)
    throw Object.assign(new Error(`${file} is too large`), { code: 'EFBIG' });
}

/** @throws `EISDIR` if a file with another name is really a `.env` */
export function refuseDisguise(file: string, real: string): void {
  if (isSecretFile(real) && !isSecretFile(file)) throw notRegular(file);
}

/**
 * Returns true if a file is named `.env`, `.env.local` or the like, except files that only show what a `.env` looks like:
 * they have no secrets.
 */
export function isSecretFile(file: string): boolean {
  return /^\.env(?!.*(example|sample|template))/i.test(path.basename(file));
}

/** Returns true if a file is named `.env`, `.env.local` or `.env.test.local`: no repository is meant to have it. */
export function isLocalEnv(file: string): boolean {
  return /^\.env$|^\.env.*\.local$/i.test(path.basename(file));
}

/** Returns true if a file is named `.env`, in any letter case. File systems may not tell them apart. */
export function isDotenv(file: string): boolean {
  return path.basename(file).toLowerCase() === '.env';
}

/** Returns true for a regular file or a link to a regular file. A link with another name to a `.env` does not count. */
export function isFile(file: string): boolean {
  // Catching an error takes ten times as long.
  if (!existsSync(file)) return false;
  try {
    refuseEndless(file);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EFBIG';
  }
}

/** Returns true for a symbolic link, even a broken one. */
export function isLink(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** Returns a folder's path without links and Windows' short names, or unchanged if it cannot be resolved. */
export function realName(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    return folder;
  }
}

function notRegular(file: string): Error {
  return Object.assign(new Error(`${file} is not a regular file`), { code: 'EISDIR' });
}

/** Names of the files and folders in a folder; none if it is missing or cannot be read. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Names of the folders in a folder, without links to folders; none if it is missing or cannot be read. */
export function foldersIn(folder: string): readonly string[] {
  return entriesOf(folder).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
}

/** What is in a folder; nothing if it is missing or cannot be read. */
export function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
