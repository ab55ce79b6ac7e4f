import { appendLines } from './edit-dotenv.ts';

/** A `.gitignore` and where it is. */
export interface Gitignore {
  /** Relative to the repository, with `/`; empty for its root. */
  readonly directory: string;
  readonly text: string;
}

/**
 * Returns true if git ignores this path. The last matching rule in the nearest `.gitignore` with a matching rule decides. A
 * path in an ignored folder is ignored, too.
 * @param path relative to the repository, with `/`; a folder's ends with `/`
 * @param gitignores in any order; each object is parsed once and remembered
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

/** Returns true if git ignores this path whether or not it minds letter case (`core.ignorecase`). */
export function isIgnoredInAnyCase(path: string, gitignores: readonly Gitignore[]): boolean {
  const lower = gitignores.map(({ directory, text }) => {
    return { directory: directory.toLowerCase(), text: text.replace(/[^\n]+/g, inLowerCase) };
  });
  return isIgnored(path, gitignores) && isIgnored(path.toLowerCase(), lower);
}

/**
 * A rule for paths in lower case. Which characters brackets match then is not worked out: all in a rule that re-includes, so
 * that it counts, and in others those that they match in any case, or none if they are negated.
 */
function inLowerCase(line: string): string {
  return line.replace(/\\.|\[[!^]?\]?(?:\[:[a-z]*:\]|\\.|[^\]\\])*\]?|./gs, (found) => {
    if (!found.startsWith('[')) return found.toLowerCase();
    if (line.startsWith('!')) return '?';
    return /^\[[!^]/.test(found) ? '[/]' : found;
  });
}

/** Returns true if a pattern, read as a rule of a `.gitignore` in the top folder, matches a whole path. */
export function matchesPattern(path: string, pattern: string): boolean {
  return matcherOf(pattern)(path);
}

/** As `matchesPattern`, for a pattern that many paths are compared with. */
export function matcherOf(pattern: string): (path: string) => boolean {
  const rule = ruleOf(`/${bytes(pattern)}`);
  return (path) => rule !== undefined && ruleMatches(rule, bytes(path).split('/'));
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
    lastFirst: lastRulesFirst(bytes(text.replace(/^\ufeff/, ''))),
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

/** The last part is compared first: it rules out most rules. */
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

/** Matches a sequence against a pattern with `many` in it. Only the last `many` is retried, so time is at most quadratic. */
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

/** A text with one character per byte: git compares bytes, so `?` does not match a whole `é`. */
function bytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Stands for any number of characters in a part, or for any number of parts in a path. */
export const many = Symbol('many');

/** A character, a test of one character, or any number of characters. */
type PartElement = string | typeof many | ((char: string) => boolean);

/** A literal part, or one with elements that are not plain characters. */
type PartPattern = string | readonly PartElement[];

interface IgnoreRule {
  /** True if the rule re-includes paths that an earlier rule ignores. */
  readonly isNegated: boolean;
  readonly isForFolders: boolean;
  /** Patterns for the parts of a path, which starts in the folder of the `.gitignore`. */
  readonly parts: readonly (typeof many | PartPattern)[];
}

/** Character classes in brackets, such as `[:alpha:]`; ASCII only, as in git. */
const characterClasses: Readonly<Record<string, RegExp>> = {
  alnum: /[a-z\d]/i,
  alpha: /[a-z]/i,
  blank: /[ \t]/,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is the class of control characters
  cntrl: /[\0-\x1f\x7f]/,
  digit: /\d/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t-\r]/,
  upper: /[A-Z]/,
  xdigit: /[\da-f]/i,
};

/**
 * The rules of a `.gitignore`, from the last to the first, without repetitions: of equal rules, the last counts. Rules that
 * never match in git, such as one with an unclosed bracket, are left out. Follows gitignore(5), and `dir.c` and
 * `wildmatch.c` of git 2.39, except for one quirk: two stars directly after a name are two plain stars.
 * @param text one character per byte, because git compares bytes
 */
export function lastRulesFirst(text: string): readonly IgnoreRule[] {
  // For git, a line ends at NUL.
  const lines = text.split('\n').map((line) => withoutTrailingSpaces(line.replace(/\r$|\0.*/, '')));
  return Array.from(new Set(lines.reverse())).flatMap((line) => ruleOf(line) ?? []);
}

