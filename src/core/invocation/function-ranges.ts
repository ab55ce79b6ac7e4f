import type { Token } from './javascript-tokens.ts';

/** From the index of its first token to that of its last. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** For each bracket the index of the one that belongs to it. */
type Partners = ReadonlyMap<number, number>;

/**
 * Tells which tokens run only when something is called: those of functions, arrow functions, methods and classes, with
 * their parameters. What is not certain counts as such.
 *
 * @returns a function that says so of the token with this index
 */
export function insideFunctions(tokens: readonly Token[]): (index: number) => boolean {
  const partners = pairBrackets(tokens);
  const ranges = tokens.flatMap((token, index): Range[] => {
    const range = rangeAt(tokens, index, token, partners);
    return range === undefined ? [] : [range];
  });
  return (index) => ranges.some(({ start, end }) => start <= index && index <= end);
}

function rangeAt(
  tokens: readonly Token[],
  index: number,
  { kind, text }: Token,
  partners: Partners,
): Range | undefined {
  const endOf = (bracket: number): number => partners.get(bracket) ?? tokens.length;
  const isAfterParameters = tokens[index - 1]?.text === ')';
  const parameters = isAfterParameters ? (partners.get(index - 1) ?? 0) : index - 1;
  if (kind === 'punctuator' && text === '=>') {
    const hasBlock = tokens[index + 1]?.text === '{';
    return { start: parameters, end: hasBlock ? endOf(index + 1) : endOfValue(tokens, index + 1, partners) };
  }
  if (kind === 'punctuator' && text === '{' && isAfterParameters && !isControl(tokens, parameters)) {
    return { start: parameters, end: endOf(index) };
  }
  if (kind === 'word' && text === 'class' && isNameOrBrace(tokens[index + 1])) {
    const body = classBody(tokens, index + 1, partners);
    return { start: body, end: endOf(body) };
  }
  return undefined;
}

function isNameOrBrace(token: Token | undefined): boolean {
  return token?.kind === 'word' || token?.text === '{';
}

/** Does this bracket belong to an `if` or the like, and not to a function? */
function isControl(tokens: readonly Token[], bracket: number): boolean {
  const [before, word] = tokens.slice(Math.max(0, bracket - 2), bracket).map(({ text }) => text);
  if (word === 'await') return before === 'for';
  // A method may have such a name: it follows a comma, and `.catch()` a full stop.
  const isName = word !== undefined && [',', '.', '?.'].includes(before ?? '');
  return !isName && /^(if|for|while|switch|catch|with)$/.test(word ?? before ?? '');
}

function classBody(tokens: readonly Token[], start: number, partners: Partners): number {
  let index = start;
  while (index < tokens.length && tokens[index]?.text !== '{') index = (partners.get(index) ?? index) + 1;
  return index;
}

/** Words that begin a statement, so that the one before has ended though no semicolon says so. */
const statementWords = new Set(
  'const let var function async class if for while do switch try throw return import export exports module'.split(
    ' ',
  ),
);

/** The last token of the value that starts here: what an arrow function returns. */
function endOfValue(tokens: readonly Token[], start: number, partners: Partners): number {
  for (let index = start; index < tokens.length; index += 1) {
    const { kind, text, line } = tokens[index] as Token;
    const before = tokens[index - 1];
    if (kind === 'punctuator' && ')]},;'.includes(text)) return index - 1;
    const isOpen = before?.kind === 'punctuator' && !')]}'.includes(before.text);
    const begins = kind === 'word' && statementWords.has(text) && line > (before?.line ?? line);
    if (index > start && begins && !isOpen) return index - 1;
    index = Math.max(index, partners.get(index) ?? index);
  }
  return tokens.length;
}

function pairBrackets(tokens: readonly Token[]): Partners {
  const partners = new Map<number, number>();
  const open: number[] = [];
  tokens.forEach(({ kind, text }, index) => {
    if (kind !== 'punctuator') return;
    if ('([{'.includes(text)) open.push(index);
    if (!')]}'.includes(text)) return;
    const start = open.pop();
    if (start === undefined) return;
    partners.set(start, index);
    partners.set(index, start);
  });
  return partners;
}
