import { insideFunctions } from './function-ranges.ts';
import type { Token } from './javascript-tokens.ts';

/** A place where code reads an environment variable. */
export interface EnvironmentRead {
  readonly name: string;
  /** Counted from 1. */
  readonly line: number;
}

/** A read in a file. */
export interface PlacedRead extends EnvironmentRead {
  /** Does it stand outside of any function, and run once when the file is loaded? */
  readonly topLevel: boolean;
}

/**
 * Environment variables that code reads by a name that stands in it: `process.env.NAME`, `process.env['NAME']`,
 * `const { NAME } = process.env`, also through a constant that `process.env` was given to. Names that are only
 * computed at run time are not seen.
 */
export function environmentReads(tokens: readonly Token[]): PlacedRead[] {
  const aliases = new Set<string>();
  const found: { readonly read: EnvironmentRead; readonly index: number }[] = [];
  tokens.forEach((token, index) => {
    if (token.kind !== 'word' || isMember(tokens[index - 1])) return;
    const end = endOfEnvironment(tokens, index, aliases);
    if (end === undefined) {
      if (isProcess(tokens, index)) for (const name of aliasesIn(tokens, index)) aliases.add(name);
      return;
    }
    const member = memberAt(tokens, end + 1);
    if (member !== undefined) found.push({ read: member, index });
    else if (tokens[index - 1]?.text === '=') {
      for (const read of takeTarget(tokens, index - 2, aliases)) found.push({ read, index });
    }
  });
  if (found.length === 0) return [];
  const isInside = insideFunctions(tokens);
  return found.map(({ read, index }) => ({ ...read, topLevel: !isInside(index) }));
}

/** Is this what stands in front of a member's name? `globalThis.process` is `process` all the same. */
function isMember(before: Token | undefined): boolean {
  return before?.text === '.' || before?.text === '?.';
}

/** The index of the last token of `process.env`, or of another name for it, that starts here. */
function endOfEnvironment(
  tokens: readonly Token[],
  start: number,
  aliases: ReadonlySet<string>,
): number | undefined {
  const text = tokens[start]?.text ?? '';
  if (text === 'process' && isMember(tokens[start + 1]) && tokens[start + 2]?.text === 'env')
    return start + 2;
  if ((text === 'globalThis' || text === 'global') && tokens[start + 2]?.text === 'process') {
    return endOfEnvironment(tokens, start + 2, aliases);
  }
  return aliases.has(text) && tokens[start + 1]?.text !== ':' ? start : undefined;
}

/** `.NAME` or `['NAME']`, unless it is written to. */
function memberAt(tokens: readonly Token[], start: number): EnvironmentRead | undefined {
  const [first, second, third] = tokens.slice(start, start + 3);
  const bracket = first?.text === '[' || (first?.text === '?.' && second?.text === '[');
  const name = bracket ? (first.text === '[' ? second : third) : isMember(first) ? second : undefined;
  if (name === undefined || name.kind !== (bracket ? 'string' : 'word')) return undefined;
  const after = tokens[start + (bracket ? (first?.text === '[' ? 3 : 4) : 2)];
  return after?.text === '=' ? undefined : { name: name.text, line: name.line };
}

/** What `process.env` is assigned to: a name for it, or a pattern that takes variables out of it. */
function takeTarget(tokens: readonly Token[], end: number, aliases: Set<string>): EnvironmentRead[] {
  const target = tokens[end];
  if (target?.kind === 'word' && !isMember(tokens[end - 1])) aliases.add(target.text);
  return target?.text === '}' ? patternKeys(tokens, end).map(({ key }) => key) : [];
}

/** Is this `process`, taken as a whole: the word itself, or its module? */
function isProcess(tokens: readonly Token[], index: number): boolean {
  const [word, next, name] = tokens.slice(index, index + 3);
  if (word?.text === 'process') return !isMember(next);
  if (word?.text === 'require') return next?.text === '(' && isProcessModule(name);
  return word?.text === 'from' && isProcessModule(next);
}

function isProcessModule(token: Token | undefined): boolean {
  return token?.kind === 'string' && /^(node:)?process$/.test(token.text);
}

/** Names that `{ env } = process` or `import { env } from 'node:process'` gives to the environment. */
function aliasesIn(tokens: readonly Token[], index: number): string[] {
  const end = tokens[index]?.text === 'from' ? index - 1 : index - 2;
  if (tokens[end]?.text !== '}' || (end === index - 2 && tokens[index - 1]?.text !== '=')) return [];
  return patternKeys(tokens, end)
    .filter(({ key }) => key.name === 'env')
    .map(({ name }) => name);
}

interface PatternKey {
  readonly key: EnvironmentRead;
  /** What the key is called in the code that follows. */
  readonly name: string;
}

/** The keys of the destructuring pattern that ends with this closing brace. */
function patternKeys(tokens: readonly Token[], end: number): PatternKey[] {
  const start = openingBrace(tokens, end);
  const keys: PatternKey[] = [];
  let depth = 0;
  for (let index = start + 1; index < end; index += 1) {
    const { kind, text, line } = tokens[index] as Token;
    const before = tokens[index - 1]?.text;
    if ('([{'.includes(text) && kind === 'punctuator') depth += 1;
    else if (')]}'.includes(text) && kind === 'punctuator') depth -= 1;
    else if (
      depth === 0 &&
      (kind === 'word' || kind === 'string') &&
      (index === start + 1 || before === ',')
    ) {
      const renamed = [':', 'as'].includes(tokens[index + 1]?.text ?? '');
      keys.push({ key: { name: text, line }, name: renamed ? (tokens[index + 2]?.text ?? '') : text });
    }
  }
  return keys;
}

function openingBrace(tokens: readonly Token[], end: number): number {
  let depth = 0;
  for (let index = end; index >= 0; index -= 1) {
    if (tokens[index]?.kind !== 'punctuator') continue;
    if (tokens[index]?.text === '}') depth += 1;
    if (tokens[index]?.text === '{') depth -= 1;
    if (depth === 0) return index;
  }
  return 0;
}