function ruleOf(line: string): IgnoreRule | undefined {
  if (line === '' || line.startsWith('#')) return undefined;
  const isNegated = line.startsWith('!');
  const isForFolders = line.endsWith('/');
  const pattern = line.slice(isNegated ? 1 : 0, isForFolders ? -1 : undefined);
  const isAnchored = pattern.includes('/');
  const inside = pattern.replace(/^\//, '');
  const parts = /[*?[\\]/.test(inside) ? partsOf(inside) : inside.split('/');
  return parts && { isNegated, isForFolders, parts: isAnchored ? parts : [many, ...parts] };
}

/** Removes spaces at the end of a line, except one after a backslash. */
function withoutTrailingSpaces(line: string): string {
  let end = 0;
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === ' ') continue;
    end = at + 1;
  }
  return line.slice(0, end);
}

/** The patterns for the parts of a path; undefined if the pattern cannot match anything. */
function partsOf(pattern: string): IgnoreRule['parts'] | undefined {
  const parts: (typeof many | PartPattern)[] = [];
  let part: PartElement[] = [];
  let start = 0;
  for (let at = 0; ; ) {
    const isEnd = at === pattern.length;
    const slash = /^\\?\//.exec(pattern.slice(at, at + 2))?.[0];
    if (isEnd || slash !== undefined) {
      const isFolders = /^\*\*+$/.test(pattern.slice(start, at));
      if (isFolders) parts.push(many);
      if (isEnd || !isFolders) parts.push(part.every(isCharacter) ? part.join('') : part);
      if (slash === undefined) return parts;
      part = [];
      at += slash.length;
      start = at;
    } else {
      const next = elementAt(pattern, at);
      if (next === undefined) return undefined;
      part.push(next.element);
      at = next.end;
    }
  }
}

function isCharacter(element: PartElement): element is string {
  return typeof element === 'string';
}

/** The element at an offset; undefined for an unclosed bracket, and for a backslash at the end. */
function elementAt(pattern: string, at: number): Element | undefined {
  const char = pattern.charAt(at);
  if (char === '*') return { element: many, end: at + 1 };
  if (char === '?') return { element: () => true, end: at + 1 };
  if (char === '[') return bracketsAt(pattern, at);
  const literal = char === '\\' ? pattern.charAt(at + 1) : char;
  if (literal === '') return undefined;
  return { element: literal, end: at + (char === '\\' ? 2 : 1) };
}

interface Element {
  readonly element: PartElement;
  /** The offset after it. */
  readonly end: number;
}

/** A character class (the longest name is `xdigit`), a range or a single character in brackets. */
const bracketItem = /\[:([a-z]{0,8}):\]|(?:\\([\s\S])|([^\\]))(?:-(?!\])(?:\\([\s\S])|([^\\])))?/y;

/** The characters in brackets as one element; undefined if nothing closes them. A `]` that comes first is a member. */
function bracketsAt(text: string, start: number): Element | undefined {
  const isNegated = /[!^]/.test(text.charAt(start + 1));
  const members: ((char: string) => boolean)[] = [];
  let at = start + (isNegated ? 2 : 1);
  do {
    bracketItem.lastIndex = at;
    const [, name, escapedFrom, plainFrom, escapedTo, plainTo] = bracketItem.exec(text) ?? [];
    const from = escapedFrom ?? plainFrom;
    const to = escapedTo ?? plainTo ?? from;
    const named = name === undefined ? undefined : characterClasses[name];
    if (named !== undefined) members.push((char) => named.test(char));
    else if (from !== undefined && to !== undefined) members.push((char) => char >= from && char <= to);
    else return undefined;
    at = bracketItem.lastIndex;
  } while (text.charAt(at) !== ']');
  return { element: (char) => members.some((member) => member(char)) !== isNegated, end: at + 1 };
}

/**
 * Appends rules that are missing in a `.gitignore`, or that a later rule there may override. A rule for folders (`name/`)
 * counts as present if there is one for everything of that name. Since the last matching rule decides, a rule that
 * re-includes files (`!`) is repeated if any rule before it is appended.
 */
export function editGitignore(text: string, rules: readonly string[]): string {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const own = [{ directory: '', text }];
  const added: string[] = [];
  for (const rule of rules) {
    const at = Math.max(lines.lastIndexOf(rule), lines.lastIndexOf(rule.replace(/\/$/, '')));
    const isNegated = rule.startsWith('!');
    const isOverridden = isNegated
      ? isIgnored(rule.slice(1), own) || added.length > 0
      : lines.slice(at + 1).some((line) => /^!(?![^\0]*\.example$)/.test(line));
    if (at < 0 || isOverridden) added.push(rule);
  }
  return appendLines(text, added, false);
}
