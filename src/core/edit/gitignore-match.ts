import { type IgnoreRule, ignoreRules, many, type PartElement, type PartPattern } from './gitignore-rules.ts';

/** A `.gitignore` and where it lies. */
export interface Gitignore {
  /** Relative to the repository, with `/`; empty for its root. */
  readonly directory: string;
  readonly text: string;
}

/**
 * Does git ignore this path? It does where the last matching rule of the nearest `.gitignore` with one says so, or
 * where it ignores a folder above.
 *
 * @param path relative to the repository, with `/`; a folder's ends with `/`
 * @param gitignores in any order; each is read once and remembered by its identity
 */
export function isIgnored(path: string, gitignores: readonly Gitignore[]): boolean {
  const nearestFirst = gitignores.map(compiled).sort((one, other) => other.folder.length - one.folder.length);
  const parts = bytes(path).split('/');
  const isFolder = parts.at(-1) === '';
  if (isFolder) parts.pop();
  return parts.some((_, index) => {
    const isInside = index < parts.length - 1;
    return isRuledOut(parts.slice(0, index + 1), isInside || isFolder, nearestFirst);
  });
}

interface Compiled {
  readonly folder: readonly string[];
  readonly lastFirst: readonly IgnoreRule[];
}

const known = new WeakMap<Gitignore, Compiled>();

function compiled(gitignore: Gitignore): Compiled {
  const { directory, text } = gitignore;
  const made = known.get(gitignore) ?? {
    folder: bytes(directory).split('/').filter(Boolean),
    lastFirst: [...ignoreRules(bytes(text.replace(/^\ufeff/, '')))].reverse(),
  };
  known.set(gitignore, made);
  return made;
}

function isRuledOut(parts: readonly string[], isFolder: boolean, nearestFirst: readonly Compiled[]): boolean {
  for (const { folder, lastFirst } of nearestFirst) {
    if (folder.length >= parts.length || !folder.every((name, index) => name === parts[index])) continue;
    const inside = parts.slice(folder.length);
    const rule = lastFirst.find((one) => (isFolder || !one.isForFolders) && ruleMatches(one, inside));
    if (rule !== undefined) return !rule.isNegated;
  }
  return false;
}

/** The last part is compared first: it tells most rules apart. */
function ruleMatches({ parts }: IgnoreRule, inside: readonly string[]): boolean {
  const last = parts.at(-1);
  if (last !== undefined && last !== many && !partMatches(last, inside.at(-1) ?? '')) return false;
  return matches(parts, inside, partMatches);
}

function partMatches(pattern: PartPattern, part: string): boolean {
  return typeof pattern === 'string' ? pattern === part : matches(pattern, part, characterMatches);
}

function characterMatches(element: Exclude<PartElement, typeof many>, char: string): boolean {
  return typeof element === 'string' ? element === char : element(char);
}

/** Matches a sequence with `many` in it; going back to the last `many` is enough, so time is no more than quadratic. */
function matches<Pattern, Item>(
  pattern: readonly (typeof many | Pattern)[],
  items: ArrayLike<Item>,
  fits: (pattern: Pattern, item: Item) => boolean,
): boolean {
  let at = 0;
  let item = 0;
  let afterMany = -1;
  let retry = 0;
  while (item < items.length) {
    const wanted = pattern[at];
    if (wanted === many) {
      at += 1;
      afterMany = at;
      retry = item;
    } else if (wanted !== undefined && fits(wanted, items[item] as Item)) {
      at += 1;
      item += 1;
    } else if (afterMany >= 0) {
      retry += 1;
      at = afterMany;
      item = retry;
    } else return false;
  }
  return pattern.slice(at).every((wanted) => wanted === many);
}

/** One character a byte: git compares bytes, so that `?` is not a whole `é`. */
function bytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
