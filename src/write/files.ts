import { lstatSync, realpathSync, rmdirSync, statSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { refusal } from '../messages/messages.ts';
import { withoutClass } from '../terminal/text.ts';
import { patiently } from './patience.ts';
import { holdsBytes, namesIn, readBytes, refuseDisguise } from './read-file.ts';
import { explained } from './system-error.ts';

/**
 * Where a file of the project really lies: symbolic links are followed, even if the last parts of the path are
 * not there yet.
 *
 * @param root the project's folder, which may not exist
 * @param file relative to it, with `/`; only the `.gitignore` of a folder above may begin with `../`
 * @returns an absolute path
 * @throws Problem `symlink-outside` if a link leads out of the project (for `../.gitignore`: out of that
 *   folder), into a `.git` folder or nowhere; the system's error where it cannot be found out
 */
export function resolveTarget(root: string, file: string): string {
  if (!isOfProject(file)) throw new Error(`Not a path of the project: ${JSON.stringify(file)}`);
  const full = path.join(root, file);
  const area = realPath(isInside(file) ? root : path.dirname(full));
  const target = realPath(full);
  if (area === undefined || target === undefined || !isWithin(area, target) || isInGit(target)) {
    throw refusal('symlink-outside', { path: file }, { conflicts: [file] });
  }
  return target;
}

/**
 * Does a path lead into a `.git` folder, in any spelling that a system takes for one (dots and spaces at its end, Windows'
 * short names, characters that show as nothing)? It may have the system's separators.
 */
export function isInGit(file: string): boolean {
  const plain = withoutClass(file, 'Default_Ignorable_Code_Point').replaceAll(path.sep, '/');
  return /(?:^|\/)(?:\.git|git~\d)[ .]*(?:[:/]|$)/i.test(plain);
}

/**
 * Whether a path has the form of one inside the project, or of the `.gitignore` of a folder above. Guards against
 * mistakes of ours: what the user gave was checked before it became a path.
 */
export function isOfProject(file: string): boolean {
  return isInside(file) || /^(\.\.\/)+\.gitignore$/.test(file);
}

/**
 * Whether a path is relative, in its shortest form, and does not lead upwards. It is looked at and not normalised: that
 * is slow, and every file is asked about several times.
 */
export function isInside(file: string): boolean {
  const hasOddPart = /(?:^|\/)\.{0,2}(?:\/|$)/.test(file);
  return file === '.' || !(hasOddPart || path.isAbsolute(file));
}

/**
 * Undefined if a link leads nowhere or in a circle.
 *
 * @throws `ENOTDIR` below a file
 */
function realPath(file: string): string | undefined {
  if (!isThere(file)) {
    const parent = realPath(path.dirname(file));
    // Windows says of what is below a file only that it is not there.
    if (parent && statSync(parent, { throwIfNoEntry: false })?.isDirectory() === false)
      throw Object.assign(new Error(`${parent} is not a folder`), { code: 'ENOTDIR' });
    return parent && path.join(parent, path.basename(file));
  }
  try {
    return realpathSync.native(file);
  } catch (error) {
    if (['ENOENT', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** Both are real paths, and so in their shortest form. */
function isWithin(folder: string, file: string): boolean {
  return file === folder || file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

/** Whether anything has that name, a link that leads nowhere included. */
export function isThere(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

/**
 * The present bytes of a file of the project; undefined if nothing is.
 *
 * @param root the project's folder, which may not exist
 * @param file as for `resolveTarget`
 * @throws Problem `symlink-outside`, or one that says why the file cannot be read; `in-the-way` for all that is no
 *   regular file (a pipe would never end); `too-large`
 */
export function readPresent(root: string, file: string): Uint8Array | undefined {
  return explained(file, () => {
    const target = resolveTarget(root, file);
    refuseDisguise(file, target);
    return isThere(target) ? readBytes(target) : undefined;
  });
}

/**
 * Whether a file of the project holds just these bytes.
 *
 * @param root the project's folder, which may not exist
 * @param file as for `resolveTarget`
 * @throws as `readPresent`
 */
export function isPresent(root: string, file: string, bytes: Uint8Array): boolean {
  return explained(file, () => {
    const target = resolveTarget(root, file);
    return isThere(target) && holdsBytes(target, bytes);
  });
}

/**
 * Reads the files of one project as `readPresent` does. Below a folder that does not exist nothing is looked for.
 *
 * @param root the project's folder, which may not exist
 */
export function presentReader(root: string): (file: string) => Uint8Array | undefined {
  return isMissing(root) ? () => undefined : (file) => readPresent(root, file);
}

/** What else may be wrong with a folder is said about the file that is read in it. */
function isMissing(root: string): boolean {
  try {
    return !isThere(root) && realPath(root) !== undefined;
  } catch {
    return false;
  }
}

/** Removes a file; nothing happens where nothing is. */
export function removeFile(file: string): void {
  unlessGone(() => unlinkSync(file));
}

/** Removes a file or a folder with everything in it; nothing happens where nothing is. */
export function removeAll(file: string): void {
  const isFolder = lstatSync(file, { throwIfNoEntry: false })?.isDirectory();
  // Node's own `recursive` ends with an error where Yarn 3 calls this program.
  for (const name of isFolder ? namesIn(file) : []) removeAll(path.join(file, name));
  unlessGone(() => (isFolder ? rmdirSync(file) : unlinkSync(file)));
}

/** Another run may have been quicker. */
function unlessGone(work: () => void): void {
  try {
    patiently(work);
  } catch (error) {
    if (Object(error).code !== 'ENOENT') throw error;
  }
}
