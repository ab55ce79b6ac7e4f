import { lstatSync, realpathSync, rmdirSync, statSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { refusal } from '../messages/messages.ts';
import { withoutClass } from '../terminal/text.ts';
import { patiently } from './patience.ts';
import { holdsBytes, namesIn, readBytes, refuseDisguise } from './read-file.ts';
import { explained } from './system-error.ts';

/**
 * The real path of a file of the project: symbolic links are followed, even if the last parts of the path do not
 * exist yet.
 * @param root the project's folder, which need not exist
 * @param file relative to it, with `/`; only the `.gitignore` of a folder above may begin with `../`
 * @returns an absolute path
 * @throws Problem `symlink-outside` if a link leads out of the project (for `../.gitignore`: out of that
 *   folder), into a `.git` folder or nowhere; the system's error if it does not let us find out
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
 * Returns true if a path leads into a `.git` folder, in any spelling that some system accepts (dots and spaces at the end,
 * Windows' short names, invisible characters). The path may use the system's separators.
 */
export function isInGit(file: string): boolean {
  const plain = withoutClass(file, 'Default_Ignorable_Code_Point').replaceAll(path.sep, '/');
  return /(?:^|\/)(?:\.git|git~\d)[ .]*(?:[:/]|$)/i.test(plain);
}

/**
 * Returns true if a path has the form of a path inside the project, or of the `.gitignore` of a folder above. Guards against
 * our own mistakes: what the user gave was checked before it became a path.
 */
export function isOfProject(file: string): boolean {
  return isInside(file) || /^(\.\.\/)+\.gitignore$/.test(file);
}

/**
 * Returns true if a path is relative, normalised, and without `..`. Uses a pattern because it is faster than normalising,
 * and every file is checked several times.
 */
export function isInside(file: string): boolean {
  const hasOddPart = /(?:^|\/)\.{0,2}(?:\/|$)/.test(file);
  return file === '.' || !(hasOddPart || path.isAbsolute(file));
}

/**
 * Resolves all links in a path, even if its last parts do not exist. Returns undefined if a link is broken or circular.
 * @throws `ENOTDIR` for a path below a file
 */
export function realPath(file: string): string | undefined {
  if (!isThere(file)) {
    const parent = realPath(path.dirname(file));
    // Windows reports a path below a file only as missing.
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

/** Expects two real paths, which are therefore normalised. */
function isWithin(folder: string, file: string): boolean {
  return file === folder || file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

/** Returns true if anything exists at a path, even a broken link. */
export function isThere(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

/**
 * Returns the current bytes of a project file, or undefined if the file does not exist.
 * @param root the project's folder, which may not exist
 * @param file as for `resolveTarget`
 * @throws Problem `symlink-outside`, or one that says why the file cannot be read; `in-the-way` for anything but a
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
 * Returns true if a file of the project consists of exactly these bytes.
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
 * Reads the files of one project as `readPresent` does, without looking for them if the project does not exist.
 * @param root the project's folder, which may not exist
 */
export function currentFileReader(root: string): (file: string) => Uint8Array | undefined {
  return isMissing(root) ? () => undefined : (file) => readPresent(root, file);
}

/**
 * Returns false if the system refuses to tell. The error then occurs, and is reported, when a file in the folder is read.
 */
function isMissing(root: string): boolean {
  try {
    return !isThere(root) && realPath(root) !== undefined;
  } catch {
    return false;
  }
}

/** Removes a file; does nothing if it does not exist. */
export function removeFile(file: string): void {
  unlessGone(() => unlinkSync(file));
}

/** Removes a file or a folder with everything in it; does nothing if it does not exist. */
export function removeAll(file: string): void {
  const isFolder = lstatSync(file, { throwIfNoEntry: false })?.isDirectory();
  // Node's own `recursive` fails when Yarn 3 calls this program.
  for (const name of isFolder ? namesIn(file) : []) removeAll(path.join(file, name));
  unlessGone(() => (isFolder ? rmdirSync(file) : unlinkSync(file)));
}

/** Ignores that another run may have removed it first. */
function unlessGone(work: () => void): void {
  try {
    patiently(work);
  } catch (error) {
    if (Object(error).code !== 'ENOENT') throw error;
  }
}
