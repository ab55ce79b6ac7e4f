/** A piece of JavaScript. White space and comments are left out. */
export interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'template' | 'regex' | 'punctuator';
  /** A string's content without its quotes; anything else as it is written. A template is given piece by piece. */
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
}

const space = /\s+/y;
const comment = /\/\/.*|\/\*[\s\S]*?(?:\*\/|$)|^#!.*/y;
const word = /[\w$\u0080-\uffff\\#]+/y;
const string = /"(?:[^"\\\n]+|\\[\s\S])*"?|'(?:[^'\\\n]+|\\[\s\S])*'?/y;
const templatePiece = /(?:[^`\\$]+|\\[\s\S]|\$(?!\{))*(`|\$\{|$)/y;
const regex = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/y;
const punctuator = /\?\.(?!\d)|\.{3}|=>|[=!]==?|(?:[-+*/%&|^]|\*\*|&&|\|\||\?\?|<<|>>>?|[<>])=|[\s\S]/y;

/** Words after which a slash starts a regular expression, not a division. */
const beforeExpression = new Set(
  'return typeof instanceof in of new delete void throw case do else yield await'.split(' '),
);

/**
 * Splits JavaScript into tokens, well enough to find names and texts in it. It never fails: what is no JavaScript
 * comes out as tokens of some kind.
 */
export function javascriptTokens(source: string): Token[] {
  const tokens: Token[] = [];
  /** For each open brace: does it belong to a template, which goes on behind it? */
  const braces: boolean[] = [];
  let at = 0;
  let line = 1;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[0];
    if (text === undefined) return undefined;
    at += text.length;
    return text;
  };
  const add = (kind: Token['kind'], text: string, length = text): void => {
    tokens.push({ kind, text, line });
    line += lineBreaks(length);
  };
  const template = (): void => {
    const piece = take(templatePiece) ?? '';
    if (piece.endsWith('${')) braces.push(true);
    add('template', piece.replace(/(?:`|\$\{)$/, ''), piece);
  };
  while (at < source.length) {
    const skipped = take(space) ?? take(comment);
    if (skipped !== undefined) {
      line += lineBreaks(skipped);
      continue;
    }
    const text = take(string);
    if (text !== undefined) {
      add('string', text.slice(1, -1), text);
      continue;
    }
    const name = take(word);
    if (name !== undefined) {
      add(/^\d/.test(name) ? 'number' : 'word', name);
      continue;
    }
    const expression = source[at] === '/' && !endsValue(tokens.at(-1)) ? take(regex) : undefined;
    if (expression !== undefined) {
      add('regex', expression);
      continue;
    }
    const sign = take(punctuator) ?? '';
    if (sign === '`') template();
    else if (sign === '}' && braces.pop() === true) template();
    else add('punctuator', sign);
    if (sign === '{') braces.push(false);
  }
  return tokens;
}

function endsValue(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === 'punctuator') return token.text === ')' || token.text === ']' || token.text === '}';
  return token.kind !== 'word' || !beforeExpression.has(token.text);
}

function lineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
