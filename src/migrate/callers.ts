import type { TextEdit } from '../edit/json-insert.ts';

/** A place that calls an address of the design manager. */
export interface Caller {
  /** Relative to the folder that was searched, with `/`. */
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  /** Where the address starts in the text. */
  readonly offset: number;
  /** The path of the called function; undefined if it is built at run time, or is not one of ours. */
  readonly path: string | undefined;
}

const oldAddress = '/_hcms/api/';
const newAddress = '/hs/serverless/';
/** Files that may call functions: pages, modules, scripts, and their configuration. */
const searched = /\.(html?|css|json|[cm]?jsx?|[cm]?tsx?|vue|hubl)$/i;

export function mayCall(file: string): boolean {
  return searched.test(file) && !/(^|\/)(package-lock|npm-shrinkwrap)\.json$/.test(file);
}

/**
 * Every mention of an old address in a text.
 *
 * @param paths endpoint paths of the functions that move, without a slash at either end
 */
export function callersIn(file: string, text: string, paths: readonly string[]): readonly Caller[] {
  const known = new Set(paths);
  const lengths = [...new Set(paths.map(({ length }) => length))].sort((one, other) => other - one);
  const callers: Caller[] = [];
  let line = 1;
  let seen = 0;
  for (let offset = text.indexOf(oldAddress); offset >= 0; offset = text.indexOf(oldAddress, offset + 1)) {
    for (let at = text.indexOf('\n', seen); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
      line += 1;
      seen = at + 1;
    }
    const rest = text.slice(offset + oldAddress.length, offset + oldAddress.length + 500);
    const end = lengths.find((length) => known.has(rest.slice(0, length)) && endsPath(rest.slice(length)));
    const path = end === undefined ? undefined : rest.slice(0, end);
    callers.push({ file, line, offset, path });
  }
  return callers;
}

/** Does a path end here? `weather/today` is not the path of `weather/today-2`, nor of `weather/today/raw`. */
function endsPath(rest: string): boolean {
  return !/^([\w\-~%$]|[./]+[\w\-~%$])/.test(rest);
}

/** The edits that change the addresses of these callers to the ones that a project's functions have. */
export function addressEdits(callers: readonly Caller[]): readonly TextEdit[] {
  return callers.map(({ offset }) => ({ offset, length: oldAddress.length, content: newAddress }));
}
