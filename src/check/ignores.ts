import { inFolder } from '../project/files.ts';
import { objectOf } from '../project/json.ts';
import type { Found } from '../rules/rule.ts';
import type { Finding } from '../types.ts';
import type { Facts, FunctionsFolder } from './facts.ts';

/** A place where the project ignores findings of a rule. */
export interface Ignore {
  readonly rule: string;
  /** Empty if none is given: then it hides nothing. */
  readonly reason: string;
  readonly path: string;
  readonly at: Found['at'];
  hides(finding: Finding): boolean;
}

const comment = /(?:\/\/|\/\*)[ \t]*hs-ignore[ \t]+([\w-]+)(.*)/;

/**
 * The ignores of a project: `// hs-ignore rule: reason` in code, on the line or above it, and `"hsIgnore": {"rule":
 * "reason"}` in the `package.json` of a functions folder for files that have no such comments.
 */
export function ignoresIn({ codes, extensions, folders }: Facts): readonly Ignore[] {
  const sources = [...codes.filter(({ bundled }) => !bundled), ...extensions];
  return [
    ...sources.flatMap(({ path, text }) => (text.includes('hs-ignore') ? commentsIn(path, text) : [])),
    ...folders.flatMap((folder) => entriesOf(folder, folders, new Set(sources.map(({ path }) => path)))),
  ];
}

function commentsIn(path: string, text: string): Ignore[] {
  return text.split(/\r?\n/).flatMap((content, index): Ignore[] => {
    const found = comment.exec(content);
    if (found === null) return [];
    const [, rule = '', rest = ''] = found;
    const [beforeEnd = ''] = rest.split('*/', 1);
    const reason = beforeEnd.trim().replace(/^:/, '').trim();
    if (!/^[ \t]*(?::|$)/.test(beforeEnd)) return [];
    const line = index + 1;
    const isAlone = content.slice(0, found.index).replace(/[{\s]/g, '') === '';
    return [
      {
        rule,
        reason,
        path,
        at: { line, column: found.index + 1 },
        hides: (finding) =>
          reason !== '' &&
          finding.rule === rule &&
          finding.path === path &&
          finding.line === (isAlone ? line + 1 : line),
      },
    ];
  });
}

function entriesOf(
  { path: folder, manifest }: FunctionsFolder,
  folders: readonly FunctionsFolder[],
  sources: ReadonlySet<string>,
): Ignore[] {
  const entries = Object.entries(objectOf(objectOf(manifest?.value)?.hsIgnore) ?? {});
  const isElsewhere = (path: string) =>
    folders.some((other) => other.path !== folder && path.startsWith(inFolder(other.path, '')));
  return entries.map(([rule, value]) => {
    const reason = typeof value === 'string' ? value.trim() : '';
    return {
      rule,
      reason,
      path: manifest?.path ?? '',
      at: ['hsIgnore', rule],
      hides: (finding) =>
        reason !== '' && finding.rule === rule && !sources.has(finding.path) && !isElsewhere(finding.path),
    };
  });
}
