/** Stands for any number of characters in a part, or for any number of parts in a path. */
export const many = Symbol('many');

/** A character, what one character may be, or any number of them. */
export type PartElement = string | typeof many | ((char: string) => boolean);

/** A part as it is, or with elements that are not plain characters. */
export type PartPattern = string | readonly PartElement[];

/** A rule of a `.gitignore`. */
export interface IgnoreRule {
  /** It takes back in what an earlier rule ignores. */
  readonly isNegated: boolean;
  readonly isForFolders: boolean;
  /** What the parts of a path have to be, counted from the folder of the `.gitignore`. */
  readonly parts: readonly (typeof many | PartPattern)[];
}

/** The classes that stand in brackets as `[:alpha:]`; ASCII only, as git has them. */
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
 * The rules of a `.gitignore`, in its order. A rule that git can never match, such as one with a bracket that is not
 * closed, is left out. Read after gitignore(5) and git 2.39's `dir.c` and `wildmatch.c`, but for a quirk of theirs: two
 * stars right behind a name are two plain stars.
 *
 * @param text one character a byte, because git compares bytes
 */
export function ignoreRules(text: string): readonly IgnoreRule[] {
  return text.split('\n').flatMap((line) => ruleOf(withoutTrailingSpaces(line.replace(/\r$/, ''))) ?? []);
}

function ruleOf(line: string): IgnoreRule | undefined {
  if (line === '' || line.startsWith('#')) return undefined;
  const isNegated = line.startsWith('!');
  const isForFolders = line.endsWith('/');
  const pattern = line.slice(isNegated ? 1 : 0, isForFolders ? -1 : undefined);
  const isAnchored = pattern.includes('/');
  const parts = partsOf(pattern.replace(/^\//, ''));
  return parts && { isNegated, isForFolders, parts: isAnchored ? parts : [many, ...parts] };
}

/** A space after a backslash is kept. */
function withoutTrailingSpaces(line: string): string {
  let end = 0;
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === ' ') continue;
    end = at + 1;
  }
  return line.slice(0, end);
}

/** Undefined where the pattern cannot match anything. */
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

/** Undefined for a bracket that is not closed and for a backslash at the end. */
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

const bracketItem = /\[:([^\]]*):\]|(?:\\([\s\S])|([^\\]))(?:-(?!\])(?:\\([\s\S])|([^\\])))?/y;

/** Undefined where nothing closes the bracket. A `]` that comes first is a member. */
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
