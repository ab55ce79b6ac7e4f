import { groupBy } from '../group-by.ts';
import { foldersOf } from '../project/files.ts';
import { objectOf } from '../project/json.ts';
import type { Found } from '../rules/rule.ts';
import type { Finding } from '../types.ts';
import type { Facts } from './facts.ts';

/** A place where the project ignores a rule's findings. */
export interface Ignore {
  readonly rule: string;
  /** Empty if no reason is given. Such an ignore hides nothing. */
  readonly reason: string;
  readonly path: string;
  readonly at: Found['at'];
}

interface Ignores {
  readonly all: readonly Ignore[];
  readonly hiding: (finding: Pick<Finding, 'rule' | 'path' | 'line'>) => readonly Ignore[];
}

const comment = /(?:\/\/|\/\*)[ \t]*hs-ignore[ \t]+([\w-]+)(.*)/;

/**
 * The ignores of a project: `// hs-ignore rule: reason` in code, on the same line or the line above, and `"hsIgnore":
 * {"rule": "reason"}` in a functions folder's `package.json`, for files that cannot have such comments.
 */
export function ignoresIn({ codes, extensions, folders }: Facts): Ignores {
  const sources = [...codes.filter(({ bundled }) => !bundled), ...extensions];
  const comments = sources.flatMap(({ path, text }) =>
    text.includes('hs-ignore') ? commentsIn(path, text) : [],
  );
  const entries = folders.flatMap(entriesOf);
  const ofComments = groupBy(comments.filter(hasReason), ({ rule, path, hides }) => keyOf(rule, path, hides));
  const ofEntries = groupBy(entries.filter(hasReason), ({ rule }) => rule);
  const withComments = new Set(sources.map(({ path }) => path));
  const folderPaths = new Set(folders.map(({ path }) => path));
  const hiding: Ignores['hiding'] = ({ rule, path, line }) => {
    const found = ofComments.get(keyOf(rule, path, line)) ?? [];
    const ofRule = ofEntries.get(rule);
    if (ofRule === undefined || withComments.has(path)) return found;
    const around = foldersOf(path).filter((folder) => folderPaths.has(folder));
    return [...found, ...ofRule.filter(({ folder }) => around.every((one) => one === folder))];
  };
  return { all: [...comments, ...entries], hiding };
}

function hasReason({ reason }: Ignore): boolean {
  return reason !== '';
}

function keyOf(rule: string, path: string, line: number): string {
  return JSON.stringify([rule, path, line]);
}

/** @returns the ignores, each with the line that it applies to */
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

/** @returns the ignores, each with the functions folder that it applies to */
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
