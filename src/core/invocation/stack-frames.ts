import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A line of the user's own code in a stack trace. */
export interface Frame {
  /** Relative to the functions folder, with `/`. */
  readonly file: string;
  /** Counted from 1, as is the column. */
  readonly line: number;
  readonly column: number;
  /** The function that was running, where it has a name. */
  readonly name: string | undefined;
}

const frame = /^\s+at (?:(.*?) \()?((?:file:\/\/)?[^()]*?(?:\([^()]*\)[^()]*?)*):(\d+):(\d+)\)?$/;

/**
 * The frames of a stack trace that lie in the user's own files: in the functions folder, outside of `node_modules`.
 *
 * @param folder absolute path of the functions folder, without symbolic links
 */
export function userFrames(stack: string, folder: string): Frame[] {
  return stack.split('\n').flatMap((text) => {
    const [, name, location = '', line, column] = frame.exec(text) ?? [];
    const file = userFile(location, folder);
    return file === undefined ? [] : [{ file, line: Number(line), column: Number(column), name }];
  });
}

/**
 * A file of the user's, named relative to the functions folder with `/`; undefined for any other.
 *
 * @param location an absolute path or a `file:` URL
 */
export function userFile(location: string, folder: string): string | undefined {
  const file = location.startsWith('file://') ? pathOfUrl(location) : location;
  if (file === undefined || !path.isAbsolute(file)) return undefined;
  const relative = path.relative(folder, file).replaceAll(path.sep, '/');
  const outside =
    relative.startsWith('../') || path.isAbsolute(relative) || /(^|\/)node_modules\//.test(relative);
  return outside ? undefined : relative;
}

function pathOfUrl(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

/** Frames as Node writes them, one a line. */
export function stackText(frames: readonly Frame[]): string {
  return frames
    .map(({ file, line, column, name }) => {
      const place = `${file}:${line}:${column}`;
      return name === undefined ? `    at ${place}` : `    at ${name} (${place})`;
    })
    .join('\n');
}
