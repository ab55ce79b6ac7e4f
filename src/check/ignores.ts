import { posix } from 'node:path';
import { objectOf } from '../project/json.ts';
import type { Found } from '../rules/rule.ts';
import type { Finding } from '../types.ts';
import type { Facts } from './facts.ts';

/** A place where the project ignores findings of a rule. */
export interface Ignore {
  readonly rule: string;
  /** Empty if none is given: then it hides nothing. */
  readonly reason: string;
  readonly path: string;
  readonly at: Found['at'];
}

/** The ignores of a project. */
export interface Ignores {
  readonly all: readonly Ignore[];
  /** Those that hide a finding. */
  readonly hiding: (finding: Pick<Finding, 'rule' | 'path' | 'line'>) => readonly Ignore[];
}

const comment = /(?:\/\/|\/\*)[ \t]*hs-ignore[ \t]+([\w-]+)(.*)/;

/**
 * The ignores of a project: `// hs-ignore rule: reason` in code, on the line or above it, and `"hsIgnore": {"rule":
 * "reason"}` in the `package.json` of a functions folder for files that have no such comments.
 */
export function ignoresIn({ codes, extensions, folders }: Facts): Ignores {
  const sources = [...codes.filter(({ bundled }) => !bundled), ...extensions];
  const comments = sources.flatMap(({ path, text }) =>
    text.includes('hs-ignore') ? commentsIn(path, text) : [],
  );
  const entries = folders.flatMap(entriesOf);
  const ofComments = grouped(comments, ({ rule, path, hides }) => keyOf(rule, path, hides));
  const ofEntries = grouped(entries, ({ rule }) => rule);
  const withComments = new Set(sources.map(({ path }) => path));
  const folderPaths = new Set(folders.map(({ path }) => path));
  const hiding: Ignores['hiding'] = ({ rule, path, line }) => {
    const found = ofComments.get(keyOf(rule, path, line)) ?? [];
    const ofRule = ofEntries.get(rule);
    if (ofRule === undefined || withComments.has(path)) return found;
    const around = foldersAbove(path).filter((folder) => folderPaths.has(folder));
    return [...found, ...ofRule.filter(({ folder }) => around.every((one) => one === folder))];
  };
  return { all: [...comments, ...entries], hiding };
}

function keyOf(rule: string, path: string, line: number): string {
  return JSON.stringify([rule, path, line]);
}

/** What gives a reason, by a key. */
function grouped<One extends Ignore>(
  ignores: readonly One[],
  key: (one: One) => string,
): ReadonlyMap<string, readonly One[]> {
  const groups = new Map<string, One[]>();
  for (const one of ignores.filter(({ reason }) => reason !== '')) {
    const group = groups.get(key(one));
    if (group === undefined) groups.set(key(one), [one]);
    else group.push(one);
  }
  return groups;
}

/** The folders that a file is in, the nearest first, up to `.`. */
function foldersAbove(path: string): readonly string[] {
  const folder = posix.dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}

/** @returns each with the line that it hides */
function commentsIn(path: string, text: string): (Ignore & { readonly hides: number })[] {
  return text.split(/\r?\n/).flatMap((content, index) => {
    const found = comment.exec(content);
    if (found === null) return [];
    const [, rule = '', rest = ''] = found;
    const [beforeEnd = ''] = rest.split('*/', 1);
    const reason = beforeEnd.trim().replace(/^:/, '').trim();
    if (!/^[ \t]*(?::|$)/.test(beforeEnd)) return [];
    const line = index + 1;
    const isAlone = content.slice(0, found.index).replace(/[{\s]/g, '') === '';
    const at = { line, column: found.index + 1 };
    return [{ rule, reason, path, at, hides: isAlone ? line + 1 : line }];
  });
}

/** @returns each with its functions folder: in others it hides nothing */
function entriesOf({ path, manifest }: Facts['folders'][number]): (Ignore & { readonly folder: string })[] {
  const entries = Object.entries(objectOf(objectOf(manifest?.value)?.hsIgnore) ?? {});
  return entries.map(([rule, value]) => ({
    rule,
    reason: typeof value === 'string' ? value.trim() : '',
    path: manifest?.path ?? '',
    at: ['hsIgnore', rule],
    folder: path,
  }));
}
