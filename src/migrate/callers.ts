import type { TextEdit } from '../edit/json-insert.ts';

/** A place that calls a design-manager address. */
export interface Caller {
  /** Relative to the folder that was searched, with `/`. */
  readonly file: string;
  /** Starts at 1. */
  readonly line: number;
  /** Where the address starts in the text. */
  readonly offset: number;
  /**
   * The endpoint path of the called function; undefined if it is built at run time or does not belong to a moved function.
   */
  readonly path: string | undefined;
}

export const oldAddress = '/_hcms/api/';
const newAddress = '/hs/serverless/';
/** Files that might call functions: pages, modules, scripts, and their configuration. */
const searched = /\.(html?|css|json|[cm]?jsx?|[cm]?tsx?|vue|hubl)$/i;

export function mayCall(file: string): boolean {
  return searched.test(file) && !/(^|\/)(package-lock|npm-shrinkwrap)\.json$/.test(file);
}

/**
 * Finds every occurrence of an old address in a text.
 * @param paths endpoint paths of the functions that move, without a slash at either end
 */
export function callersIn(file: string, text: string, paths: readonly string[]): readonly Caller[] {
  const known = new Set(paths);
  const lengths = new Set(paths.map(({ length }) => length));
  const callers: Caller[] = [];
  let line = 1;
  let seen = 0;
  for (let offset = text.indexOf(oldAddress); offset >= 0; offset = text.indexOf(oldAddress, offset + 1)) {
    for (let at = text.indexOf('\n', seen); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
      line += 1;
      seen = at + 1;
    }
    const start = offset + oldAddress.length;
    // No path contains another address, so each part of the text is looked at once.
    const next = text.indexOf(oldAddress, start);
    const rest = text.slice(start, Math.min(start + 500, next < 0 ? text.length : next + oldAddress.length));
    let end = rest.length;
    while (end > 0 && !(lengths.has(end) && known.has(rest.slice(0, end)) && endsPath(rest.slice(end))))
      end -= 1;
    callers.push({ file, line, offset, path: end === 0 ? undefined : rest.slice(0, end) });
  }
  return callers;
}

/** Whether a path ends here. `weather/today` must not match `weather/today-2` or `weather/today/raw`. */
function endsPath(rest: string): boolean {
  return !/^([\w\-~%$]|[./]+[\w\-~%$])/.test(rest);
}

/** The edits that replace the old addresses of these callers with those of project functions. */
export function addressEdits(callers: readonly Caller[]): readonly TextEdit[] {
  return callers.map(({ offset }) => ({ offset, length: oldAddress.length, content: newAddress }));
}
